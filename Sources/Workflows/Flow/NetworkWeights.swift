import Files
import Foundation
import Kernels
import Media
import NeuralNetworks
import OpticalFlow
import Tensors

/// A checkpoint that a user names, or none for a model that needs none.
package struct NetworkWeights {
  package let path: String?
  package let parameters: ParameterTree
  /// Tells one file from another: the SHA-256 of its bytes, as `sha256sum` prints it; nil without one.
  package let digest: String?

  package init(path: String) throws {
    self.path = path
    let checkpoint = try Checkpoint(path: path)
    parameters = ParameterTree(checkpoint.float32Tensors, source: path)
    digest = try FileDigest(path: path).description
  }

  private init(path: String?, parameters: ParameterTree, digest: String?) {
    (self.path, self.parameters, self.digest) = (path, parameters, digest)
  }

  /// The checkpoint for a model.
  ///
  /// - Throws: ``JobError`` where the model needs one and there is none, or one is given that it does not need.
  package init(path: String?, for model: FlowModel) throws {
    guard model.needsWeights else {
      if path != nil {
        throw JobError(wrongOptions: "\(Setting.weights): \(model.name) has no parameters and takes none")
      }
      self.init(path: nil, parameters: ParameterTree([:], source: model.name), digest: nil)
      return
    }
    guard let path else {
      let free = FlowCatalog.models(for: model.input).filter { !$0.needsWeights }.map(\.name)
      let other: Message = free.isEmpty ? "" : "; \(Setting.model, to: free.joined(separator: ", ")) needs none"
      throw JobError(
        wrongOptions: "\(Setting.weights) is needed: no trained weights of \(model.name) are carried, and "
          + "\(Work.listNetworks) says where there are some" + other)
    }
    try self.init(path: path)
  }

  /// Tells what a network of these weights is run with.
  func describeRun(workers: Workers, workspace: Int, observer: any JobObserver) throws {
    if let path, let digest { observer.detail("weights: \(path), \(digest)") }
    observer.detail("matrix products: \(try BLAS.shared().description)")
    observer.detail(
      "inner loops: \(workers.instructionSet.rawValue), \(Text.count(workers.threads, "thread"))")
    observer.detail("maps of the network: \(String(format: "%.1f MB", Double(workspace) / 1e6))")
  }
}
