import Recordings

/// An event on its way from its pixel to a batch.
struct PixelEvent {
  /// Microseconds on the clock of the key frames.
  var time: Int64
  /// The pixel, counted row by row.
  var place: UInt32
  var isOn: Bool
  var cause: EventCause
}

/// The events of one block of pixels in one step, filled by one thread at a time.
final class BlockEvents {
  var events: ContiguousArray<PixelEvent> = []
}

/// The time between two key frames.
struct EventStep {
  /// How many steps came before.
  let index: Int
  /// Seconds.
  let from: Double
  let to: Double
  /// The whole microseconds of the step: an event is after its start, and at its end at the latest.
  let firstMicrosecond: Int64
  let lastMicrosecond: Int64

  init(index: Int, from: Rational, to: Rational) {
    self.index = index
    (self.from, self.to) = (from.doubleValue, to.doubleValue)
    firstMicrosecond = from.wholeMicroseconds + 1
    lastMicrosecond = max(firstMicrosecond, to.wholeMicroseconds)
  }

  var duration: Double { to - from }

  /// The microsecond of a time in seconds.
  func microsecond(_ seconds: Double) -> Int64 {
    let nearest = (seconds * 1e6).rounded()
    // Held before it is converted: no length of a step may overflow.
    if !(nearest > Double(firstMicrosecond)) { return firstMicrosecond }
    return nearest >= Double(lastMicrosecond) ? lastMicrosecond : Int64(nearest)
  }
}

extension Rational {
  /// ⌊time · 10⁶⌋.
  var wholeMicroseconds: Int64 {
    var (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    if rest < 0 { (whole, rest) = (whole - 1, rest + denominator) }
    return whole * 1_000_000 + rest * 1_000_000 / denominator
  }
}
