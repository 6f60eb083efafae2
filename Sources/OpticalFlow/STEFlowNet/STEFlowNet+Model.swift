import Kernels

extension FlowModel {
  /// STE-FlowNet, from events.
  public static let steflownet = FlowModel(
    name: "steflownet", inputSummary: "a window of events in splits",
    paper: "Ding et al., AAAI 2022, arXiv 2109.04871",
    options: [.splits, .encoding, .iterations, .passes, .stopUpdate, .measuresNextUpdate, .carriesStates],
    parameters: { STEFlowNet.publishedParameters() }, maker: .events { try STEFlowNet(parameters: $0) })

  /// STE-FlowNet of few channels, ``STEFlowNet/Configuration/small``.
  public static let steflownetSmall = FlowModel(
    name: "steflownet-s", inputSummary: steflownet.inputSummary, paper: steflownet.paper, options: steflownet.options,
    carried: [CarriedFlowWeights("steflownet-s")],
    parameters: { STEFlowNet.publishedParameters(.small) }, maker: steflownet.maker)
}

extension STEFlowNet: EventFlowNetwork {
  /// Rows and columns are multiples of it.
  public var sizeDivisor: Int { Self.sizeDivisor }

  /// What estimates flow at one part of one sensor.
  public func estimator(
    layout: EventFlowLayout, options: FlowEstimatorOptions, spanCount: Int, workers: Workers
  ) -> any EventFlowEstimator {
    if let passes = options.passes, passes > 1 {
      return STEFlowNetPassEstimator(
        network: self, layout: layout, options: options, passes: passes, spanCount: spanCount, workers: workers)
    }
    return STEFlowNetEstimator(
      network: self, layout: layout, options: options, spanCount: spanCount, workers: workers)
  }

  /// The operations of a window, as the published network computes it; those of all passes over a window that is not cut.
  public func operations(height: Int, width: Int, options: FlowEstimatorOptions) -> Int {
    (options.passes ?? 1)
      * operations(
        height: height, width: width, splits: options.splits ?? Self.publishedSplitCount,
        iterations: options.iterations ?? Self.publishedIterationCount)
  }
}
