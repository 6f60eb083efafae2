/// Something that is odd about a recording of events.
///
/// Places count events as the recording has them, from 0; times are as they stand in it.
public enum EventFinding: Sendable, Hashable {
  /// A clock of `bits` bits that was not unrolled: how often it starts again, and the first event after.
  case clockWrap(bits: Int, count: Int, first: EventPlace)
  /// The clock starts anew and stays there: how often, the longest step back in microseconds, the first event after.
  case clockRestart(count: Int, longest: Int64, first: EventPlace)
  /// Events whose times leave those around them by more than a second, after which time goes on as before.
  case wildTime(count: Int, longest: Int64, first: EventPlace)
  /// Events earlier than the one before: how often, the longest step in microseconds, the first of them.
  case stepBack(count: Int, longest: Int64, first: EventPlace)
  /// Steps back are so many that the events are in no order of time.
  case unordered(count: Int, longest: Int64, first: EventPlace)
  /// Pauses much longer than usual: how many, the longest in microseconds, the event after it, the event after the first.
  case gap(count: Int, longest: Int64, longestEnd: EventPlace, first: EventPlace)
  /// Events outside of ``EventExamination/sensor``; the greatest column and row of all events; the first of them and its pixel.
  case outOfRange(count: Int, largestX: UInt16, largestY: UInt16, first: EventPlace, x: UInt16, y: UInt16)
  /// Columns and rows are exchanged: how many events lie outside of the stated sensor for that, how many would still do
  /// were they exchanged back, and the first of the former.
  case swappedAxes(count: Int, left: Int, first: EventPlace)
  /// All events have one polarity.
  case onePolarity(isOn: Bool)
  /// Pixels that fire far more than all others: how many, their events, and the hottest of them.
  case hotPixels(count: Int, events: Int, hottest: [HotPixel])

  /// A pixel with far more events than others.
  public struct HotPixel: Sendable, Hashable {
    /// The column and row.
    public var x: Int, y: Int
    /// The number of its events.
    public var events: Int

    /// Describes a pixel.
    public init(x: Int, y: Int, events: Int) { (self.x, self.y, self.events) = (x, y, events) }
  }
}
