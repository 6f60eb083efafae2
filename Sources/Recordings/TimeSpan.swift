/// A part of the time on a recording's clock, which may be open at either end.
public struct TimeSpan: Sendable, Hashable {
  /// The first time that belongs to it, in microseconds; `Int64.min` where it is open.
  public var from: Int64
  /// The first time that does not any more, in microseconds; `Int64.max` where it is open.
  public var to: Int64

  /// All there is.
  public static let everything = TimeSpan(from: .min, to: .max)

  /// Describes a span. One that ends before it starts holds nothing.
  public init(from: Int64, to: Int64) {
    self.from = from
    self.to = to
  }

  /// Whether it is open at both ends.
  public var isEverything: Bool { self == .everything }

  /// Whether an event of this time belongs to it.
  public func contains(_ microseconds: Int64) -> Bool { microseconds >= from && microseconds < to }
}
