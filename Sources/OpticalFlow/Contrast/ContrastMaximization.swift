import Kernels
import NeuralNetworks

/// Flow from the events alone, without a network and without weights: the flow along which events come to lie on each
/// other and make the sharpest pictures.
///
/// Shiba, Aoki and Gallego, "Secrets of Event-Based Optical Flow", ECCV 2022 (and T-PAMI 2024): the
/// gradient energy of the picture of moved events at the start, the middle and the end of the window, and the total variation
/// of the flow; tiles from coarse to fine. Polarity does not count, and nothing is known of the brightness.
///
/// Memory: about 60 bytes an event and 80 a pixel. Cost: some 100 evaluations of the objective and a search at each of
/// the five usual scales; under a second for 100,000 events at 346 x 260 on two threads.
public struct ContrastMaximization: EventFlowNetwork {
  /// The finest grid of tiles where none is asked for.
  public static let usualTiles = TileGrid(columns: 16, rows: 16)
  /// The weight of the total variation where none is asked for.
  public static let usualVariationWeight: Float = 0.01
  /// The most steps of a descent at each scale where none are asked for.
  public static let usualIterations = 20
  /// The most motions of things that move over each other that may be asked for.
  public static let mostLayers = 16
  /// Windows with fewer events have no flow.
  public static let fewestEvents = 100
  /// A pixel further from every event than so many rows or columns has no flow.
  public static let reach = 8

  /// There is one kind.
  public init() {}

  /// Any size.
  public var sizeDivisor: Int { 1 }
  /// What a gradient and its reflected border need.
  public var smallestSide: Int { 3 }

  /// What estimates flow at one part of one sensor; memory is taken window by window.
  public func estimator(
    layout: EventFlowLayout, options: FlowEstimatorOptions, spanCount: Int, workers: Workers
  ) -> any EventFlowEstimator {
    ContrastEstimator(layout: layout, options: options, spanCount: spanCount, workers: workers)
  }

  /// What it takes depends on the events: none are counted.
  public func operations(height: Int, width: Int, options: FlowEstimatorOptions) -> Int { 0 }
}

extension FlowModel {
  /// Contrast maximisation.
  public static let contrast = FlowModel(
    name: "contrast", inputSummary: "windows of events, at any size; no weights",
    paper: "Shiba, Aoki and Gallego, ECCV 2022 and T-PAMI 2024, arXiv 2207.10022",
    options: [.iterations, .startsWarm, .tiles, .scales, .variationWeight, .mostEvents, .layers],
    parameters: nil, maker: .events { _ in ContrastMaximization() })
}
