import Files
import Recordings

/// Units of time in files whose format defines none.
///
/// What a name or an attribute says is believed; else ``EventTimeEvidence`` tells it from the numbers, or refuses to.
enum EventTimeUnit {
  /// Words for units, as files use them.
  private static let words: [(TimeUnit, [String])] = [
    (.microseconds, ["us", "µs", "μs", "usec", "usecs", "microsecond", "microseconds"]),
    (.nanoseconds, ["ns", "nsec", "nsecs", "nanosecond", "nanoseconds"]),
    (.milliseconds, ["ms", "msec", "msecs", "millisecond", "milliseconds"]),
    (.seconds, ["s", "sec", "secs", "second", "seconds"]),
  ]

  /// The unit that a word names.
  static func named(_ word: String) -> TimeUnit? {
    let word = word.lowercased()
    return words.first { $0.1.contains(word) }?.0
  }

  /// A column's name without the unit at its end, in lower case, and that unit: `T_us`, `timestamp[ns]`, `time(s)`.
  static func split(column name: String) -> (base: String, unit: TimeUnit?) {
    let name = name.lowercased()
    for (unit, words) in words {
      for ending in words.flatMap({ ["_\($0)", "[\($0)]", "(\($0))"] })
      where name.hasSuffix(ending) && name.count > ending.count {
        let base = name.dropLast(ending.count)
        return (String(base.last == " " || base.last == "_" ? base.dropLast() : base), unit)
      }
    }
    return (name, nil)
  }

  /// What is said of a unit that the file does not state.
  static func remark(
    _ unit: TimeUnit, reason: String, path: String
  ) -> RecordingWarning {
    RecordingWarning(
      path: path, problem: "the unit of time is not stated",
      consequence: "taken for \(unit.rawValue) (\(word(unit))), for \(reason); \(Setting.timeUnit) says another")
  }

  /// A unit as a word.
  static func word(_ unit: TimeUnit) -> String {
    switch unit {
    case .seconds: "seconds"
    case .milliseconds: "milliseconds"
    case .microseconds: "microseconds"
    case .nanoseconds: "nanoseconds"
    }
  }

  /// The power of ten that turns a unit into microseconds.
  static func exponent(_ unit: TimeUnit) -> Int {
    switch unit {
    case .seconds: 6
    case .milliseconds: 3
    case .microseconds: 0
    case .nanoseconds: -3
    }
  }
}
