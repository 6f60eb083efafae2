/// What a model of flow may be told beyond its weights.
public enum FlowEstimatorOption: Sendable, Hashable, CaseIterable {
  case splits, encoding, iterations, passes, stopUpdate, measuresNextUpdate, carriesStates, startsWarm
  case tiles, scales, variationWeight, mostEvents, layers
}

/// How a model estimates flow. Each model understands some of it (``FlowModel/options``) and has its own usual values.
public struct FlowEstimatorOptions: Sendable, Hashable {
  /// The splits of a span of events; nil for those that the published network was trained with.
  public var splits: Int?
  /// How a span of events is cut into splits; nil for the indoor way.
  public var encoding: SplitEncoding?
  /// The most iterations; nil for the published number.
  public var iterations: Int?
  /// The most passes over a window, of which all but the first see the events moved back along the flow found before; nil for
  /// what the weights were trained with, else 1. Not together with carried states or a measured next iteration.
  public var passes: Int?
  /// The refinement of a window ends after the first iteration whose mean update is below so many pixels; nil for never.
  public var stopUpdate: Float?
  /// Whether one iteration more is computed than is used, to measure what it would have gained. Not together with carried
  /// states, which it would change.
  public var measuresNextUpdate: Bool
  /// Whether states and flows are carried from window to window where the published network starts each from zero.
  public var carriesStates: Bool
  /// Whether a window's refinement starts from the flow of the one before, moved on, where that ended when it begins.
  public var startsWarm: Bool

  /// The finest grid of tiles on which flow is estimated; nil for the usual one.
  public var tiles: TileGrid?
  /// The number of grids from coarse to fine; nil for all from a single tile on.
  public var scales: Int?
  /// The weight of the flow's total variation; nil for the published one.
  public var variationWeight: Float?
  /// The most events of a window that are used, drawn evenly over it by ``seed``; nil for all.
  public var mostEvents: Int?
  /// The most motions, beside rest, of things that move over each other; nil for one even flow by tiles.
  public var layers: Int?
  /// By what is drawn where something is.
  public var seed: UInt64 = 0

  /// Describes how; as published where nothing else is said.
  public init(
    splits: Int? = nil, encoding: SplitEncoding? = nil, iterations: Int? = nil, stopUpdate: Float? = nil,
    measuresNextUpdate: Bool = false, carriesStates: Bool = false, startsWarm: Bool = false
  ) {
    precondition(
      (splits ?? 1) > 0 && (iterations ?? 1) > 0, "A window needs a split and an iteration at least.")
    precondition(!(measuresNextUpdate && carriesStates), "An iteration more would change what is carried on.")
    (self.splits, self.encoding, self.iterations, self.stopUpdate) = (splits, encoding, iterations, stopUpdate)
    (self.measuresNextUpdate, self.carriesStates) = (measuresNextUpdate, carriesStates)
    self.startsWarm = startsWarm
  }

  /// What of it a model understands; the rest is as usual.
  public func understood(by model: FlowModel) -> FlowEstimatorOptions {
    func kept<Value>(_ option: FlowEstimatorOption, _ value: Value?) -> Value? {
      model.options.contains(option) ? value : nil
    }
    var options = FlowEstimatorOptions(
      splits: kept(.splits, splits), encoding: kept(.encoding, encoding), iterations: kept(.iterations, iterations),
      stopUpdate: kept(.stopUpdate, stopUpdate),
      measuresNextUpdate: kept(.measuresNextUpdate, measuresNextUpdate) ?? false,
      carriesStates: kept(.carriesStates, carriesStates) ?? false, startsWarm: kept(.startsWarm, startsWarm) ?? false)
    (options.tiles, options.scales) = (kept(.tiles, tiles), kept(.scales, scales))
    (options.variationWeight, options.mostEvents) = (
      kept(.variationWeight, variationWeight), kept(.mostEvents, mostEvents)
    )
    (options.layers, options.passes) = (kept(.layers, layers), kept(.passes, passes))
    options.seed = seed
    return options
  }

  /// The options that say something else than what is usual.
  public var given: [FlowEstimatorOption] {
    FlowEstimatorOption.allCases.filter { option in
      switch option {
      case .splits: splits != nil
      case .encoding: encoding != nil
      case .iterations: iterations != nil
      case .passes: passes != nil
      case .stopUpdate: stopUpdate != nil
      case .measuresNextUpdate: measuresNextUpdate
      case .carriesStates: carriesStates
      case .startsWarm: startsWarm
      case .tiles: tiles != nil
      case .scales: scales != nil
      case .variationWeight: variationWeight != nil
      case .mostEvents: mostEvents != nil
      case .layers: layers != nil
      }
    }
  }
}
