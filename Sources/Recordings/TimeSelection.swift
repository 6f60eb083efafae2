/// Which time of a recording is wanted: each bound counts from the first event or on the recording's own clock.
public struct TimeSelection: Sendable, Hashable {
  /// A bound.
  public enum Bound: Sendable, Hashable {
    /// So many microseconds after the first event or frame.
    case afterFirst(Int64)
    /// At a time of the recording's clock, in microseconds; that of spikes starts at 0.
    case at(Int64)

    /// The time on the clock of a recording that starts at `first`, held to what 64 bits count.
    func time(first: Int64) -> Int64 {
      switch self {
      case .afterFirst(let microseconds):
        let (sum, isOver) = first.addingReportingOverflow(microseconds)
        return isOver ? (microseconds < 0 ? .min : .max) : sum
      case .at(let microseconds): return microseconds
      }
    }

    /// The number, whatever it counts from.
    public var microseconds: Int64 {
      switch self {
      case .afterFirst(let microseconds), .at(let microseconds): microseconds
      }
    }
  }

  /// Where it starts; nil for the start of the recording.
  public var start: Bound?
  /// Where it ends, which does not belong to it; nil for the end of the recording.
  public var end: Bound?

  /// Wants a part, or everything.
  public init(start: Bound? = nil, end: Bound? = nil) {
    self.start = start
    self.end = end
  }

  /// The span on the clock of a recording.
  ///
  /// - Parameter first: The time of its first event, in microseconds.
  public func span(first: Int64) -> TimeSpan {
    TimeSpan(from: start?.time(first: first) ?? .min, to: end?.time(first: first) ?? .max)
  }
}
