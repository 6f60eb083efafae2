import Recordings

/// A stretch of a recording: from a time on, up to another.
public struct TimeWindow: Sendable, Hashable {
  /// The time at which it starts, in microseconds of the recording's clock.
  public var startMicroseconds: Int64
  /// The time at which it ends, later than the start; events of that time belong to the next.
  public var endMicroseconds: Int64
  /// The number by which its file goes, where the list of windows has one: that of DSEC's picture at the start.
  public var fileIndex: Int?

  /// Makes a window.
  public init(startMicroseconds: Int64, endMicroseconds: Int64, fileIndex: Int? = nil) {
    self.startMicroseconds = startMicroseconds
    self.endMicroseconds = endMicroseconds
    self.fileIndex = fileIndex
  }

  /// The span of time alone.
  ///
  /// - Precondition: It does not end before it starts.
  public var interval: EventInterval {
    EventInterval(startMicroseconds: startMicroseconds, endMicroseconds: endMicroseconds)
  }

  /// How long it lasts.
  public var durationMicroseconds: Int64 { endMicroseconds &- startMicroseconds }
}
