import Kernels
import NeuralNetworks

extension FlowModel {
  /// E-RAFT, from events.
  public static let eraft = FlowModel(
    name: "eraft", inputSummary: "two windows of events in \(ERAFT.publishedBinCount) bins of time",
    paper: "Gehrig et al., 3DV 2021, arXiv 2108.10552",
    options: [.iterations, .stopUpdate, .measuresNextUpdate, .startsWarm],
    weightsSource: "from its authors, https://github.com/uzh-rpg/E-RAFT (MIT)",
    parameters: { ERAFT.declaredParameters() }, maker: .events { try ERAFT(parameters: $0) })
}

extension ERAFT: EventFlowNetwork {
  /// Rows and columns are multiples of it.
  public var sizeDivisor: Int { Self.sizeDivisor }
  /// Zeros at the left and on top.
  public var padding: EventFlowLayout.Padding { .zerosBefore }
  /// Smaller pictures leave too little at the coarsest level.
  public var smallestSide: Int { Self.smallestSide }
  /// It sees the window before the flow's, too.
  public var seesWindowBefore: Bool { true }
  /// An event is shared among its four neighbours.
  public var usesFractionalCoordinates: Bool { true }

  /// Those of its first layer.
  public var gridBins: Int? { bins }

  /// What estimates flow at one part of one sensor.
  public func estimator(
    layout: EventFlowLayout, options: FlowEstimatorOptions, spanCount: Int, workers: Workers
  ) -> any EventFlowEstimator {
    ERAFTEstimator(network: self, layout: layout, options: options, workers: workers)
  }

  /// The operations of a window, as the published network computes it, weights of the enlargement once.
  public func operations(height: Int, width: Int, options: FlowEstimatorOptions) -> Int {
    operations(height: height, width: width, iterations: options.iterations ?? Self.publishedIterationCount)
  }

  /// The floating-point operations of one flow at `height` x `width` (multiples of 32), counted as direct convolutions:
  /// both grids' features, the context, the correlation, the iterations, one enlargement.
  public func operations(height: Int, width: Int, iterations: Int) -> Int {
    let (h, w) = (height / Self.scale, width / Self.scale)
    let encoders =
      2 * features.operations(height: height, width: width) + context.operations(height: height, width: width)
    let iteration =
      motion.operations(height: h, width: w) + unit.operations(height: h, width: w)
      + head.reduce(0) { $0 + $1.operations(height: h, width: w) }
    return encoders + CorrelationVolume.operations(channels: Self.featureWidth, height: h, width: w)
      + iterations * iteration + mask.reduce(0) { $0 + $1.operations(height: h, width: w) }
  }
}
