import CKernels
import Foundation

/// Where in a run of events STE-FlowNet's Gaussian counts an event twice, and where not at all.
enum GaussianCenter {
  /// Float32 rounds exp(−x) to zero from here on.
  private static let vanishingExponent = 150 * 0.693_147_180_559_945_3
  /// A weight that is above one by no more than this is one: sums of doubles cannot tell, and two events alone are always
  /// at one exactly.
  private static let tolerance = 1e-9
  /// No time is in it.
  private static let never = (from: Int64.max, to: Int64.min)

  /// The Gaussian of the events of one polarity, in microseconds after some origin.
  ///
  /// - Parameters:
  ///   - sums: Those of the events' times after the origin.
  ///   - duration: The time from the run's first event to its last, of both polarities.
  static func gaussian(_ sums: SaccadeTimeSums, duration: Double) -> (mean: Double, spread: Double) {
    if sums.count == 0 { return (0, 0) }
    let count = Double(sums.count)
    let mean = sums.sum / count
    if sums.count == 1 { return (mean, duration) }
    let variance = max(0, (sums.square - mean * sums.sum) / (count - 1))
    return (mean, variance.squareRoot() + 1e-4 * duration)
  }

  /// The times that count.
  ///
  /// - Parameters:
  ///   - mean: The mean time after the origin.
  ///   - spread: σ in microseconds.
  ///   - factor: N / Σg.
  ///   - origin: What times are counted from.
  static func weights(mean: Double, spread: Double, factor: Double, origin: Int64) -> SaccadeTimeWeights {
    // Where all events have one time each counts once.
    if spread == 0 {
      return SaccadeTimeWeights(once_from: .min, once_to: .max, twice_from: never.from, twice_to: never.to)
    }
    let reach = spread * (2 * vanishingExponent).squareRoot()
    var weights = SaccadeTimeWeights(
      once_from: time((mean - reach).rounded(.up), after: origin),
      once_to: time((mean + reach).rounded(.down), after: origin),
      twice_from: never.from, twice_to: never.to)
    let surplus = log(factor * (1 - tolerance))
    if surplus > 0 {
      let radius = spread * (2 * surplus).squareRoot()
      // Open on both sides: there the weight is one.
      weights.twice_from = time((mean - radius).rounded(.down) + 1, after: origin)
      weights.twice_to = time((mean + radius).rounded(.up) - 1, after: origin)
    }
    return weights
  }

  /// The nearest time that the clock has.
  private static func time(_ offset: Double, after origin: Int64) -> Int64 {
    let (time, overflows) = origin.addingReportingOverflow(Int64(min(max(offset, -9e18), 9e18)))
    return overflows ? (offset < 0 ? .min : .max) : time
  }
}
