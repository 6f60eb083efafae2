import Foundation

/// What recordings of even fields say of a spiking camera's pixels.
///
/// In units of its own threshold θ a pixel gathers r = d + k g in a readout of gray level g, and fires r times a readout.
/// Multiplying dark current, gain, threshold and noise of a pixel by one factor changes no spike, so a recording
/// determines d, k and the threshold's noise σ / θ, and no more. Of all pixels together it tells more where dark current, gain
/// and threshold vary independently: d and k of a pixel have 1/θ in common, so that
///
///     Cov(d, k) / (d̄ k̄) = Var(1/θ) / E(1/θ)²
///
/// and what is left of the spreads of d and k is that of dark current and gain. A pixel's threshold then is a
/// normal number known with the spreads as prior and d and k as data. Nominal constants fix the units: mean gain 1,
/// mean threshold, capacitance and exposure those of ``SpikingSensor``.
public struct SpikingCalibration: Sendable {
  /// One recording.
  public struct Recording: Sendable {
    /// Its gray level; 0 for the dark.
    public var gray: Double
    /// What it said.
    public var rates: SpikeRates

    /// Describes a recording.
    public init(gray: Double, rates: SpikeRates) { (self.gray, self.rates) = (gray, rates) }
  }

  let recordings: [Recording]
  let nominal: SpikingSensor
  let falseAlarms: Double

  /// Describes a calibration.
  ///
  /// - Parameters:
  ///   - recordings: Of one sensor and one list of strengths, one of them dark and one not.
  ///   - nominal: The constants that fix the units, and the shot noise.
  ///   - falseAlarms: How many pixels of a sensor without bad ones may be called bad on average.
  public init(recordings: [Recording], nominal: SpikingSensor = .scsim, falseAlarms: Double = 0.01) {
    precondition(
      recordings.contains { $0.gray == 0 } && recordings.contains { $0.gray > 0 }, "Dark and light is needed.")
    precondition(
      recordings.allSatisfy {
        $0.rates.pixelCount == recordings[0].rates.pixelCount && $0.rates.noise == recordings[0].rates.noise
      }, "All recordings are of one sensor.")
    (self.recordings, self.nominal, self.falseAlarms) = (recordings, nominal, falseAlarms)
  }

  var pixelCount: Int { recordings[0].rates.pixelCount }
  var strengths: [Double] { recordings[0].rates.noise }

  /// The strength of noise that all pixels together make most likely, in thresholds.
  public var commonNoise: Double { profile(of: Array(0..<pixelCount)).value }

  /// Whether a recording of a pixel can be used for more than that it is bright.
  func isUsable(_ recording: Recording, _ pixel: Int) -> Bool {
    !recording.rates.isSaturated(pixel)
  }

  /// What some pixels say of their noise, taken for one.
  func profile(of pixels: [Int]) -> NoiseProfile {
    var sums = Array(repeating: 0.0, count: strengths.count)
    for recording in recordings {
      for pixel in pixels where isUsable(recording, pixel) {
        for strength in strengths.indices {
          sums[strength] += Double(recording.rates.logLikelihoods[pixel * strengths.count + strength])
        }
      }
    }
    return NoiseProfile(strengths: strengths, logLikelihoods: sums)
  }

  /// Dark rate and response of a pixel, in thresholds a readout and, of the response, a gray level.
  struct Line {
    var dark: Double
    var response: Double
    var darkVariance: Double
    var responseVariance: Double
    var covariance: Double
    /// The squares of what the recordings depart from the line, in variances, and how many are over-many.
    var misfit: Double
    var freedom: Int
  }

  /// The line through a pixel's recordings, weighted by their variances; nil where fewer than two can be used.
  func line(of pixel: Int, noise: Double) -> Line? {
    let above = strengths.firstIndex { $0 > noise } ?? strengths.count
    let index = min(max(above - 1, 0), max(strengths.count - 2, 0))
    let part =
      strengths.count > 1
      ? min(max(log(noise / strengths[index]) / log(strengths[index + 1] / strengths[index]), 0), 1) : 0
    var points: [(gray: Double, rate: Double, variance: Double)] = []
    for recording in recordings where isUsable(recording, pixel) {
      func interpolated(_ values: [Float]) -> Double {
        let start = pixel * strengths.count + index
        return part == 0 ? Double(values[start]) : Double(values[start]) * (1 - part) + Double(values[start + 1]) * part
      }
      let rate = interpolated(recording.rates.rates)
      let deviation = interpolated(recording.rates.deviations)
      // In the readout after a spike a share of the light is lost, and there are `rate` spikes a readout.
      let seen = recording.gray * (1 - (1 - nominal.afterSpike) * min(max(rate, 0), 1))
      points.append((seen, rate, max(deviation * deviation, 1e-18)))
    }
    let (s, sx, sxx, sy, sxy) = points.reduce((0.0, 0.0, 0.0, 0.0, 0.0)) { sums, point in
      let weight = 1 / point.variance
      return (
        sums.0 + weight, sums.1 + weight * point.gray, sums.2 + weight * point.gray * point.gray,
        sums.3 + weight * point.rate, sums.4 + weight * point.gray * point.rate
      )
    }
    let determinant = s * sxx - sx * sx
    guard points.contains(where: { $0.gray > 0 }), points.count > 1, determinant > 0 else { return nil }
    let dark = (sxx * sy - sx * sxy) / determinant
    let response = (s * sxy - sx * sy) / determinant
    let misfit = points.reduce(0) { sum, point in
      let rest = point.rate - dark - response * point.gray
      return sum + rest * rest / point.variance
    }
    return Line(
      dark: dark, response: response, darkVariance: sxx / determinant, responseVariance: s / determinant,
      covariance: -sx / determinant, misfit: misfit, freedom: points.count - 2)
  }
}
