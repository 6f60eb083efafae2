import Kernels
import NeuralNetworks
import Recordings
import Tensors

/// SCFlow at one size: windows in, flow out, the flow before as the prior of the next.
///
/// Memory is taken when the runner is made and at its first run; later runs allocate only the tensor they return.
/// Not for several threads at once: a runner is one sequence, its kernels use all threads of its workers.
public final class SCFlowRunner {
  private let network: SCFlow
  private let layout: SpikeWindow
  private let workspace: SCFlowWorkspace
  private let workers: Workers

  /// Prepares a network for recordings of one size.
  public init(network: SCFlow, geometry: SpikeGeometry, workers: Workers) {
    self.network = network
    self.workers = workers
    layout = SpikeWindow(geometry: geometry)
    workspace = SCFlowWorkspace(height: layout.paddedHeight, width: layout.paddedWidth)
  }

  /// The bytes that the network's maps take.
  public var workspaceByteCount: Int { workspace.byteCount }

  /// Forgets the flow before: the next run starts from rest.
  public func reset() { workspace.prior.fill(0) }

  /// The flow from the centre of window `first` to that of window `second`.
  ///
  /// The prior is the flow of the run before, warped by its own negative to the new first window; zero at the start
  /// of a sequence. The two centres of successive runs are expected to follow each other at the same interval.
  ///
  /// - Parameters:
  ///   - first: 25 frames.
  ///   - second: 25 frames.
  ///   - interval: The frames between the two centres.
  /// - Returns: `[2, height, width]`, u to the right and v downwards, pixels over the interval.
  public func flow(from first: SpikeStream, to second: SpikeStream, interval: Int) -> Tensor<Float> {
    precondition(interval > 0, "The interval of two windows is at least one frame, not \(interval).")
    precondition(
      first.frameCount == SCFlow.windowLength && second.frameCount == SCFlow.windowLength,
      "SCFlow takes windows of \(SCFlow.windowLength) frames.")
    let workspace = workspace
    encode(first, along: workspace.prior, interval: interval, into: \.firstFeatures)
    // The second window sees the prior moved along with the scene.
    Warp.run(workspace.prior, by: workspace.prior, scale: -1, into: workspace.warpedPrior, workers: workers)
    encode(second, along: workspace.warpedPrior, interval: interval, into: \.secondFeatures)
    for level in workspace.levels.indices.reversed() { refine(level) }
    let flow = workspace.levels[0].flow
    let result = layout.crop(flow)
    Warp.run(flow, by: flow, scale: -1, into: workspace.prior, workers: workers)
    return result
  }

  /// The padded flow of every level after a run, finest first: `[1, 2, rows, columns]`, pixels of that level.
  public var pyramid: [Tensor<Float>] { workspace.levels.map(\.flow.tensor) }

  /// Warps each frame along the prior to the window's centre, and encodes the window.
  private func encode(
    _ spikes: SpikeStream, along flow: FeatureMap, interval: Int,
    into features: KeyPath<SCFlowWorkspace.Level, FeatureMap>
  ) {
    layout.warp(spikes, along: flow, interval: interval, into: workspace.slices, workers: workers)
    network.representation[0](workspace.slices, into: workspace.representation[0], workers: workers)
    network.representation[1](workspace.representation[0], into: workspace.representation[1], workers: workers)
    var input = workspace.representation[1]
    for (level, layers) in network.encoder.enumerated() {
      layers.0(input, into: workspace.encoding[level], workers: workers)
      input = workspace.levels[level][keyPath: features]
      layers.1(workspace.encoding[level], into: input, workers: workers)
    }
  }

  /// Estimates the flow of one level from the one above.
  private func refine(_ index: Int) {
    let level = workspace.levels[index]
    var second = level.secondFeatures
    if index == workspace.levels.count - 1 {
      level.estimate.fill(0)
    } else {
      let coarser = workspace.levels[index + 1]
      coarser.enlarge(coarser.flow, scale: 2, into: level.estimate, workers: workers)
      Warp.run(second, by: level.estimate, into: level.warped, workers: workers)
      second = level.warped
    }
    Correlation.run(
      level.firstFeatures, second, into: level.correlation, activation: .leakyReLU(slope: 0.1), workers: workers)
    network.reduction[index](level.firstFeatures, into: level.reduced, workers: workers)
    var start = level.estimator.channelCount - SCFlow.estimatorInputs
    for layer in network.estimator.dropLast() {
      let outputs = layer.configuration.outputs
      layer(
        level.estimator[start..<level.estimator.channelCount], into: level.estimator[start - outputs..<start],
        workers: workers)
      start -= outputs
    }
    if let head = network.estimator.last { head(level.estimator, into: level.flow, workers: workers) }
    workers.add(level.estimate, to: level.flow)
  }
}
