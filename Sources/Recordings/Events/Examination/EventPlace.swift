/// One event of a recording: which one it is, and its time.
public struct EventPlace: Sendable, Hashable {
  /// How many events come before it.
  public var index: Int
  /// Its time as the recording has it, in microseconds.
  public var timeMicroseconds: Int64

  /// Describes a place.
  public init(index: Int, timeMicroseconds: Int64) {
    self.index = index
    self.timeMicroseconds = timeMicroseconds
  }
}
