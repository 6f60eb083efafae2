import ArgumentParser
import Datasets
import OpticalFlow
import Recordings
import Representations

/// How the windows of events become flow.
struct EventFlowOptions: ParsableArguments {
  /// MVSEC's sequences as STE-FlowNet's authors encode them.
  enum Encoding: String, ExpressibleByArgument, CaseIterable {
    case indoor, outdoor

    /// The encoding of a span. Outdoors, n splits are every third of 3n − 2.
    func encoding(splits: Int) -> STEEncoding {
      self == .indoor ? STEEncoding(splits: splits) : STEEncoding(splits: 3 * splits - 2, keptEvery: 3)
    }
  }

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

  /// More spans are no window but a recording.
  static let mostSpans = 64

  @Option(parsing: .unconditional, help: ArgumentHelp("The splits of a span.", valueName: "n"))
  var splits = 5

  @Option(
    name: .customLong("encoding"),
    help: "indoor cuts a span into the splits; outdoor into 13 for 5, of which it keeps 0, 3, 6, 9, 12.")
  var sequence = Encoding.indoor

  @Option(parsing: .unconditional, help: ArgumentHelp("Iterations over all splits, at most.", valueName: "n"))
  var iterations = STEFlowNet.publishedIterationCount

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
      "The centre of the sensor to use, padded to multiples of 16 where it is none (default: none, all of it).",
      valueName: "WIDTHxHEIGHT|none"))
  var crop = Crop.none

  @Flag(help: "Flow only where events are: other pixels are marked as without.")
  var sparse = false

  @Flag(help: "With --dt: also the flow from the window's start to the end of each span.")
  var everySpan = false

  @Flag(help: "Carry states and flows from window to window; the published network starts each from zero.")
  var carry = false

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
      ("--splits", splits != 5), ("--encoding", sequence != .indoor),
      ("--iterations", iterations != STEFlowNet.publishedIterationCount), ("--stop-when", stopWhen != nil),
      ("--measure-next", measureNext), ("--crop", crop != .none), ("--sparse", sparse), ("--every-span", everySpan),
      ("--carry", carry),
    ].first(where: \.1)?.0
  }

  /// The encoding of a span.
  var encoding: STEEncoding { sequence.encoding(splits: splits) }

  /// The part of the sensor.
  func layout(width: Int, height: Int) throws -> EventFlowLayout {
    guard case .size(let size) = crop else { return EventFlowLayout(sensorWidth: width, sensorHeight: height) }
    let part = (size.geometry.width, size.geometry.height)
    guard part.0 <= width && part.1 <= height else {
      throw Failure.Usage("--crop \(size) does not fit: the sensor has \(width)x\(height) pixels")
    }
    return EventFlowLayout(sensorWidth: width, sensorHeight: height, crop: part)
  }

  /// What the estimator does.
  func estimatorOptions(joined: Int) -> EventFlowEstimator.Options {
    EventFlowEstimator.Options(
      splits: splits, intervals: joined, iterations: iterations, stopUpdate: stopWhen,
      measuresNextUpdate: measureNext, carriesStates: carry)
  }
}

extension EventWindowOptions {
  /// The first option that was given, for recordings that they do not fit.
  var firstGiven: String? {
    [
      ("--window", window != nil), ("--events", events != nil), ("--times", times != nil), ("--stride", stride != nil),
    ].first(where: \.1)?.0 ?? part.firstGiven
  }

  /// The windows of a recording that become fields: as the user says, else those between MVSEC's pictures, 100 ms of
  /// DSEC, and 33.333 ms of others.
  func plan(for input: EventInput, joined: Int) throws -> EventFlowPlan {
    if let listed = try listedWindows(of: input.path) {
      return try EventFlowPlan(listed: listed, joined: joined, span: input.span, source: times ?? input.path)
    }
    if let windowing = try windowing(of: input.path) { return EventFlowPlan(windowing, joined: joined) }
    if input.foundFormat == .mvsec, try MVSECImageTimes.exist(in: input.path) {
      return try EventFlowPlan(
        listed: try MVSECImageTimes(path: input.path).windows(), joined: joined, span: input.span, source: input.path)
    }
    let duration: Int64 = input.foundFormat == .dsec ? 100_000 : 33_333
    return EventFlowPlan(.time(durationMicroseconds: duration, strideMicroseconds: duration), joined: joined)
  }
}

extension FlowFolderWriter {
  /// The pictures a second at which a video runs as fast as what it shows, within what can be watched.
  var realTimeRate: Double {
    let steps = zip(fields, fields.dropFirst()).map { $1.startUs &- $0.startUs }.filter { $0 > 0 }.sorted()
    guard !steps.isEmpty else { return 10 }
    return min(max(1e6 / Double(steps[steps.count / 2]), 5), 60)
  }
}
