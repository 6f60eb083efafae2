import Kernels
import Tensors

/// FireNet at one size: grids in, pictures out, states carried on.
///
/// Memory is taken when the runner is made and at its first run: the two states, and the rows of all other maps that are
/// still to be read. Not for several threads at once: a runner is one sequence, its kernels use all threads of its workers.
public final class FireNetRunner {
  /// `[1, bins, height, width]`, which ``run()`` reads.
  public let grid: FeatureMap
  /// `[1, 1, height, width]`, which ``run()`` writes.
  public let output: FeatureMap
  private let pipeline: BlockPipelineRun
  private let stateMaps: [BlockMap]
  private let channels: Int
  private let workers: Workers

  /// Prepares a network for pictures of one size, any.
  ///
  /// - Precondition: The network was made of values, not of names alone.
  public init(network: FireNet, height: Int, width: Int, workers: Workers) {
    guard let layers = network.layers else {
      preconditionFailure("This FireNet was made of names alone; it has no values to run with.")
    }
    self.workers = workers
    channels = network.configuration.channels
    grid = FeatureMap(channels: network.configuration.bins, height: height, width: width)
    output = FeatureMap(channels: 1, height: height, width: width)
    var pipeline = BlockPipeline(height: height, width: width)
    let rectified = Activation.leakyReLU(slope: 0)
    let packed = pipeline.packed(grid)
    var value = pipeline.convolution(layers.head, [packed], activation: rectified)
    var states: [BlockMap] = []
    for (cell, residual) in zip(layers.cells, layers.residuals) {
      let state = pipeline.state()
      let gates = pipeline.gates(cell.gates, [value, state], state: state)
      pipeline.blend(cell.candidate, [value, gates.resetState], update: gates.update, state: state)
      let inner = pipeline.convolution(residual[0], [state], activation: rectified)
      value = pipeline.convolution(residual[1], [inner], adding: state, activation: rectified)
      states.append(state)
    }
    pipeline.weightedSum(value, weights: layers.prediction, bias: layers.predictionBias, into: output)
    stateMaps = states
    self.pipeline = pipeline.finish()
  }

  /// The bytes that the network's maps take.
  public var workspaceByteCount: Int { pipeline.byteCount + grid.bufferByteCount + output.bufferByteCount }

  /// Makes the picture in ``output`` from the grid in ``grid``.
  public func run() { pipeline.run(workers: workers) }

  /// The picture after a window, `[height, width]`.
  ///
  /// - Parameter grid: `[bins, height, width]`.
  public func picture(of grid: Tensor<Float>) -> Tensor<Float> {
    precondition(
      grid.shape == Array(self.grid.shape.dropFirst()),
      "A grid of shape \(grid.shape) does not fit \(self.grid.shape.dropFirst()).")
    self.grid.copy(from: grid.reshaped(to: self.grid.shape))
    run()
    return output.tensor.reshaped(to: [output.height, output.width])
  }

  /// Forgets what was seen: both states are zero.
  public func reset() { pipeline.reset() }

  /// The states after a run, `[channels, height, width]` each.
  public var states: [Tensor<Float>] { stateMaps.map { pipeline.values(of: $0, channels: channels) } }
}
