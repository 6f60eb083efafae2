/// An edge on a camera's trigger input.
public struct ExternalTrigger: Sendable, Hashable {
  /// The time on the recording's clock, in microseconds.
  public var timeMicroseconds: Int64
  /// The input.
  public var channel: UInt8
  /// Whether the edge rises.
  public var isRising: Bool

  /// Describes an edge.
  public init(timeMicroseconds: Int64, channel: UInt8, isRising: Bool) {
    self.timeMicroseconds = timeMicroseconds
    self.channel = channel
    self.isRising = isRising
  }
}
