import Foundation

extension EventCalibration {
  /// The period of silence by ramps of several speeds, from all pixels of both polarities.
  func refractory() -> EventCameraEstimate.Refractory {
    var result = EventCameraEstimate.Refractory(mostMicroseconds: shortestInterval)
    guard let slow = ramps.min(by: { $0.slope < $1.slope }), let fast = ramps.max(by: { $0.slope < $1.slope }),
      fast.slope > 1.2 * slow.slope
    else { return result }
    // Spacings ρ + C / s on two slopes: ρ = (s₂ d₂ − s₁ d₁) / (s₂ − s₁).
    var (weights, sum) = (0.0, 0.0)
    for (slowly, quickly) in [(slow.spacings.on, fast.spacings.on), (slow.spacings.off, fast.spacings.off)] {
      for (a, b) in zip(slowly, quickly) {
        guard let a, let b else { continue }
        let period =
          (fast.slope * b.microseconds - slow.slope * a.microseconds) / (fast.slope - slow.slope)
        let error = hypot(fast.slope * b.error, slow.slope * a.error) / (fast.slope - slow.slope)
        weights += 1 / (error * error)
        sum += period / (error * error)
      }
    }
    guard weights > 0 else { return result }
    // What crossings of steps between two frames are off by is common to all pixels.
    let error = max(1 / weights.squareRoot(), 0.1)
    let period = max(sum / weights, 0)
    result.microseconds = period > 3 * error ? period : 0
    result.error = error
    return result
  }

  /// The thresholds of every pixel, the period of silence and the leak being known, by Student's intervals.
  ///
  /// The leak moves the reference down by `leak` ON thresholds a second, so that ON events come sooner and OFF events later.
  func thresholds(period: Double, leak: Double) -> (on: PixelEstimate, off: PixelEstimate) {
    let on = estimate(\.on, period: period) { slope, spacing, _ in slope * spacing / max(1 - leak * spacing, 0.1) }
    let off = estimate(\.off, period: period) { slope, spacing, pixel in
      (slope - leak * Double(on.value[pixel])) * spacing
    }
    return (on, off)
  }

  private func estimate(
    _ polarity: KeyPath<EventSpacings, [EventSpacing?]>, period: Double,
    _ threshold: (_ slope: Double, _ spacing: Double, _ pixel: Int) -> Double
  ) -> PixelEstimate {
    let count = still.on.count
    var result = PixelEstimate(
      value: Array(repeating: 0, count: count), low: Array(repeating: 0, count: count),
      high: Array(repeating: .infinity, count: count))
    let spacings = ramps.map { $0.spacings[keyPath: polarity] }
    for pixel in 0..<count {
      var (weights, sum, freedom) = (0.0, 0.0, 0)
      for (ramp, spacings) in zip(ramps, spacings) {
        guard let spacing = spacings[pixel] else { continue }
        let error = ramp.slope * spacing.error * 1e-6
        let threshold = threshold(ramp.slope, spacing.microseconds * 1e-6 - period, pixel)
        weights += 1 / (error * error)
        sum += threshold / (error * error)
        freedom += spacing.freedom
      }
      if weights == 0 { continue }
      let (mean, error) = (sum / weights, 1 / weights.squareRoot())
      let reach = StudentReach.of(freedom: freedom)
      result.value[pixel] = Float(mean)
      result.low[pixel] = Float(max(mean - reach * error, 0))
      result.high[pixel] = Float(mean + reach * error)
    }
    return result
  }
}

/// How many standard errors hold 95 % of Student's distribution on both sides.
enum StudentReach {
  /// Exact for 1 and 2 degrees of freedom; above to a hundredth by the expansion in 1 / freedom (Cornish, Fisher 1937).
  static func of(freedom: Int) -> Double {
    if freedom <= 1 { return 12.7062 }
    if freedom == 2 { return 4.30265 }
    let z = PixelEstimate.reach
    let n = Double(freedom)
    let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
      + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n)
  }
}
