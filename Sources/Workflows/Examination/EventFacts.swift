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
  /// Whether no event lies before the one before it.
  public var monotonic: Bool
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]

  /// Describes a recording that was read to its end, or to where it is damaged.
  ///
  /// - Parameter size: The sensor's size, for files that do not say it; nil to guess.
  init(
    of path: String, reader: EventReader, size: SensorSize?, statistics: EventStatistics, log: JobLog
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
    while let batch = try reader.nextBatch() {
      statistics.add(batch)
      sensor?.count(batch)
      extent?.add(batch)
      try progress.advance(batch.count)
    }
    progress.finish()
    try log.pass(reader.warnings)
    if let sensor, sensor.droppedCount > 0 {
      try log.warn(
        kind: "outside", path: path,
        "\(Text.count(sensor.droppedCount, "event")) outside of the sensor, which has \(sensor.width)x\(sensor.height) "
          + "pixels; \(Work.examine) says more")
    }
    let found = try stated ?? extent.map { try EventSensor.guess(of: path, $0, observer: log) }
    return try EventFacts(of: path, reader: reader, size: found, statistics: statistics, log: log)
  }
}
