import Media
import NeuralNetworks
import Tensors

/// A checkpoint given on the command line.
struct NetworkWeights {
  var parameters: ParameterTree
  /// Tells one file from another: the SHA-256 of its bytes, as `sha256sum` prints it.
  var digest: String

  init(path: String) throws {
    let checkpoint = try Checkpoint(path: path)
    parameters = ParameterTree(checkpoint.float32Tensors, source: path)
    digest = try FileDigest(path: path).description
  }
}
