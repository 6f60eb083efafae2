import Datasets
import Files
import Foundation
import Recordings
import Simulator

/// Finds what the pixels of an event camera are from a recording of a still scene and from such of light that fades up and
/// down, and writes an ``EventCameraFile`` with maps beside it.
///
/// Recordings of changing light are read twice. Memory: some 200 bytes a pixel, whatever the length.
public struct EventCalibrationRun: Job {
  /// What came out of it.
  public struct Summary: Encodable, Sendable {
    /// The camera file.
    public var output: String
    /// The archive of its maps.
    public var maps: String
    /// The page; nil for none.
    public var report: String?
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// How long the still scene was looked at, in seconds.
    public var stillSeconds: Double
    /// What the light did in the other recordings.
    public var ramps: [Ramp]
    /// Means and spreads over good pixels.
    public var populations: EventCameraEstimate.Populations
    /// How long pixels are silent after an event.
    public var refractory: EventCameraEstimate.Refractory
    /// Pixels that fire far too often before a still scene.
    public var hot: [PixelPlace]
    /// Pixels that were silent while the light changed.
    public var dead: [PixelPlace]
    /// How many pixels would be called hot on average where none is.
    public var falseAlarms: Double
    /// What the data could not determine.
    public var open: [String]
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// A recording of changing light: the logarithm rises in a line by a contrast in half a period, and falls alike.
  public struct Ramp: Encodable, Sendable, Hashable {
    /// The file.
    public var path: String
    /// By how much the natural logarithm of the light rises.
    public var contrast: Double
    /// From one darkest moment to the next, in microseconds.
    public var periodUs: Int64

    /// By how much the logarithm changes a second.
    var slope: Double { 2 * contrast / (Double(periodUs) * 1e-6) }
  }

  /// What the simulated pixels do.
  public enum Model: String, Sendable, CaseIterable {
    /// Thresholds and silence, and the noise of v2e.
    case v2e
    /// Thresholds and silence.
    case ideal
  }

  /// The recording of a still scene.
  public var still: EventRecording
  /// Recordings of changing light.
  public var fading: [EventRecording]
  /// By how much the logarithm rises, one for each of them or one for all; nil where the caller did not say.
  public var contrasts: [Double]?
  /// How long it takes to rise and fall, in microseconds, likewise.
  public var periods: [Int64]?
  /// Where the camera file goes; its maps go beside it.
  public var output: String
  /// What the simulated pixels do.
  public var model: Model
  /// How many pixels may be called hot on average where none is.
  public var falseAlarms: Double
  /// The page; nil for none.
  public var page: PageOutput?
  /// Whether files that are there are replaced.
  public var overwrite: Bool

  /// Describes a calibration.
  public init(
    still: EventRecording, fading: [EventRecording], contrasts: [Double]?, periods: [Int64]?, output: String,
    model: Model = .v2e, falseAlarms: Double = 0.01, page: PageOutput? = nil, overwrite: Bool = false
  ) {
    (self.still, self.fading, self.contrasts, self.periods) = (still, fading, contrasts, periods)
    (self.output, self.model, self.falseAlarms, self.page) = (output, model, falseAlarms, page)
    self.overwrite = overwrite
  }

  /// Calibrates.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    let ramps = try ramps()
    let tally = try self.tally(log)
    var (found, shortest): ([EventCalibration.Ramp], Double?) = ([], nil)
    for (ramp, recording) in zip(ramps, fading) {
      let (spacings, least) = try spacings(of: recording, size: tally.size, log)
      found.append(EventCalibration.Ramp(slope: ramp.slope, spacings: spacings))
      shortest = least.map { min($0, shortest ?? $0) } ?? shortest
    }
    let estimate = EventCalibration(
      still: tally, seconds: tally.seconds, ramps: found, shortestInterval: shortest, falseAlarms: falseAlarms
    ).solve()
    let size = tally.size
    let maps = CameraMaps.path(beside: output)
    let summary = Summary(
      output: output, maps: maps, report: page?.path, width: size.width, height: size.height,
      stillSeconds: tally.seconds, ramps: ramps, populations: estimate.populations, refractory: estimate.refractory,
      hot: estimate.hot.map { PixelPlace($0.place, size) }, dead: estimate.dead.map { PixelPlace($0, size) },
      falseAlarms: falseAlarms, open: estimate.remarks.map { observer.text($0.message) }, warnings: log.warnings)
    let shown = try page.map { page in
      var content = EventCalibrationPage(summary: summary, estimate: estimate, size: size)
      content.footer = page.footer(since: started)
      return try page.prepare(try content.page(), overwrite: overwrite)
    }
    try OutputFile.commit(shown) {
      try CameraMaps.write(
        EventMaps(estimate, size: size).arrays,
        text: EventCameraFile.text(
          estimate, size: size, model: model, maps: PageOutput.name(of: maps),
          remark: "An event camera, calibrated from \(1 + ramps.count) recordings."),
        to: output, overwrite: overwrite)
    }
    return summary
  }

