import Kernels
import NeuralNetworks
import Reconstruction
import Tensors

extension NetworkBench {
  /// A network of pictures with drawn parameters: the grid of a window in, its picture out, states carried on.
  func pictureRows(_ model: ReconstructionModel) throws -> [Row] {
    let workers = try Workers(threads: options.threads)
    let (height, width) = (size.first, size.second)
    let network = try model.network(model.initialParameters(ParameterInitializer(seed: 3)))
    let reconstructor = network.reconstructor(height: height, width: width, workers: workers)
    let grid = ParameterInitializer(seed: 1).uniform("in", shape: network.encoding.shape(width: width, height: height))
    return [
      row(
        "network \(model.name) \(height)x\(width) batch \(batch)", workspaceBytes: reconstructor.workspaceByteCount,
        operations: batch * network.operations(height: height, width: width), workers: workers
      ) { for _ in 0..<batch { _ = reconstructor.picture(of: grid) } }
    ]
  }
}
