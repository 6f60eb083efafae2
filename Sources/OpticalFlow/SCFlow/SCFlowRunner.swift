import Kernels
import NeuralNetworks
import Recordings
import Tensors

/// SCFlow at one size: windows in, flow out, the flow before as the prior of the next.
///
/// Memory is taken when the runner is made and at its first run; later runs allocate only the tensor they return.
/// Not for several threads at once: a runner is one sequence, its kernels use all threads of its workers.
public final class SCFlowRunner {
  private let layout: SpikeWindow
  private let plan: NetworkPlan
  private let windows: (first: Window, second: Window)
  private let refinement: NetworkPlan.Part
  /// Finest level first.
  private let flows: [FeatureMap]
  private let prior: FeatureMap
  private let warpedPrior: FeatureMap
  private let workers: Workers

  /// Where a window's frames go, and what encodes them.
  private struct Window {
    var slices: FeatureMap
    var encoding: NetworkPlan.Part
  }

  /// Prepares a network for recordings of one size.
  public init(network: SCFlow, geometry: SpikeGeometry, workers: Workers) {
    self.workers = workers
    layout = SpikeWindow(geometry: geometry)
    let (height, width) = (layout.paddedHeight, layout.paddedWidth)
    let builder = PlanBuilder()
    func window(_ features: inout [PlanBuilder.Value]) -> (slices: PlanBuilder.Value, encoding: NetworkPlan.Part) {
      let slices = builder.input(channels: SCFlow.windowLength, height: height, width: width)
      return (slices, builder.part { features = network.features(of: slices, on: builder) })
    }
    var (features, moved, flows): ([PlanBuilder.Value], [PlanBuilder.Value], [PlanBuilder.Value]) = ([], [], [])
    let first = window(&features)
    let second = window(&moved)
    refinement = builder.part { flows = network.flows(from: features, to: moved, on: builder) }
    flows.forEach(builder.keep)
    let plan = builder.finish()
    self.plan = plan
    windows = (
      Window(slices: plan[first.slices], encoding: first.encoding),
      Window(slices: plan[second.slices], encoding: second.encoding)
    )
    self.flows = flows.map { plan[$0] }
    prior = FeatureMap(channels: 2, height: height, width: width)
    warpedPrior = FeatureMap(channels: 2, height: height, width: width)
  }

  /// The bytes that the network's maps take.
  public var workspaceByteCount: Int { plan.byteCount + prior.bufferByteCount + warpedPrior.bufferByteCount }

  /// Forgets the flow before: the next run starts from rest.
  public func reset() { prior.fill(0) }

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
    encode(first, along: prior, interval: interval, into: windows.first)
    // The second window sees the prior moved along with the scene.
    Warp.run(prior, by: prior, scale: -1, into: warpedPrior, workers: workers)
    encode(second, along: warpedPrior, interval: interval, into: windows.second)
    plan.run(refinement, workers: workers)
    let flow = flows[0]
    let result = layout.crop(flow)
    Warp.run(flow, by: flow, scale: -1, into: prior, workers: workers)
    return result
  }

  /// The padded flow of every level after a run, finest first: `[1, 2, rows, columns]`, pixels of that level.
  public var pyramid: [Tensor<Float>] { flows.map(\.tensor) }

  /// Warps each frame along the prior to the window's center, and encodes the window.
  private func encode(_ spikes: SpikeStream, along flow: FeatureMap, interval: Int, into window: Window) {
    layout.warp(spikes, along: flow, interval: interval, into: window.slices, workers: workers)
    plan.run(window.encoding, workers: workers)
  }
}
