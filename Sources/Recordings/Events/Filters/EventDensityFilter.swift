/// Drops events where few others are, in two stages: Y. Feng and others, "Event Density Based Denoising Method for Dynamic
/// Vision Sensor", Applied Sciences 2020.
///
/// 1. Coarse: an event passes where `eventCount` events, kept or not, were seen in the `windowMicroseconds` before it or
///    at its own time by the 24 other pixels at most two columns and rows away. The pixel itself does not count, so that
///    a hot one does not keep its own events.
/// 2. Fine: it stays where one of the eight pixels around had an event that passed, in the same time.
///
/// An event that lies before the latest one by up to the window counts as of that one's time; with one that lies farther
/// back counting starts anew. At most as many events count as there are pixels, or 65,536 where they are fewer. Memory: up
/// to 28 bytes a pixel.
public struct EventDensityFilter: EventSelection {
  /// How far back events count, in microseconds.
  public let windowMicroseconds: Int64
  /// How many events have to be around.
  public let eventCount: Int
  private var density: EventDensity
  private var passed: PixelTimes

  /// Events outside of the sensor are dropped.
  public init(windowMicroseconds: Int64, eventCount: Int = 5, width: Int, height: Int) {
    precondition(windowMicroseconds >= 0 && eventCount > 0, "A window is not negative, and an event is needed.")
    (self.windowMicroseconds, self.eventCount) = (windowMicroseconds, eventCount)
    density = EventDensity(width: width, height: height)
    passed = PixelTimes(width: width, height: height, margin: 1)
  }

  /// Decides on the next events. Cost: 25 reads an event, and 9 more for one that passes.
  public mutating func decide(_ events: EventColumns, isKept: UnsafeMutableBufferPointer<UInt8>) {
    let (map, window, needed) = (passed, UInt64(windowMicroseconds), eventCount)
    passed.withTimes { passed in
      for index in isKept.indices {
        isKept[index] = 0
        guard let place = map.place(events, index) else { continue }
        let others = density.add(
          x: Int(events.x[index]), y: Int(events.y[index]), time: events.t[index], window: window)
        if others < needed { continue }
        let neighbors = PixelTimes.recentNeighbors(
          of: passed + place, stride: map.stride, radius: 1, time: density.clock, window: window)
        passed[place] = density.clock
        isKept[index] = neighbors > 0 ? 1 : 0
      }
    }
  }
}

/// How many events each pixel had in a window that moves with time.
private struct EventDensity {
  /// The latest time so far.
  private(set) var clock = Int64.min
  private let stride: Int
  /// Of each pixel, in rows with a margin of two on the left and above, and room for a vector on the right.
  private var counts: [UInt32]
  /// The events that count, a ring: `count` of them from `first` on.
  private var ring: [(time: Int64, place: Int32)] = []
  private var first = 0
  private var count = 0
  private let mostRemembered: Int

  private static let reach = 2
  private static let fewestRemembered = 1 << 16

  init(width: Int, height: Int) {
    stride = width + 8
    counts = Array(repeating: 0, count: stride * (height + 2 * Self.reach) + 8)
    mostRemembered = max(width * height, Self.fewestRemembered)
  }

  /// Adds an event, and returns how many the other pixels around had before it.
  @inline(__always)
  mutating func add(x: Int, y: Int, time: Int64, window: UInt64) -> Int {
    if time > clock {
      clock = time
    } else if UInt64(bitPattern: clock &- time) > window {
      forget { _ in true }
      clock = time
    }
    let (clock, place) = (clock, (y &+ Self.reach) &* stride &+ x &+ Self.reach)
    forget { UInt64(bitPattern: clock &- $0) > window }
    let others = sum(around: place)
    remember(place)
    return others
  }

  @inline(__always)
  private func sum(around place: Int) -> Int {
    counts.withUnsafeBytes { bytes in
      var sums = SIMD8<UInt32>.zero
      var line = (place &- Self.reach &* stride &- Self.reach) &* 4
      for _ in 0..<5 {
        sums &+= bytes.loadUnaligned(fromByteOffset: line, as: SIMD8<UInt32>.self)
        line &+= stride &* 4
      }
      let own = bytes.loadUnaligned(fromByteOffset: place &* 4, as: UInt32.self)
      return Int(sums[0] &+ sums[1] &+ sums[2] &+ sums[3] &+ sums[4] &- own)
    }
  }

  /// Drops the events from the first on as long as `isOver` holds for their time.
  @inline(__always)
  private mutating func forget(while isOver: (Int64) -> Bool) {
    while count > 0, isOver(ring[first].time) { forgetFirst() }
  }

  private mutating func forgetFirst() {
    counts[Int(ring[first].place)] -= 1
    first = (first + 1) & (ring.count - 1)
    count -= 1
  }

  @inline(__always)
  private mutating func remember(_ place: Int) {
    if count == mostRemembered { forgetFirst() }
    if count == ring.count { grow() }
    ring[(first + count) & (ring.count - 1)] = (clock, Int32(truncatingIfNeeded: place))
    count += 1
    counts[place] += 1
  }

  /// Twice the room, a power of two.
  private mutating func grow() {
    let held = (0..<count).map { ring[(first + $0) & (ring.count - 1)] }
    ring = held + Array(repeating: (0, 0), count: max(held.count, 1 << 10))
    first = 0
  }
}
