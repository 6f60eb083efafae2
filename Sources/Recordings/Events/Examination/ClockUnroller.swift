/// Tells a wrapped clock from other steps of time, and unrolls it.
///
/// A step is a wrap of a clock of n bits where it goes back by 2ⁿ µs to within 2²⁰ µs, or from the last sixteenth of
/// the clock's range to the first. After a wrap the same step forwards takes it back: an event from just before it.
struct ClockUnroller {
  /// The bits of the clocks that formats have.
  private static let clockBits: [Int64] = [24, 28, 31, 32, 34]
  private static let tolerance: Int64 = 1 << 20

  /// What a long step is where the clock wrapped.
  enum Change: Equatable {
    /// The clock, of so many bits, starts again.
    case wraps(bits: Int64)
    /// An event from before the last wrap comes late.
    case returns(bits: Int64)
  }

  /// What is added to the recording's times, in microseconds.
  private(set) var epoch: Int64 = 0
  /// The bits of the clock whose wrap was found last.
  private var bits: Int64?

  /// Takes note of a long step.
  ///
  /// - Returns: What it is, or nil where it is no wrap. ``epoch`` holds for `time` then.
  mutating func unroll(from last: Int64, to time: Int64) -> Change? {
    let step = time &- last
    if step > 0 {
      guard let bits, epoch > 0, (step &- (1 << bits)).magnitude < Self.tolerance.magnitude else { return nil }
      epoch -= 1 << bits
      return .returns(bits: bits)
    }
    guard let bits = Self.clockBits.first(where: { Self.isWrap($0, from: last, to: time) }) else { return nil }
    self.bits = bits
    epoch &+= 1 << bits
    return .wraps(bits: bits)
  }

  private static func isWrap(_ bits: Int64, from last: Int64, to time: Int64) -> Bool {
    let period: Int64 = 1 << bits
    if (last &- time &- period).magnitude < tolerance.magnitude { return true }
    return time >= 0 && time < period >> 4 && last < period && last >= period - period >> 4
  }
}
