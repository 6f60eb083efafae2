import Datasets
import Foundation
import Recordings
import Tensors

/// Flow files as jobs take them.
package enum FlowFiles {
  /// Reads `[2, height, width]`, NaN where there is no flow.
  package static func read(_ path: String, format: FlowFormat? = nil) throws -> Tensor<Float> {
    try FlowField(path: path, format: format).marking(.nan)
  }
}

extension String {
  /// The path with another ending.
  func replacingSuffix(with ending: String) -> String { (self as NSString).deletingPathExtension + "." + ending }
}
