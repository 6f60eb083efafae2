/// A span of time on a recording's clock: from its start on, up to but not including its end.
public struct EventInterval: Sendable, Hashable {
  /// Where it starts, in microseconds.
  public var startMicroseconds: Int64
  /// Where it ends, in microseconds; no event at this time or later belongs to it.
  public var endMicroseconds: Int64

  /// Describes a span.
  ///
  /// - Precondition: It does not end before it starts.
  public init(startMicroseconds: Int64, endMicroseconds: Int64) {
    precondition(
      startMicroseconds <= endMicroseconds,
      "An interval cannot end at \(endMicroseconds), before its start at \(startMicroseconds).")
    self.startMicroseconds = startMicroseconds
    self.endMicroseconds = endMicroseconds
  }

  /// Whether an event of this time belongs to it.
  @inlinable
  public func contains(_ microseconds: Int64) -> Bool {
    microseconds >= startMicroseconds && microseconds < endMicroseconds
  }

  /// Whether its length, and a microsecond more, can be counted in 64 bits.
  public var isMeasurable: Bool {
    let (length, isOver) = endMicroseconds.subtractingReportingOverflow(startMicroseconds)
    return !isOver && length < .max
  }

  /// How long it is, in microseconds.
  public var durationMicroseconds: Int64 { endMicroseconds &- startMicroseconds }
}
