import Kernels
import Tensors

/// Flow from the encoded events of windows, with STE-FlowNet, at any size of the sensor.
///
/// Memory is taken when the estimator is made and at its first window. Not for several threads at once.
public final class EventFlowEstimator {
  /// How a window becomes flow.
  public struct Options: Sendable, Hashable {
    /// The splits of one interval.
    public var splits: Int
    /// The intervals that a window joins: 1, or 4 for what the literature calls dt = 4. The first interval's first
    /// split is the one that all others are correlated with.
    public var intervals: Int
    /// The iterations over all splits, at most.
    public var iterations: Int
    /// Refinement ends after the first iteration whose mean update is below so many pixels; never where nil.
    public var stopUpdate: Float?
    /// Whether one more iteration than the flow needs is computed to measure what it would have gained. Not together
    /// with carried states, which it would change.
    public var measuresNextUpdate: Bool
    /// Whether states and flows are carried from window to window; the published network starts each from zero.
    public var carriesStates: Bool

    /// Describes how; the published network at dt = 1 where nothing else is said.
    public init(
      splits: Int = 5, intervals: Int = 1, iterations: Int = STEFlowNet.publishedIterationCount,
      stopUpdate: Float? = nil, measuresNextUpdate: Bool = false, carriesStates: Bool = false
    ) {
      precondition(
        splits > 0 && intervals > 0 && iterations > 0, "A window needs a split, an interval and an iteration at least.")
      precondition(!(measuresNextUpdate && carriesStates), "An iteration more would change what is carried on.")
      self.splits = splits
      self.intervals = intervals
      self.iterations = iterations
      self.stopUpdate = stopUpdate
      self.measuresNextUpdate = measuresNextUpdate
      self.carriesStates = carriesStates
    }
  }

  /// The flow of one window.
  public struct Estimate: Sendable {
    /// A flow an interval, `[2, height, width]` of the layout's part, u to the right and v downwards in pixels: from the
    /// window's start to the end of each interval. The last is the window's.
    public var flows: [Tensor<Float>]
    /// How it came about.
    public var refinement: FlowRefinement
    /// What the next iteration would have added, in pixels: measured where the options ask for it, else estimated by
    /// ``FlowRefinement/expectedNextUpdate``.
    public var nextUpdate: Float?
  }

  /// The part of the sensor that is seen.
  public let layout: EventFlowLayout
  /// How a window becomes flow.
  public let options: Options
  private let runner: STEFlowNetRunner

  /// Prepares a network for windows of one size.
  public init(network: STEFlowNet, layout: EventFlowLayout, options: Options = Options(), workers: Workers) {
    self.layout = layout
    self.options = options
    let splits = options.splits * options.intervals
    runner = STEFlowNetRunner(
      network: network, splits: splits, height: layout.paddedHeight, width: layout.paddedWidth,
      iterations: options.iterations, start: options.carriesStates ? .previousWindow : .zero,
      output: .lastSplitOfEach(parts: options.intervals), workers: workers)
  }

  /// The bytes that the network's maps take.
  public var workspaceByteCount: Int { runner.workspaceByteCount }

  /// Estimates the flow of one window.
  ///
  /// - Parameter encoding: `[splits · intervals, 2, height, width]` of the layout's part or of the sensor, on before off, as
  ///   `STEEncoding` of `Representations` makes it of all events of the sensor.
  public func flow(of encoding: Tensor<UInt8>) -> Estimate {
    layout.fill(runner.inputs, from: encoding)
    let refinement = runner.run(
      runner.inputs, untilUpdateBelow: options.stopUpdate, mayContinue: options.measuresNextUpdate)
    let flows = runner.wantedFlows.map(layout.crop)
    let next = options.measuresNextUpdate ? runner.refine(isLast: true) : refinement.expectedNextUpdate
    return Estimate(flows: flows, refinement: refinement, nextUpdate: next)
  }
}
