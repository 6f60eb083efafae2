/// What is subtracted from the times of a recording that is written anew.
public enum TimeOrigin: Sendable, Hashable {
  /// The time of the first event that is written, or the start of the wanted time where that is later.
  case first
  /// A time of the recording's clock, in microseconds.
  case time(Int64)

  /// What is subtracted, in microseconds.
  func microseconds(first: Int64) -> Int64 {
    switch self {
    case .first: first
    case .time(let time): time
    }
  }
}
