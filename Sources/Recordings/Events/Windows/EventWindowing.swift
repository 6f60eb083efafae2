/// How a recording of events is cut into windows.
public enum EventWindowing: Sendable, Hashable {
  /// Everything is one window, from the first event to the last.
  case whole
  /// Windows of one duration, each so long after the start of the one before. The first starts at the first event, or
  /// where ``EventWindower`` is told; the last is the first that holds the last event. Windows without events count.
  case time(durationMicroseconds: Int64, strideMicroseconds: Int64)
  /// Windows of one number of events, each so many events after the one before. What is left over at the end is too
  /// little for a window and is left out.
  case count(events: Int, stride: Int)
  /// Windows that are listed, in the order of their starts. They may overlap and leave gaps; every one of them comes,
  /// with or without events.
  case intervals([EventInterval])

  /// Windows that begin where the one before ends: at each of some times but the last.
  ///
  /// - Parameters:
  ///   - times: Boundaries in order, in microseconds.
  ///   - joined: How many neighbouring spans make a window; the next window begins one span later.
  public static func boundaries(_ times: [Int64], joined: Int = 1) -> EventWindowing {
    precondition(joined > 0, "A window joins at least one span, not \(joined).")
    guard times.count > joined else { return .intervals([]) }
    return .intervals(
      (0..<times.count - joined).map {
        EventInterval(startMicroseconds: times[$0], endMicroseconds: times[$0 + joined])
      })
  }
}

/// The events of one window.
public struct EventWindow: Sendable {
  /// The window's number, from 0.
  public var index: Int
  /// When it is. Where windows are cut by count, from the first event's time to just after the last's.
  public var interval: EventInterval
  /// Its events, in the order of the recording.
  public var events: EventBatch

  /// Describes a window.
  public init(index: Int, interval: EventInterval, events: EventBatch) {
    self.index = index
    self.interval = interval
    self.events = events
  }
}
