import ArgumentParser
import OpticalFlow
import Recordings
import Workflows

extension SplitEncoding: ExpressibleByArgument {}

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
      "steflownet: the splits of a span (default: \(STEFlowNet.publishedSplitCount)).", valueName: "n"))
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
      "Iterations, at most: of steflownet over all splits (default: \(STEFlowNet.publishedIterationCount)), of eraft "
        + "(default: \(ERAFT.publishedIterationCount)).", valueName: "n"))
  var iterations: Int?

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

  @Flag(help: "eraft: start a window from the flow of the one before, moved on, where that ended when it begins.")
  var warmStart = false

  func validate() throws {
    try Self.check(splits: splits, iterations: iterations, stopWhen: stopWhen)
    if measureNext && carry {
      throw ValidationError("--measure-next does not go with --carry: one iteration more would change what is carried")
    }
  }

  /// Refuses numbers that no network runs with.
  static func check(splits: Int?, iterations: Int?, stopWhen: Float?) throws {
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
      ("--stop-when", stopWhen != nil), ("--measure-next", measureNext), ("--crop", crop != nil), ("--sparse", sparse),
      ("--every-span", everySpan), ("--carry", carry), ("--warm-start", warmStart),
    ].first(where: \.1)?.0
  }

  /// The first option that was given of those that need events, for grids.
  var firstOfEvents: String? {
    [("--crop", crop != nil), ("--sparse", sparse), ("--every-span", everySpan)].first(where: \.1)?.0
  }

  /// How the model estimates.
  var options: FlowEstimatorOptions {
    FlowEstimatorOptions(
      splits: splits, encoding: sequence, iterations: iterations, stopUpdate: stopWhen,
      measuresNextUpdate: measureNext, carriesStates: carry, startsWarm: warmStart)
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
