import Foundation
import Kernels
import Media
import NeuralNetworks
import Tensors

/// A checkpoint that a user names.
package struct NetworkWeights {
  package let path: String
  package let parameters: ParameterTree
  /// Tells one file from another: the SHA-256 of its bytes, as `sha256sum` prints it.
  package let digest: String

  package init(path: String) throws {
    self.path = path
    let checkpoint = try Checkpoint(path: path)
    parameters = ParameterTree(checkpoint.float32Tensors, source: path)
    digest = try FileDigest(path: path).description
  }

  /// Tells what a network of these weights is run with.
  func describeRun(workers: Workers, workspace: Int, observer: any JobObserver) throws {
    observer.detail("weights: \(path), \(digest)")
    observer.detail("matrix products: \(try BLAS.shared().description)")
    observer.detail(
      "inner loops: \(workers.instructionSet.rawValue), \(Text.count(workers.threads, "thread"))")
    observer.detail("maps of the network: \(String(format: "%.1f MB", Double(workspace) / 1e6))")
  }
}
