import Datasets
import Foundation
import Recordings
import TestSupport
import Testing

/// What reference readers found in a real recording, from `reference.json` of the shared data.
struct ReferenceRecording: Decodable {
  var events: Int
  var on: Int
  var off: Int
  var width: Int?
  var height: Int?
  var sum_t: Double
  var sum_x: Int
  var sum_y: Int
  var first5: [[Int64]]
  var last5: [[Int64]]
  var triggers: Int?
  /// What a reader has to be told, as on the command line.
  var options: [String]?

  /// The same for a reader.
  var readOptions: EventReadOptions {
    let unit = options?.drop { $0 != "--time-unit" }.dropFirst().first
    return EventReadOptions(timeUnit: unit.flatMap { TimeUnit(rawValue: $0) })
  }

  /// The entry of a file of `data/events`.
  static func named(_ name: String) throws -> ReferenceRecording {
    let json = try Data(contentsOf: URL(fileURLWithPath: SharedFolder.path("data/events/reference.json")))
    let all = try JSONDecoder().decode([String: ReferenceRecording].self, from: json)
    return try #require(all[name], "reference.json has no \(name)")
  }

  static func path(_ name: String) -> String { SharedFolder.path("data/events/\(name)") }
}

/// The same figures of what a reader hands out.
struct RecordingFigures: Equatable {
  var events = 0
  var on = 0
  var sumT: Int64 = 0
  var sumX = 0
  var sumY = 0
  var first5: [[Int64]] = []
  var last5: [[Int64]] = []

  /// Reads a source to its end, in batches of `capacity` events.
  init(of source: any EventSource, capacity: Int = EventBatch.standardCapacity) throws {
    var batch = EventBatch(capacity: capacity)
    while try source.next(into: &batch) { add(batch) }
  }

  private mutating func add(_ batch: EventBatch) {
    func row(_ index: Int) -> [Int64] {
      let event = batch[index]
      return [event.timeMicroseconds, Int64(event.x), Int64(event.y), event.isOn ? 1 : 0]
    }
    for index in 0..<min(batch.count, max(0, 5 - first5.count)) { first5.append(row(index)) }
    last5 = (last5 + (max(0, batch.count - 5)..<batch.count).map(row)).suffix(5)
    events += batch.count
    batch.withColumns { columns in
      for index in 0..<batch.count {
        on += Int(columns.p[index])
        sumT &+= columns.t[index]
        sumX += Int(columns.x[index])
        sumY += Int(columns.y[index])
      }
    }
  }

  /// Expects the figures of a reference.
  ///
  /// - Parameter nanoseconds: Whether the reference's times are nanoseconds, which the reader rounds down.
  func expect(
    _ reference: ReferenceRecording, nanoseconds: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    func microseconds(_ rows: [[Int64]]) -> [[Int64]] {
      nanoseconds ? rows.map { [$0[0] / 1000] + $0.dropFirst() } : rows
    }
    #expect(events == reference.events, sourceLocation: sourceLocation)
    #expect(on == reference.on, sourceLocation: sourceLocation)
    #expect(events - on == reference.off, sourceLocation: sourceLocation)
    #expect(sumX == reference.sum_x, sourceLocation: sourceLocation)
    #expect(sumY == reference.sum_y, sourceLocation: sourceLocation)
    #expect(first5 == microseconds(reference.first5), sourceLocation: sourceLocation)
    #expect(last5 == microseconds(reference.last5), sourceLocation: sourceLocation)
    if !nanoseconds && reference.sum_t < 9e15 {
      #expect(Double(sumT) == reference.sum_t, sourceLocation: sourceLocation)
    }
  }
}
