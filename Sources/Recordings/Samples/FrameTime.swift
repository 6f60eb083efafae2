/// When a picture was taken.
///
/// Recordings say it in different detail: DAVIS cameras give the start and the end of the exposure, bags of ROS one time,
/// which is then both.
public struct FrameTime: Sendable, Hashable {
  /// When the exposure began, in microseconds on the clock of the recording's events.
  public var startMicroseconds: Int64
  /// When it ended; not before it began.
  public var endMicroseconds: Int64

  /// Describes an exposure. One that ends before it begins is taken to end as it begins.
  public init(startMicroseconds: Int64, endMicroseconds: Int64) {
    self.startMicroseconds = startMicroseconds
    self.endMicroseconds = max(startMicroseconds, endMicroseconds)
  }

  /// A picture of which one time is known.
  public init(_ microseconds: Int64) { self.init(startMicroseconds: microseconds, endMicroseconds: microseconds) }

  /// The time that stands for the picture: the middle of its exposure, halves rounded down, as libcaer, DV and ROS have
  /// it.
  public var microseconds: Int64 {
    // The duration may take all 64 bits.
    let duration = UInt64(bitPattern: endMicroseconds &- startMicroseconds)
    return startMicroseconds &+ Int64(duration / 2)
  }

  /// The same exposure on a clock that starts later by `origin`; nil where that is beyond 64 bits.
  public func less(_ origin: Int64) -> FrameTime? {
    let (start, isStartOver) = startMicroseconds.subtractingReportingOverflow(origin)
    let (end, isEndOver) = endMicroseconds.subtractingReportingOverflow(origin)
    return isStartOver || isEndOver ? nil : FrameTime(startMicroseconds: start, endMicroseconds: end)
  }
}
