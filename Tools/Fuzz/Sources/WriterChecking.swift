import Datasets
import Files
import Foundation
import Recordings

/// What writers and searches of time promise of any events: what is written is read again, and behind a search come all
/// events of that time and later.
enum WriterChecking {
  private static let (width, height) = (640, 480)

  /// Events of eight bytes each: a step of time, which may go back by a little, and a place.
  private static func events(_ bytes: [UInt8]) -> [Event] {
    var time: Int64 = 1000
    return stride(from: 0, to: bytes.count - 7, by: 8).map { start in
      let step = Int64(Int16(truncatingIfNeeded: Int(bytes[start]) | Int(bytes[start + 1]) << 8))
      // Now and then a long pause.
      time = max(0, time + (bytes[start + 2] == 0xFF ? abs(step) << 12 : step < -64 ? -step : step))
      return Event(
        timeMicroseconds: time, x: UInt16((Int(bytes[start + 3]) | Int(bytes[start + 4]) << 8) % width),
        y: UInt16((Int(bytes[start + 5]) | Int(bytes[start + 6]) << 8) % height), isOn: bytes[start + 7] & 1 == 1)
    }
  }

  /// Writes the events that bytes stand for, and reads them again.
  static func check(_ bytes: [UInt8], format: EventFormat, path: String) {
    let events = events(bytes)
    do {
      let sink = try EventFiles.create(
        path, format: format, options: EventWriteOptions(width: width, height: height, overwrite: true))
      for start in stride(from: 0, to: events.count, by: 97) {
        try sink.append(EventBatch(events[start..<min(events.count, start + 97)]))
      }
      try sink.finish()
    } catch {
      // A format may refuse a time, and leaves nothing then.
      require(error is FileError, "Not a FileError: \(error)")
      return
    }
    do {
      let read = try all(of: EventFiles.open(path, format: format))
      require(read == events, "\(read.count) events are read of \(events.count) that were written, or others.")
      guard let middle = events.map(\.timeMicroseconds).sorted().dropFirst(events.count / 2).first else { return }
      let source = try EventFiles.open(path, format: format)
      guard try source.seek(toMicroseconds: middle) else { return }
      let found = try all(of: source).count { $0.timeMicroseconds >= middle }
      // Times that step back by more than the tolerance may be missed.
      let isOrdered = zip(events, events.dropFirst()).allSatisfy { $0.timeMicroseconds <= $1.timeMicroseconds }
      require(!isOrdered || found == events.count { $0.timeMicroseconds >= middle }, "A search of time misses events.")
    } catch {
      require(false, "What was written is not read: \(error)")
    }
  }

  private static func all(of source: any EventSource) throws -> [Event] {
    var batch = EventBatch(capacity: 4096)
    var events: [Event] = []
    while try source.next(into: &batch) { events += batch.events }
    return events
  }
}
