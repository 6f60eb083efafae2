#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// When a frame is shown.
struct FrameTime: Equatable {
  /// Seconds from the first frame.
  var seconds: Double
  /// The same in microseconds, rounded, strictly increasing.
  var microseconds: Int64
  /// The same in ticks of the stream's clock, exactly; nil where the file did not say.
  var ticks: Int64?
}

/// Turns a stream's time stamps into times from the first frame, and fills in those that are missing.
///
/// Times increase strictly. A frame without a stamp, or with one that does not advance, follows the frame before it by
/// one nominal interval.
struct FrameClock: Equatable {
  /// The duration of a tick in seconds is `numerator / denominator`.
  let numerator: Int64
  let denominator: Int64
  /// The time between frames where the stamps do not say, in seconds.
  let nominalInterval: Double

  private var origin: Int64?
  private var originSeconds = 0.0
  private var lastSeconds: Double?
  private var lastMicroseconds: Int64 = 0

  init(numerator: Int64, denominator: Int64, nominalInterval: Double) {
    self.numerator = numerator
    self.denominator = denominator
    self.nominalInterval = nominalInterval
  }

  /// The time of the next frame.
  mutating func advance(stamp: Int64?) -> FrameTime {
    let expected = lastSeconds.map { $0 + nominalInterval } ?? 0
    if let stamp, origin == nil {
      origin = stamp
      originSeconds = expected
    }
    var seconds = expected
    var ticks: Int64?
    if let stamp, let told = self.seconds(of: stamp), lastSeconds.map({ told > $0 }) ?? true {
      seconds = told
      if originSeconds == 0, let origin { ticks = stamp - origin }
    }
    var microseconds = Int64((seconds * 1_000_000).rounded())
    if lastSeconds != nil { microseconds = max(microseconds, lastMicroseconds + 1) }
    lastSeconds = seconds
    lastMicroseconds = microseconds
    return FrameTime(seconds: seconds, microseconds: microseconds, ticks: ticks)
  }

  private func seconds(of stamp: Int64) -> Double? {
    guard let origin, denominator > 0 else { return nil }
    let (ticks, overflow) = stamp.subtractingReportingOverflow(origin)
    // A century is more than any camera records; past it the stamp is damaged.
    let seconds = originSeconds + Double(ticks) * Double(numerator) / Double(denominator)
    return overflow || abs(seconds) > 3.2e9 ? nil : seconds
  }
}
