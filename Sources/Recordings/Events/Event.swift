/// One change of brightness that one pixel saw.
///
/// For single events and for tests. Recordings are columns: see ``EventBatch``.
public struct Event: Sendable, Hashable {
  /// The time on the recording's own clock, in microseconds.
  public var timeMicroseconds: Int64
  /// The column, 0 at the left.
  public var x: UInt16
  /// The row, 0 at the top.
  public var y: UInt16
  /// Whether the pixel became brighter.
  public var isOn: Bool

  /// Describes an event.
  public init(timeMicroseconds: Int64, x: UInt16, y: UInt16, isOn: Bool) {
    self.timeMicroseconds = timeMicroseconds
    self.x = x
    self.y = y
    self.isOn = isOn
  }
}
