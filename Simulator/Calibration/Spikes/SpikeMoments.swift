import Foundation

/// What a spike of a steady pixel comes with, in thresholds: the noise that let it fire, and the charge it leaves.
///
/// Of many readouts near the threshold the pixel fires in the first whose noise is low, so the noise of a spike is
/// negative on average where a readout adds no more than the noise is.
struct SpikeMoments: Sendable {
  /// The mean noise and its variance.
  var noise: Double
  var noiseVariance: Double
  /// The mean charge left and its variance.
  var rest: Double
  var restVariance: Double
  /// The covariance of noise and rest.
  var covariance: Double

  private static let rates = 0.02...64.0
  private static let pointCount = 128
  private static let span = log(rates.upperBound / rates.lowerBound)

  /// Their values for a noise of 1, at rates that grow by a constant factor.
  private static let table: [SpikeMoments] = (0..<pointCount).map { index in
    moments(ofRate: rates.lowerBound * exp(span * Double(index) / Double(pointCount - 1)))
  }

  /// The moments at a rate and a noise in thresholds.
  static func at(rate: Double, noise: Double) -> SpikeMoments {
    let ratio = rate / max(noise, 1e-12)
    if ratio > rates.upperBound {
      // Noise decides nothing but the last digit: the rest is even between 0 and what a readout adds.
      return SpikeMoments(
        noise: -noise / ratio, noiseVariance: noise * noise, rest: rate / 2, restVariance: rate * rate / 12,
        covariance: 0)
    }
    let place = log(max(ratio, rates.lowerBound) / rates.lowerBound) / span * Double(pointCount - 1)
    let one = table[min(Int(place.rounded()), pointCount - 1)]
    return SpikeMoments(
      noise: one.noise * noise, noiseVariance: one.noiseVariance * noise * noise, rest: one.rest * noise,
      restVariance: one.restVariance * noise * noise, covariance: one.covariance * noise * noise)
  }

  /// Walks up to the threshold from far below, from several places between two readouts.
  private static func moments(ofRate rate: Double) -> SpikeMoments {
    let (far, phases) = (7.0, 32)
    var (noise, noiseSquared, rest, restSquared, product) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for phase in 0..<phases {
      var place = -far + rate * (Double(phase) + 0.5) / Double(phases)
      var alive = 1 / Double(phases)
      while alive > 1e-12 / Double(phases) {
        let (logarithm, ratio) = NormalTail.table.values(place)
        let share = alive * exp(logarithm)
        // The noise of a spike lies below `place`.
        let (mean, variance) = (-ratio, max(1 - ratio * (ratio + place), 0))
        noise += share * mean
        noiseSquared += share * (variance + mean * mean)
        rest += share * (place - mean)
        restSquared += share * (variance + (place - mean) * (place - mean))
        product += share * (place * mean - variance - mean * mean)
        alive -= share
        place += rate
      }
    }
    return SpikeMoments(
      noise: noise, noiseVariance: noiseSquared - noise * noise, rest: rest, restVariance: restSquared - rest * rest,
      covariance: product - noise * rest)
  }
}
