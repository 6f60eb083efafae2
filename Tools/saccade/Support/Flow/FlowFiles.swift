import Datasets
import Foundation
import Tensors

/// Flow files by their ending.
enum FlowFiles {
  /// Whether a file holds flow. A `.npy` may also hold spikes, and so may an `.npz` or `.h5`; the shape decides.
  static func isFlow(_ path: String) throws -> Bool {
    if path.lowercased().hasSuffix(".flo") { return true }
    guard path.lowercased().hasSuffix(".npy") else { return false }
    let header = try NumpyStream(path: path).header
    return header.shape.count == 3 && header.shape[0] == 2 && [.float32, .float64].contains(header.scalarType)
  }

  /// Reads `[2, height, width]`, NaN where there is no flow.
  static func read(_ path: String, format: FlowFormat? = nil) throws -> Tensor<Float> {
    try FlowField(path: path, format: format).marking(.nan)
  }
}

extension String {
  /// The path with another ending.
  func replacingSuffix(with ending: String) -> String { (self as NSString).deletingPathExtension + "." + ending }
}
