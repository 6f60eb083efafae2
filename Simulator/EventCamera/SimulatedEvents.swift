import Recordings

/// Events that a camera hands out, in order of time, and what made each.
public struct SimulatedEvents: Sendable {
  /// The events, at most 64 Ki; times count from the clock of the key frames.
  public internal(set) var events = EventBatch()
  /// The raw value of each event's ``EventCause``, in the order of ``events``.
  public internal(set) var causes: [UInt8] = []
}

/// Why a key frame cannot be taken.
public enum EventKeyFrameError: Error, Sendable, Equatable {
  /// Its time is not later than that of the key frame before it.
  case isNotLater(frame: Int)
  /// A gray level is not a number.
  case notANumber(frame: Int, x: Int, y: Int)
}

extension EventKeyFrameError: CustomStringConvertible {
  /// What is wrong: a clause in lower case without a full stop.
  public var description: String {
    switch self {
    case .isNotLater(let frame): "frame \(frame) is not later than frame \(frame - 1)"
    case .notANumber(let frame, let x, let y): "the gray level of frame \(frame) at (\(x), \(y)) is not a number"
    }
  }
}
