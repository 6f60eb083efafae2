/// What a repair did, in numbers of events.
public struct EventRepairReport: Sendable, Hashable {
  /// Events that came in.
  public internal(set) var eventsIn = 0
  /// Events that went out.
  public internal(set) var eventsOut = 0
  /// Events that a clock's wraps moved in time.
  public internal(set) var unrolled = 0
  /// Events that were moved in time since the clock had started anew.
  public internal(set) var shifted = 0
  /// Events that were late and found their place.
  public internal(set) var sorted = 0
  /// Events that were too late for their place: they are still earlier than some before them.
  public internal(set) var leftLate = 0
  /// Events whose columns and rows were exchanged.
  public internal(set) var exchanged = 0
  /// Events dropped since their times were wild.
  public internal(set) var wildDropped = 0
  /// Events dropped since they lie outside of the sensor.
  public internal(set) var outsideDropped = 0
  /// Events of hot pixels that were dropped.
  public internal(set) var hotDropped = 0

  /// Begins with nothing.
  public init() {}
}
