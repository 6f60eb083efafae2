/// Where a decoder writes events: one pointer a column.
///
/// Valid only inside the closure that hands it out. Columns have room for ``capacity`` events and 64 bytes more each, so
/// that a decoder may store whole vectors past its last event.
public struct EventColumns {
  /// Times in microseconds.
  public let t: UnsafeMutablePointer<Int64>
  /// Columns of the sensor.
  public let x: UnsafeMutablePointer<UInt16>
  /// Rows of the sensor.
  public let y: UnsafeMutablePointer<UInt16>
  /// 1 where the pixel became brighter, 0 where it became darker.
  public let p: UnsafeMutablePointer<UInt8>
  /// The number of events that fit.
  public let capacity: Int

  /// The places from `start` on.
  @inlinable
  public func suffix(from start: Int) -> EventColumns {
    precondition(start >= 0 && start <= capacity, "The columns have no place \(start).")
    return EventColumns(t: t + start, x: x + start, y: y + start, p: p + start, capacity: capacity - start)
  }

  /// Gathers columns of one length.
  @inlinable
  init(
    t: UnsafeMutablePointer<Int64>, x: UnsafeMutablePointer<UInt16>, y: UnsafeMutablePointer<UInt16>,
    p: UnsafeMutablePointer<UInt8>, capacity: Int
  ) {
    (self.t, self.x, self.y, self.p, self.capacity) = (t, x, y, p, capacity)
  }

  /// Copies the first `count` events of other columns to the first places, and returns how many they are.
  public func copy(_ others: EventColumns, count: Int) -> Int {
    precondition(count >= 0 && count <= min(capacity, others.capacity), "There are no \(count) events or places.")
    t.update(from: others.t, count: count)
    x.update(from: others.x, count: count)
    y.update(from: others.y, count: count)
    p.update(from: others.p, count: count)
    return count
  }

  /// Writes an event. For rare cases; loops write the columns.
  @inlinable
  public func write(_ event: Event, at index: Int) {
    precondition(index >= 0 && index < capacity, "The columns have no place \(index).")
    t[index] = event.timeMicroseconds
    x[index] = event.x
    y[index] = event.y
    p[index] = event.isOn ? 1 : 0
  }
}
