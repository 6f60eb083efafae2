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
