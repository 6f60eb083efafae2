import Kernels
import Recordings
import Representations
import Tensors

/// The two grids of a field, as ``ERAFTEstimator`` takes them.
public struct ERAFTGrids: Sendable {
  /// Events before those of the flow, `[bins, height, width]` of the sensor, normalised; nil where they are the grid
  /// that the estimator took last.
  public var before: Tensor<Float>?
  /// The events of the flow.
  public var now: Tensor<Float>
  /// Whether the flow begins where the one before ended, so that it may start from that.
  public var followsOn: Bool

  /// Describes the input of a field.
  public init(before: Tensor<Float>?, now: Tensor<Float>, followsOn: Bool = false) {
    (self.before, self.now, self.followsOn) = (before, now, followsOn)
  }
}

/// Flow from windows of events, with E-RAFT, at any size of the sensor from 97 x 97 on.
///
/// The flow of a window is told by its events and by those of the window before. Where windows follow each other, the
/// features of the grid that both share are computed once. Memory is taken when the estimator is made and at its first
/// window.
public final class ERAFTEstimator: EventFlowEstimator {
  /// The part of the sensor that is seen.
  public let layout: EventFlowLayout
  private let options: FlowEstimatorOptions
  private let runner: ERAFTRunner
  private let encoding: ERAFTVoxelGrid
  /// Not those of the network, which may run at the same time.
  private let encodingWorkers: Workers
  /// The window whose grid was made last.
  private var encoded: (interval: EventInterval, count: Int)?
  /// Where the flow of the next window may start.
  private let start: FeatureMap
  private var hasStart = false

  /// Prepares a network for windows of one size.
  ///
  /// - Parameter options: How a window becomes flow; as published where nothing else is said.
  public init(
    network: ERAFT, layout: EventFlowLayout, options: FlowEstimatorOptions = FlowEstimatorOptions(), workers: Workers
  ) {
    (self.layout, self.options) = (layout, options)
    runner = ERAFTRunner(
      network: network, height: layout.paddedHeight, width: layout.paddedWidth, workers: workers)
    encoding = ERAFTVoxelGrid(bins: network.bins)
    encodingWorkers = workers.alone()
    start = FeatureMap(channels: 2, height: runner.lowFlow.height, width: runner.lowFlow.width)
  }

  /// The bytes that the network's maps take.
  public var workspaceByteCount: Int { runner.workspaceByteCount + start.bufferByteCount }

  /// The grids of a window, of all events of the sensor; nil where one of both has no event.
  ///
  /// - Parameter spans: The window before, then that of the flow.
  public func input(of spans: [EventWindow]) -> ERAFTGrids? {
    precondition(spans.count == 2, "E-RAFT sees a window and the one before, not \(spans.count) windows.")
    let (before, now) = (spans[0], spans[1])
    let followsOn = encoded.map { $0 == (before.interval, before.events.count) } ?? false
    encoded = nil
    guard !before.events.isEmpty, !now.events.isEmpty else { return nil }
    encoded = (now.interval, now.events.count)
    return ERAFTGrids(before: followsOn ? nil : grid(of: before), now: grid(of: now), followsOn: followsOn)
  }

  /// Grids as they are.
  public func input(before: Tensor<Float>?, now: Tensor<Float>) -> ERAFTGrids? {
    ERAFTGrids(before: before, now: now, followsOn: before == nil)
  }

  private func grid(of window: EventWindow) -> Tensor<Float> {
    encoding.tensor(
      of: window.events, at: layout.coordinates(of: window.events),
      over: SpaceTimeWindow(
        width: layout.sensorWidth, height: layout.sensorHeight,
        startMicroseconds: window.interval.startMicroseconds, endMicroseconds: window.interval.endMicroseconds),
      workers: encodingWorkers)
  }

  /// Estimates the flow of one window.
  public func flow(of grids: ERAFTGrids) -> EventFlowEstimate {
    if let before = grids.before {
      layout.fill(runner.grid, from: before)
      runner.takeGrid()
    }
    layout.fill(runner.grid, from: grids.now)
    runner.begin(from: options.startsWarm && hasStart && grids.followsOn ? start : nil)
    var refinement = FlowRefinement()
    for _ in 0..<(options.iterations ?? ERAFT.publishedIterationCount) {
      refinement.add(update: runner.refine())
      if let stop = options.stopUpdate, refinement.lastUpdate < stop { break }
    }
    if options.startsWarm {
      ForwardFlow.move(runner.lowFlow, into: start)
      hasStart = true
    }
    runner.enlarge()
    let flow = layout.crop(runner.flow)
    let next = options.measuresNextUpdate ? runner.refine() : refinement.expectedNextUpdate
    return EventFlowEstimate(
      flows: [flow], refinement: refinement, nextUpdate: next, nextUpdateIsMeasured: options.measuresNextUpdate)
  }
}
