import ArgumentParser
import OpticalFlow
import Recordings
import Workflows

extension SplitEncoding: ExpressibleByArgument {}

extension TileGrid: ExpressibleByArgument {
  /// `COLUMNSxROWS`.
  public init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
    let allowed = 1...Self.mostPerSide
    guard parts.count == 2, parts.allSatisfy(allowed.contains) else { return nil }
    self.init(columns: parts[0], rows: parts[1])
  }
}

/// How the windows of events become flow.
struct EventFlowOptions: ParsableArguments {
  /// A crop, or none.
  enum Crop: ExpressibleByArgument, Hashable, Sendable {
    case none
    case size(SizeArgument)

    init?(argument: String) {
      if argument == "none" {
        self = .none
      } else if let size = SizeArgument(argument: argument) {
        self = .size(size)
      } else {
        return nil
      }
    }
  }

  // What is refused for spikes has to be known as given or not, so its default stands where it is used.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "steflownet: the splits of a span (default: what the weights say, else \(STEFlowNet.publishedSplitCount)).",
      valueName: "n"))
  var splits: Int?

  @Option(
    name: .customLong("encoding"),
    help: """
      steflownet: indoor cuts a span into the splits; outdoor into 13 for 5, of which it keeps 0, 3, 6, 9, 12 (default: indoor).
      """)
  var sequence: SplitEncoding?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Iterations, at most; of contrast the steps at each scale (default: \(ContrastMaximization.usualIterations) of "
        + "contrast, \(ERAFT.publishedIterationCount) of eraft, of steflownet what the weights say, else "
        + "\(STEFlowNet.publishedIterationCount)).",
      valueName: "n"))
  var iterations: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "steflownet: passes over a window, at most; all but the first see its events moved back along the flow found so far, "
        + "and corrections are kept where they sharpen (default: twice what the weights learnt, else 1).",
      valueName: "n"))
  var passes: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop refining a window's flow when an iteration changes it by less than this on average.", valueName: "pixels"))
  var stopWhen: Float?

  @Flag(help: "Compute one iteration more than is used, and tell what it would have gained; else that is estimated.")
  var measureNext = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The centre of the sensor to use, padded to multiples of 16, of eraft of 32, where it is none (default: none, all "
        + "of it).",
      valueName: "WIDTHxHEIGHT|none"))
  var crop: Crop?

  @Flag(help: "Flow only where events are: other pixels are marked as without.")
  var sparse = false

  @Flag(help: "With --dt, steflownet: also the flow from the window's start to the end of each span.")
  var everySpan = false

  @Flag(help: "steflownet: carry states and flows from window to window; the published network starts each from zero.")
  var carry = false

  @Flag(
    name: .customLong("warm-start"),
    help: "contrast, eraft: start a window from the flow of the one before it, where that ended when it begins.")
  var warmStart = false

  @Option(
    help: ArgumentHelp(
      "contrast: the finest grid of tiles (default: \(ContrastMaximization.usualTiles)).", valueName: "COLUMNSxROWS"))
  var tiles: TileGrid?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "contrast: how many grids from coarse to fine, each with half the tiles of the next (default: all from 1x1 on).",
      valueName: "n"))
  var scales: Int?

  @Option(
    name: .customLong("tv"), parsing: .unconditional,
    help: ArgumentHelp(
      "contrast: the weight of the flow's total variation (default: \(ContrastMaximization.usualVariationWeight)).",
      valueName: "weight"))
  var variationWeight: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "contrast: the most events of a window, drawn evenly over it by --seed (default: all).", valueName: "n"))
  var maxEvents: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "contrast: things that move over each other, up to n motions; the flow is that at the window's start (default: one even flow by tiles).",
      valueName: "n"))
  var layers: Int?

  @Option(help: ArgumentHelp("By what events are drawn with --max-events (default: 0).", valueName: "n"))
  var seed: UInt64?

  func validate() throws {
    if let scales, !(1...7).contains(scales) { throw ValidationError("--scales needs 1 to 7, not \(scales)") }
    if let variationWeight, !(0...1000).contains(variationWeight) {
      throw ValidationError("--tv needs a weight from 0 to 1000, not \(variationWeight)")
    }
    if let maxEvents, maxEvents < ContrastMaximization.fewestEvents {
      throw ValidationError("--max-events needs \(ContrastMaximization.fewestEvents) or more, not \(maxEvents)")
    }
    if let layers {
      guard (1...ContrastMaximization.mostLayers).contains(layers) else {
        throw ValidationError("--layers needs 1 to \(ContrastMaximization.mostLayers) motions, not \(layers)")
      }
      let ofTiles = [
        ("--tiles", tiles != nil), ("--scales", scales != nil), ("--tv", variationWeight != nil),
        ("--iterations", iterations != nil),
      ]
      if let other = ofTiles.first(where: \.1)?.0 {
        throw ValidationError("--layers finds no flow by tiles: leave out \(other)")
      }
    }
    if seed != nil && maxEvents == nil { throw ValidationError("--seed goes with --max-events") }
    try Self.check(splits: splits, iterations: iterations, passes: passes, stopWhen: stopWhen)
    if measureNext && carry {
      throw ValidationError("--measure-next does not go with --carry: one iteration more would change what is carried")
    }
  }

  /// Refuses numbers that no network runs with.
  static func check(splits: Int?, iterations: Int?, passes: Int?, stopWhen: Float?) throws {
    if let passes, !(1...64).contains(passes) { throw ValidationError("--passes needs 1 to 64, not \(passes)") }
    if let splits, !(1...255).contains(splits) { throw ValidationError("--splits needs 1 to 255, not \(splits)") }
    if let iterations, !(1...1000).contains(iterations) {
      throw ValidationError("--iterations needs 1 to 1000, not \(iterations)")
    }
    if let stopWhen, !(stopWhen >= 0 && stopWhen.isFinite) {
      throw ValidationError("--stop-when needs a number of pixels from 0 on, not \(stopWhen)")
    }
  }

  /// The first option that was given, for recordings that they do not fit.
  var firstGiven: String? {
    [
      ("--splits", splits != nil), ("--encoding", sequence != nil), ("--iterations", iterations != nil),
      ("--passes", passes != nil), ("--stop-when", stopWhen != nil), ("--measure-next", measureNext),
      ("--crop", crop != nil), ("--sparse", sparse),
      ("--every-span", everySpan), ("--carry", carry), ("--warm-start", warmStart), ("--tiles", tiles != nil),
      ("--scales", scales != nil), ("--tv", variationWeight != nil), ("--max-events", maxEvents != nil),
      ("--layers", layers != nil), ("--seed", seed != nil),
    ].first(where: \.1)?.0
  }

  /// The first option that was given of those that need events, for grids.
  var firstOfEvents: String? {
    [("--crop", crop != nil), ("--sparse", sparse), ("--every-span", everySpan)].first(where: \.1)?.0
  }

  /// How the model estimates.
  var options: FlowEstimatorOptions {
    var options = FlowEstimatorOptions(
      splits: splits, encoding: sequence, iterations: iterations, stopUpdate: stopWhen,
      measuresNextUpdate: measureNext, carriesStates: carry, startsWarm: warmStart)
    (options.tiles, options.scales, options.variationWeight) = (tiles, scales, variationWeight)
    options.passes = passes
    (options.mostEvents, options.layers, options.seed) = (maxEvents, layers, seed ?? 0)
    return options
  }

  /// The part of the sensor; nil for all of it.
  var cropSize: SensorSize? { if case .size(let size) = crop { size.size } else { nil } }
}

extension EventWindowOptions {
  /// The first option that was given, for recordings that they do not fit.
  var firstGiven: String? {
    [
      ("--window", window != nil), ("--events", events != nil), ("--times", times != nil), ("--stride", stride != nil),
    ].first(where: \.1)?.0 ?? part.firstGiven
  }
}
