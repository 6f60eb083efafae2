import Files

/// The times of MVSEC, which are seconds since 1970 in double precision, to about 0.2 µs.
enum SecondsOfMVSEC {
  /// The time in microseconds, rounded to the nearest, halves to even, as those of events are.
  static func microseconds(_ seconds: Double) -> Int64 {
    Int64(min(max((seconds * 1e6).rounded(.toNearestOrEven), -9e18), 9e18))
  }

  /// Throws where times are none, or go back.
  static func check(_ times: [Double], path: String, place: String) throws {
    for (index, time) in times.enumerated() {
      let largest = 4e12
      guard time.isFinite, time.magnitude <= largest else {
        throw FileError(
          .badContent, path: path, problem: "\(time) is no time in seconds", place: "\(place), row \(index)",
          remedy: "the file is damaged; fetch it again")
      }
      if index > 0, time < times[index - 1] {
        throw FileError(
          .badContent, path: path, problem: "the times go back from \(times[index - 1]) to \(time) s",
          place: "\(place), row \(index)", remedy: "the file is damaged; fetch it again")
      }
    }
  }
}
