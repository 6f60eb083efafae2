/// Unrolls a clock of few bits.
///
/// A step back by more than half the period is a wrap; a smaller one is taken as it stands. A word from just before a
/// wrap that comes just after it belongs before it.
struct WrappingClock: Sendable {
  /// The time after which the clock is zero again, in microseconds.
  let period: Int64
  /// What is added to the clock's readings, in microseconds.
  private(set) var epoch: Int64
  /// The last reading, or nil before the first.
  private(set) var last: Int64?

  /// - Parameter epoch: What is added to the first readings, whole periods.
  init(bits: Int, epoch: Int64 = 0) {
    period = 1 << Int64(bits)
    self.epoch = epoch
  }

  /// The time of a reading of 0 ..< `period`.
  mutating func unroll(_ reading: Int64) -> Int64 {
    if let last {
      let step = reading - last
      if step < -(period / 2) {
        epoch += period
      } else if epoch > 0 && step > period - period / 256 {
        epoch -= period
      }
    }
    last = reading
    return epoch + reading
  }
}
