/// How far apart a pixel's events are.
public struct EventSpacing: Sendable, Hashable {
  /// The spacing.
  public var microseconds: Double
  /// Its standard error.
  public var error: Double
  /// The degrees of freedom of that.
  public var freedom: Int
}

/// The spacings of all pixels; nil where a pixel has too few events.
public struct EventSpacings: Sendable {
  /// Those of ON events.
  public var on: [EventSpacing?]
  /// Those of OFF events.
  public var off: [EventSpacing?]
}
