import Datasets
import Foundation
import Tensors

/// Flow files by their ending.
package enum FlowFiles {
  /// Whether a file holds flow. A `.npy` may also hold spikes; its shape decides. An `.npz` or `.h5` of flow has an array
  /// of that name.
  package static func isFlow(_ path: String) throws -> Bool {
    switch (path.lowercased() as NSString).pathExtension {
    case "flo", "png": return true
    case "npy":
      let header = try NumpyStream(path: path).header
      return header.shape.count == 3 && header.shape[0] == 2 && [.float32, .float64].contains(header.scalarType)
    case "npz": return try NumpyArchive(path: path).names.contains("flow")
    case "h5", "hdf5": return try HDF5Array.exists(path: path, dataset: "flow")
    default: return false
    }
  }

  /// Reads `[2, height, width]`, NaN where there is no flow.
  package static func read(_ path: String, format: FlowFormat? = nil) throws -> Tensor<Float> {
    try FlowField(path: path, format: format).marking(.nan)
  }
}

extension String {
  /// The path with another ending.
  func replacingSuffix(with ending: String) -> String { (self as NSString).deletingPathExtension + "." + ending }
}
