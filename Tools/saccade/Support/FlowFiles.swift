import Datasets
import Foundation
import Tensors

/// Flow files by their ending.
enum FlowFiles {
  static func name(frame: Int, format: FlowCommand.Format) -> String {
    String(format: "flow_%06d.", frame) + format.rawValue
  }

  static func write(_ flow: Tensor<Float>, to path: String, format: FlowCommand.Format) throws {
    switch format {
    case .npy: try NumpyFile.write(flow, to: path)
    case .flo: try MiddleburyFlow.write(flow, path: path)
    }
  }

  /// Whether the ending is one of a flow file. A `.npy` may also hold spikes; its shape decides.
  static func isFlow(_ path: String) throws -> Bool {
    if path.lowercased().hasSuffix(".flo") { return true }
    guard path.lowercased().hasSuffix(".npy") else { return false }
    let header = try NumpyStream(path: path).header
    return header.shape.count == 3 && header.shape[0] == 2 && [.float32, .float64].contains(header.scalarType)
  }

  /// Reads `[2, height, width]`.
  static func read(_ path: String) throws -> Tensor<Float> {
    if path.lowercased().hasSuffix(".flo") { return try MiddleburyFlow.read(path: path) }
    let flow = try NumpyFile.read(path: path).float32
    let longestSide = 1 << 16
    guard flow.rank == 3, flow.shape[0] == 2, flow.shape.allSatisfy({ (1...longestSide).contains($0) }) else {
      throw FileError(
        .badContent, path: path, problem: "a flow has the shape [2, height, width], this has \(flow.shape)",
        remedy: "save it in that form")
    }
    return flow
  }
}

extension String {
  /// The path with another ending.
  func replacingSuffix(with ending: String) -> String { (self as NSString).deletingPathExtension + "." + ending }
}
