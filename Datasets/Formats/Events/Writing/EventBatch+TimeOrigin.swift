import Files
import Recordings

extension EventBatch {
  /// Throws where a time less an origin is beyond 64 bits. Cost: none for the origin 0, else one pass over the times.
  ///
  /// For writers whose formats hold every 64-bit time; the others check their own range.
  func requireTimes(holdLess origin: Int64, path: String) throws {
    if origin == 0 { return }
    try withColumns { columns in
      for index in 0..<count where columns.t[index].subtractingReportingOverflow(origin).overflow {
        throw FileError(
          .cannotCreate, path: path,
          problem: "the event at \(columns.t[index]) us less the origin \(origin) us is beyond 64 bits",
          remedy: "choose a \(Setting.timeOrigin) within the recording")
      }
    }
  }
}

extension ExternalTrigger {
  /// The time less an origin, or a throw where that is beyond 64 bits.
  func time(less origin: Int64, path: String) throws -> Int64 {
    let (time, isOver) = timeMicroseconds.subtractingReportingOverflow(origin)
    guard !isOver else {
      throw FileError(
        .cannotCreate, path: path,
        problem: "the trigger at \(timeMicroseconds) us less the origin \(origin) us is beyond 64 bits",
        remedy: "choose a \(Setting.timeOrigin) within the recording")
    }
    return time
  }
}
