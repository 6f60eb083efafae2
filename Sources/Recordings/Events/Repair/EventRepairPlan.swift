/// What a repair does to a recording: made by ``EventExamination/repairPlan(dropsHotPixels:)``.
///
/// Indices count events as the recording has them, from 0.
public struct EventRepairPlan: Sendable {
  /// The sensor, outside of which events are dropped; nil to drop none.
  public var size: (width: Int, height: Int)?
  /// Whether clocks that start again are counted on.
  public var unrollsWraps = false
  /// The events with which the clock starts anew, ascending: they and all after are moved to follow the one before.
  public var restarts: [Int] = []
  /// Events whose times are wild, ascending: they are dropped.
  public var wildRuns: [Range<Int>] = []
  /// Whether events that are a little late find their place.
  public var sorts = false
  /// The most events that a late one may have to overtake; see ``EventReordering``.
  public var sortingWindow = EventReordering.standardWindow
  /// Whether columns and rows are exchanged.
  public var exchangesAxes = false
  /// Pixels as the recording has them, whose events are dropped.
  public var droppedPixels: [(x: Int, y: Int)] = []

  /// A plan that drops what lies outside of the sensor and changes nothing else.
  public init(size: (width: Int, height: Int)? = nil) { self.size = size }

  /// Whether events keep the times that the recording has.
  public var keepsTimes: Bool { !unrollsWraps && restarts.isEmpty }
}
