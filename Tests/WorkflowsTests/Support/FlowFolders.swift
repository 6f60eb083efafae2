import Datasets
import Foundation
import Tensors
import TestSupport

extension TemporaryFolder {
  /// Writes fields of flow to the right, of one displacement each, as `0.flo`, `1.flo`, ….
  @discardableResult
  func writeFlow(_ lengths: [Float], width: Int = 48, height: Int = 32, to name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    for (index, length) in lengths.enumerated() {
      let pixels = width * height
      let flow = Tensor(shape: [2, height, width], scalars: (0..<2 * pixels).map { $0 < pixels ? length : 0 })
      try MiddleburyFlow.write(flow, path: file("\(name)/\(index).flo"), overwrite: true)
    }
    return file(name)
  }

  /// The text of a file.
  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
  }
}
