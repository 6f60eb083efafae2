import Kernels
import NeuralNetworks

/// E-RAFT at one size: two grids in, the flow from one's time to the other's out.
///
/// Memory is taken when the runner is made and at its first run: the correlation takes `(height · width / 64)²` values
/// and a third more, 123 MB at 480 x 640, the maps another 100 MB there. Not for several threads at once: a runner is one
/// sequence, its kernels use all threads of its workers.
public final class ERAFTRunner {
  /// A map `[1, bins, height, width]`, which ``takeGrid()`` and ``begin(from:)`` read. It starts with zeros.
  public let grid: FeatureMap
  /// The flow so far, `[1, 2, height / 8, width / 8]` in its own pixels.
  public let lowFlow: FeatureMap
  /// The flow after ``enlarge()``, `[1, 2, height, width]`, u to the right and v downwards in pixels.
  public let flow: FeatureMap
  /// The features of the grid that was taken last.
  package let features: FeatureMap
  /// The state of the recurrent unit.
  package let state: FeatureMap
  /// Where the flow so far leads, for ``CorrelationVolume/lookUp(_:into:workers:)``.
  package let places: FeatureMap
  /// The correlation of both grids.
  package let volume: CorrelationVolume
  /// The features of the grid before.
  private let before: FeatureMap
  /// What was last added to the flow.
  private let correction: FeatureMap
  private let plan: NetworkPlan
  private let parts: ERAFTLayout.Parts
  private let workers: Workers

  /// Prepares a network for grids of one size.
  ///
  /// - Parameters:
  ///   - height: The rows of the grids, a multiple of 32 and at least 128; `width` likewise.
  public init(network: ERAFT, height: Int, width: Int, workers: Workers) {
    precondition(
      height >= ERAFT.smallestSide && width >= ERAFT.smallestSide && height % ERAFT.sizeDivisor == 0
        && width % ERAFT.sizeDivisor == 0,
      "E-RAFT needs multiples of \(ERAFT.sizeDivisor) from 128 on, not \(height) x \(width).")
    self.workers = workers
    let layout = ERAFTLayout(network: network, height: height, width: width)
    let plan = layout.builder.finish()
    (self.plan, parts, volume) = (plan, layout.parts, layout.volume)
    (grid, features, state) = (plan[layout.grid], plan[layout.features], plan[layout.state])
    (lowFlow, places, flow) = (plan[layout.flow], plan[layout.places], plan[layout.fullFlow])
    correction = plan[layout.correction]
    before = FeatureMap(channels: features.channelCount, height: features.height, width: features.width)
  }

  /// The bytes of all maps and of the correlation.
  public var workspaceByteCount: Int { plan.byteCount + before.bufferByteCount + volume.byteCount }

  /// Takes ``grid`` as the one before the next.
  public func takeGrid() { plan.run(parts.features, workers: workers) }

  /// Begins a flow from the grid that was taken last to ``grid``, which becomes the one that was taken last.
  ///
  /// - Parameter start: The flow to start from, `[1, 2, height / 8, width / 8]`; nil for zero.
  public func begin(from start: FeatureMap? = nil) {
    workers.copy(features, to: before)
    plan.run(parts.features, workers: workers)
    volume.write(before, features, workers: workers)
    plan.run(parts.context, workers: workers)
    if let start { workers.copy(start, to: lowFlow) } else { lowFlow.fill(0) }
    ERAFTLayout.writePlaces(of: lowFlow, into: places)
  }

  /// Corrects the flow once.
  ///
  /// - Returns: The mean length of the correction, in pixels of the full size.
  public func refine() -> Float {
    plan.run(parts.iteration, workers: workers)
    return Float(ERAFT.scale) * correction.meanVectorLength
  }

  /// Enlarges the flow so far to the full size.
  public func enlarge() { plan.run(parts.enlargement, workers: workers) }
}
