import Kernels
import Recordings
import Tensors

/// Flow from windows of events, with STE-FlowNet, at any size of the sensor.
///
/// Memory is taken when the estimator is made and at its first window.
public final class STEFlowNetEstimator: EventFlowEstimator {
  /// The part of the sensor that is seen.
  public let layout: EventFlowLayout
  private let options: FlowEstimatorOptions
  private let runner: STEFlowNetRunner
  private let encoder: STEFlowNetEncoder

  /// Prepares a network for windows of one size.
  ///
  /// - Parameters:
  ///   - options: How a window becomes flow; as published where nothing else is said.
  ///   - spanCount: The spans that a window joins. The first span's first split is the one that all others are
  ///     correlated with.
  public init(
    network: STEFlowNet, layout: EventFlowLayout, options: FlowEstimatorOptions = FlowEstimatorOptions(),
    spanCount: Int = 1, workers: Workers
  ) {
    precondition(spanCount > 0, "A window has a span at least.")
    self.layout = layout
    self.options = options
    let splits = options.splits ?? STEFlowNet.publishedSplitCount
    runner = STEFlowNetRunner(
      network: network, splits: splits * spanCount, height: layout.paddedHeight, width: layout.paddedWidth,
      iterations: options.iterations ?? STEFlowNet.publishedIterationCount,
      start: options.carriesStates ? .previousWindow : .zero, output: .lastSplitOfEach(parts: spanCount),
      workers: workers)
    encoder = Self.encoder(layout: layout, options: options, workers: workers.alone())
  }

  /// What encodes windows as these options say.
  static func encoder(
    layout: EventFlowLayout, options: FlowEstimatorOptions, workers: Workers
  ) -> STEFlowNetEncoder {
    STEFlowNetEncoder(
      encoding: (options.encoding ?? .indoor).encoding(splits: options.splits ?? STEFlowNet.publishedSplitCount),
      layout: layout, workers: workers)
  }

  /// The bytes that the network's maps take.
  public var workspaceByteCount: Int { runner.workspaceByteCount }

  /// The splits of a window at the layout's part, `[splits · spans, 2, height, width]`; nil where no event is seen.
  public func input(of spans: [EventWindow]) -> Tensor<UInt8>? { encoder.encode(spans) }

  /// Estimates the flow of one window.
  ///
  /// - Parameter encoding: `[splits · spans, 2, height, width]` of the layout's part or of the sensor, on before off, as
  ///   `STEEncoding` of `Representations` makes it of all events of the sensor.
  public func flow(of encoding: Tensor<UInt8>) -> EventFlowEstimate {
    layout.fill(runner.inputs, from: encoding)
    let refinement = runner.run(
      runner.inputs, untilUpdateBelow: options.stopUpdate, mayContinue: options.measuresNextUpdate)
    let flows = runner.wantedFlows.map(layout.crop)
    let next = options.measuresNextUpdate ? runner.refine(isLast: true) : refinement.expectedNextUpdate
    return EventFlowEstimate(
      flows: flows, refinement: refinement, nextUpdate: next, nextUpdateIsMeasured: options.measuresNextUpdate)
  }
}
