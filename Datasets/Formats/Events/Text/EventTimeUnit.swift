import Recordings

/// How the unit of integers that are times is told from them.
enum EventTimeUnit {
  /// Times since 1970 are over 1e17 in nanoseconds from 1973 on; in microseconds only from the year 5138 on.
  private static let epochNanoseconds = 1e17
  /// Fewer than a thousand events a second are rarer than a million: means of more than this are nanoseconds.
  private static let slowestEvents = 1000.0
  /// Fewer events say nothing of a rate.
  private static let fewestEvents = 50

  /// Nanoseconds where a time is too large for microseconds since 1970, or where events would be more than a millisecond
  /// apart in the mean; else microseconds.
  static func guess(first: Double, last: Double, count: Int) -> EventReadOptions.TimeUnit {
    if max(first.magnitude, last.magnitude) > epochNanoseconds { return .nanoseconds }
    guard count >= fewestEvents else { return .microseconds }
    let gap = (last - first) / Double(count - 1)
    return gap > slowestEvents ? .nanoseconds : .microseconds
  }

  /// What a warning says of a unit that was told from the data.
  static func warning(_ unit: EventReadOptions.TimeUnit, path: String) -> RecordingWarning {
    RecordingWarning(
      path: path, problem: "the unit of time is not stated",
      consequence: "the data look like \(words(unit)) (say another with --time-unit)")
  }

  private static func words(_ unit: EventReadOptions.TimeUnit) -> String {
    switch unit {
    case .seconds: "seconds"
    case .milliseconds: "milliseconds"
    case .microseconds: "microseconds"
    case .nanoseconds: "nanoseconds"
    }
  }

  /// The power of ten that turns a unit into microseconds.
  static func exponent(_ unit: EventReadOptions.TimeUnit) -> Int {
    switch unit {
    case .seconds: 6
    case .milliseconds: 3
    case .microseconds: 0
    case .nanoseconds: -3
    }
  }
}
