import Recordings
import Tensors

/// The unit of times in a file that does not name it.
struct HDF5TimeUnit {
  var unit: EventReadOptions.TimeUnit
  /// Why.
  var reason: String

  /// A sensor that moves at all has more events a second than this, and none has as many as the other.
  private static let fewestEventsPerSecond = 300.0
  private static let epochNanoseconds = 1e17

  /// Tells the unit from the type of the numbers, and from how many events there are in how long a time.
  init(of column: HDF5Column, count: Int, stated: String?) throws {
    if let stated, let unit = Self.named(stated) {
      (self.unit, reason) = (unit, "the file says so")
      return
    }
    let head = try column.values(0..<min(count, 1000))
    let last = try column.values(max(0, count - 1)..<count)
    guard let first = head.first, let last = last.first else {
      (unit, reason) = (.microseconds, "there are none")
      return
    }
    let span = (last - first).magnitude
    if column.scalar.kind == .float, head.contains(where: { $0 != $0.rounded() }) {
      (unit, reason) = (.seconds, "they have fractions")
    } else if column.scalar.kind == .float, last.magnitude < 1e4 && span < 1e4 && count > 1000 {
      (unit, reason) = (.seconds, "\(count) events lie within \(span)")
    } else if last.magnitude >= Self.epochNanoseconds {
      (unit, reason) = (.nanoseconds, "they are as large as nanoseconds since 1970")
    } else if count >= 100, span > 0, Double(count) / (span / 1e6) < Self.fewestEventsPerSecond {
      (unit, reason) = (.nanoseconds, "\(count) events span \(span)")
    } else {
      (unit, reason) = (.microseconds, "\(count) events span \(span)")
    }
  }

  /// The unit of a name.
  static func named(_ name: String) -> EventReadOptions.TimeUnit? {
    switch name.lowercased() {
    case "us", "µs", "μs", "usec", "microsecond", "microseconds": .microseconds
    case "ns", "nsec", "nanosecond", "nanoseconds": .nanoseconds
    case "ms", "msec", "millisecond", "milliseconds": .milliseconds
    case "s", "sec", "second", "seconds": .seconds
    default: nil
    }
  }
}
