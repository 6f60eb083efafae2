/// The times between which bins lie: those of the first and the last event, or the window's.
struct EventTimeBounds {
  let first: Int64
  let last: Int64

  /// The time from one to the other, in microseconds.
  var duration: Int64 { last - first }

  /// The nearest time inside, counted from the first.
  @inline(__always)
  func offset(of time: Int64) -> Int64 { min(max(time, first), last) - first }

  /// The bin ⌊bins · offset / duration⌋, the last one for the last time.
  @inline(__always)
  func bin(of time: Int64, bins: Int) -> Int {
    if duration == 0 { return 0 }
    let offset = UInt64(offset(of: time))
    let product = offset.multipliedFullWidth(by: UInt64(bins))
    return min(Int(UInt64(duration).dividingFullWidth(product).quotient), bins - 1)
  }

  /// Where a time lies between the centres of bins, the first at 0 and the last at bins − 1: (bins − 1) offset / duration.
  @inline(__always)
  func place(of time: Int64, scale: Double) -> Double { Double(offset(of: time)) * scale }

  /// The factor of ``place(of:scale:)``; 0 where all events have one time.
  func scale(bins: Int) -> Double { duration == 0 ? 0 : Double(bins - 1) / Double(duration) }
}

extension SpaceTimeWindow {
  /// The times of the first and the last event, or the window's where they are not known.
  var eventBounds: EventTimeBounds {
    EventTimeBounds(
      first: extent?.lowerBound ?? startMicroseconds, last: extent?.upperBound ?? endMicroseconds)
  }
}
