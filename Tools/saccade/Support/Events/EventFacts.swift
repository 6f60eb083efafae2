import Datasets
import Recordings

/// What `saccade info` says of a recording of events.
struct EventFacts: Encodable {
  var format: String
  var kind = "events"
  var width: Int
  var height: Int
  var events: Int
  var on: Int
  var off: Int
  var firstUs: Int64?
  var lastUs: Int64?
  var triggers: Int
  var monotonic: Bool
  var warnings: [String]

  /// Reads a recording to its end.
  ///
  /// - Parameter size: The sensor's size as the user says it, for files that do not.
  init(of path: String, format: EventFormat?, size: SizeArgument?, options: EventReadOptions) throws {
    let reader = try EventReader(path, format: format, options: options)
    let progress = Progress(total: nil, unit: "events")
    var statistics = EventStatistics()
    let stated = try EventSensor.stated(by: reader.header, size: size, path: path)
    var sensor = stated.map { SensorFilter(width: $0.width, height: $0.height) }
    var extent = stated == nil ? EventExtent() : nil
    while let batch = try reader.nextBatch() {
      statistics.add(batch)
      sensor?.count(batch)
      extent?.add(batch)
      progress.advance(batch.count)
    }
    progress.finish()
    for warning in reader.warnings {
      try Console.warn(kind: warning.problem, path: warning.path, warning.explanation)
    }
    if let sensor, sensor.droppedCount > 0 {
      try Console.warn(
        kind: "outside", path: path,
        "\(Text.count(sensor.droppedCount, "event")) outside of the sensor, which has \(sensor.width)x\(sensor.height) "
          + "pixels; saccade doctor says more")
    }
    let found = try stated ?? extent.map { try EventSensor.guess(of: path, $0) }
    try self.init(of: path, reader: reader, size: found, statistics: statistics)
  }

  /// Describes a recording that was read to its end, or to where it is damaged.
  ///
  /// - Parameter size: The sensor's columns and rows, for files that do not say them; nil to guess.
  init(
    of path: String, reader: EventReader, size: (width: Int, height: Int)?, statistics: EventStatistics
  ) throws {
    let sensor = try Self.sensor(of: path, header: reader.header, size: size, statistics: statistics)
    self.format = reader.header.format.rawValue
    (width, height) = sensor
    events = statistics.count
    on = statistics.onCount
    off = statistics.offCount
    firstUs = statistics.firstMicroseconds
    lastUs = statistics.lastMicroseconds
    triggers = reader.triggerCount
    monotonic = statistics.isMonotonic
    warnings = Console.warnings
  }

  /// The size that the file says, else the user, else the smallest usual sensor that holds every event.
  private static func sensor(
    of path: String, header: EventHeader, size: (width: Int, height: Int)?, statistics: EventStatistics
  ) throws -> (Int, Int) {
    if let width = header.width, let height = header.height { return (width, height) }
    if let size { return size }
    return try EventSensor.guess(of: path, statistics.smallestStandardSensor, hasWild: false)
  }

  /// Lines for a person.
  var text: String {
    var lines = [
      "format    \(format)", "size      \(width)x\(height)",
      "events    \(events), \(on) on, \(off) off\(monotonic ? "" : ", not in order of time")",
    ]
    if let firstUs, let lastUs {
      let seconds = Double(microsecondsFrom: firstUs, to: lastUs) / 1e6
      let millions = (Double(events) / max(seconds, 1e-6) / 1e3).rounded() / 1e3
      let rate = seconds > 0 ? ", \(Text.number(millions)) million a second" : ""
      lines.append("time      \(firstUs) to \(lastUs) us: \(Text.number(seconds)) s\(rate)")
    }
    if triggers > 0 { lines.append("triggers  \(triggers)") }
    return lines.joined(separator: "\n")
  }
}