  private func ramps() throws -> [Ramp] {
    if fading.isEmpty {
      if contrasts != nil || periods != nil {
        throw JobError(
          wrongOptions:
            "\(Setting.lightContrast) and \(Setting.lightPeriod) are of recordings of changing light; none is "
            + "named")
      }
      return []
    }
    guard let contrasts else {
      throw JobError(
        wrongOptions:
          "recordings do not say how far their light went; pass \(Setting.lightContrast), the change of its "
          + "natural logarithm, one for all or one for each")
    }
    guard let periods else {
      throw JobError(
        wrongOptions:
          "recordings do not say how fast their light went; pass \(Setting.lightPeriod), the time it takes to "
          + "rise and fall, one for all or one for each")
    }
    for (setting, count) in [(Setting.lightContrast, contrasts.count), (.lightPeriod, periods.count)]
    where count != 1 && count != fading.count {
      throw JobError(
        wrongOptions:
          "\(setting) has \(Text.count(count, "value")) for \(Text.count(fading.count, "recording")); one for "
          + "all or one for each is needed")
    }
    if let contrast = contrasts.first(where: { !($0 > 0 && $0 <= 50) }) {
      throw JobError(
        wrongOptions: "\(Setting.lightContrast) needs a change above 0 of at most 50, not \(Text.number(contrast))")
    }
    if periods.contains(where: { $0 <= 0 }) {
      throw JobError(wrongOptions: "\(Setting.lightPeriod) needs a time above 0")
    }
    return fading.enumerated().map { index, recording in
      Ramp(
        path: recording.path, contrast: contrasts[contrasts.count == 1 ? 0 : index],
        periodUs: periods[periods.count == 1 ? 0 : index])
    }
  }

  private func tally(_ log: JobLog) throws -> EventTally {
    let input = try EventInput(still, observer: log)
    var tally = EventTally(size: input.size)
    let progress = log.steps(total: nil, unit: "events")
    defer { progress.finish() }
    while let batch = try input.nextBatch() {
      tally.add(batch)
      try progress.advance(batch.count)
    }
    try input.passWarnings()
    guard tally.seconds > 0 else {
      throw JobError(
        .badContent, path: still.path,
        problem: "it has no two events at different times, which rates could be told from")
    }
    return tally
  }

  private func spacings(
    of recording: EventRecording, size: SensorSize, _ log: JobLog
  ) throws -> (EventSpacings, shortest: Double?) {
    if recording.isReadOnce {
      throw JobError(wrongOptions: "it is read twice, which a stream cannot be; store it first", path: recording.path)
    }
    var recording = recording
    let first = try recording.open(TimeSelection(), observer: log)
    if first.size != size {
      throw JobError(
        .badContent, path: recording.path,
        problem: "it is of \(first.width)x\(first.height) pixels, the still scene of \(size.width)x\(size.height)")
    }
    var intervals = EventIntervals(size: size)
    while let batch = try first.nextBatch() { intervals.add(batch) }
    guard let usual = intervals.usual else {
      throw JobError(
        .badContent, path: recording.path,
        problem: "no pixel has two ON events in a row, and two OFF events", remedy: "let the light change farther")
    }
    log.detail(
      "\(recording.path): events are about \(Text.number(usual.on)) us apart ON, \(Text.number(usual.off)) us OFF")
    let second = try recording.open(TimeSelection(), observer: SilentObserver())
    var fit = EventSpacingFit(size: size, usual: usual)
    while let batch = try second.nextBatch() { fit.add(batch) }
    try first.passWarnings()
    return (fit.finish(), intervals.shortest)
  }
}

extension EventCalibrationRemark {
  /// A sentence for a person.
  var message: Message {
    switch self {
    case .thresholdsAreOpen:
      "no recording of changing light: thresholds are nominal, 0.2"
    case .pixelsAreOpen(let count):
      "\(Text.count(count, "pixel")) had too few events for a threshold; in the camera they have the mean"
    case .refractoryIsOpen(let most):
      "the light has one speed, so that silence after an event cannot be told from the threshold: if pixels restart after "
        + "it, thresholds are up to \(Text.number(most)) too high; a second recording with another "
        + "\(Setting.lightPeriod) tells"
    case .leakIsOpen(let most):
      "ON and OFF rates do not differ by more than chance: the leak is at most \(Text.number(most)) Hz (95 %)"
    case .backgroundIsEven:
      "pixels do not differ in their background by more than chance: all have the mean"
    }
  }
}
