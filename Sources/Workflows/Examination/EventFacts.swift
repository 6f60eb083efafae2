import Datasets
import Files
import Recordings

/// What a recording of events is.
public struct EventFacts: Encodable, Sendable {
  /// The format's name.
  public var format: String
  /// What it holds.
  public var kind = "events"
  /// The columns, in pixels.
  public var width: Int
  /// The rows, in pixels.
  public var height: Int
  /// How many events there are.
  public var events: Int
  /// How many of them are on.
  public var on: Int
  /// How many of them are off.
  public var off: Int
  /// The time of the first event, in microseconds; nil where there is none.
  public var firstUs: Int64?
  /// The time of the last event, in microseconds; nil where there is none.
  public var lastUs: Int64?
  /// How many triggers there are.
  public var triggers: Int
  /// The time of the first trigger, in microseconds; nil where there is none.
  public var triggersFirstUs: Int64?
  /// The time of the last trigger.
  public var triggersLastUs: Int64?
  /// How many pictures there are beside the events; nil where the recording can be read only once.
  public var frames: Int?
  /// The time of the first picture, the middle of its exposure, in microseconds; nil where there is none.
  public var framesFirstUs: Int64?
  /// The time of the last picture.
  public var framesLastUs: Int64?
  /// The columns of the largest picture; nil where there is none or it is not known before it is decoded.
  public var frameWidth: Int?
  /// The rows of the largest picture.
  public var frameHeight: Int?
  /// How many samples of an inertial unit there are; nil where the recording can be read only once.
  public var imuSamples: Int?
  /// The time of the first sample, in microseconds; nil where there is none.
  public var imuFirstUs: Int64?
  /// The time of the last sample.
  public var imuLastUs: Int64?
  /// Whether no event lies before the one before it.
  public var monotonic: Bool
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]

  /// Describes a recording that was read to its end, or to where it is damaged.
  ///
  /// - Parameter size: The sensor's size, for files that do not say it; nil to guess.
  init(
    of path: String, reader: EventReader, size: SensorSize?, statistics: EventStatistics,
    triggers edges: RecordedTimes? = nil, samples: SampleCounts? = nil, log: JobLog
  ) throws {
    let size = try Self.size(of: path, stated: reader.size, size: size, statistics: statistics, log: log)
    format = reader.format?.rawValue ?? "unknown"
    (width, height) = (size.width, size.height)
    events = statistics.count
    on = statistics.onCount
    off = statistics.offCount
    firstUs = statistics.firstMicroseconds
    lastUs = statistics.lastMicroseconds
    triggers = reader.triggerCount
    (triggersFirstUs, triggersLastUs) = (edges?.firstUs, edges?.lastUs)
    if let samples {
      (frames, framesFirstUs, framesLastUs) = (samples.frames.count, samples.frames.firstUs, samples.frames.lastUs)
      (frameWidth, frameHeight) = (samples.frameSize?.width, samples.frameSize?.height)
      (imuSamples, imuFirstUs, imuLastUs) = (samples.inertial.count, samples.inertial.firstUs, samples.inertial.lastUs)
    }
    monotonic = statistics.isMonotonic
    warnings = log.warnings
  }

  /// The size that the file says, else the user, else the smallest usual sensor that holds every event.
  private static func size(
    of path: String, stated: SensorSize?, size: SensorSize?, statistics: EventStatistics, log: JobLog
  ) throws -> SensorSize {
    if let stated { return stated }
    if let size { return size }
    return try EventSensor.guess(of: path, statistics.smallestStandardSensor, hasWild: false, observer: log)
  }
}

/// Reads a recording of events to its end and says what it is. Cost: that of reading it; memory holds a batch.
public struct EventSurvey: Job {
  /// What is read.
  public var recording: EventRecording

  /// Describes a survey.
  public init(_ recording: EventRecording) { self.recording = recording }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> EventFacts {
    let log = JobLog(observer)
    let path = recording.path
    let reader = try recording.reader()
    let progress = log.steps(total: nil, unit: "events")
    defer { progress.finish() }
    var statistics = EventStatistics()
    let stated = try EventSensor.stated(by: reader, recording, observer: log)
    var sensor = stated.map { SensorFilter(width: $0.width, height: $0.height) }
    var extent = stated == nil ? EventExtent() : nil
    var triggers = RecordedTimes()
    while let batch = try reader.nextBatch() {
      for trigger in reader.takeTriggers() { triggers.add(trigger.timeMicroseconds) }
      statistics.add(batch)
      sensor?.count(batch)
      extent?.add(batch)
      try progress.advance(batch.count)
    }
    for trigger in reader.takeTriggers() { triggers.add(trigger.timeMicroseconds) }
    progress.finish()
    try log.pass(reader.warnings)
    let samples = try SampleCounts(recording, told: reader.warnings, log)
    if let sensor, sensor.droppedCount > 0 {
      try log.warn(
        kind: "outside", path: path,
        "\(Text.count(sensor.droppedCount, "event")) outside of the sensor, which has \(sensor.width)x\(sensor.height) "
          + "pixels; \(Work.examine) says more")
    }
    let found = try stated ?? extent.map { try EventSensor.guess(of: path, $0, observer: log) }
    return try EventFacts(
      of: path, reader: reader, size: found, statistics: statistics, triggers: triggers, samples: samples,
      log: log)
  }
}
