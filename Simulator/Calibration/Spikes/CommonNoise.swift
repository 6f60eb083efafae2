import Foundation

/// The threshold's noise of all pixels, in thresholds, and how far theirs differs.
struct CommonNoise {
  private let mean: Double
  private let meanError: Double
  /// The variance of its logarithm from pixel to pixel.
  private let variance: Double
  private let varianceError: Double

  /// What the filter's likelihood is off by for all pixels alike, as a share: what was found by simulation.
  private static let approximation = 0.04

  /// Takes the profiles of pixels that say something.
  init(_ profiles: [NoiseProfile], common: NoiseProfile) {
    let logarithms = profiles.map { log($0.value) }
    let errors = profiles.map(Self.error)
    let spread = PopulationEstimate(logarithms, errors: errors)
    mean = common.value
    variance = spread.deviation * spread.deviation
    varianceError = profiles.isEmpty ? 0 : spread.deviationError
    // What all say together is sharp; how far pixels differ is not part of it.
    let own = common.low > 0 && common.high < .infinity ? Self.error(common) : 1
    meanError = [own, profiles.isEmpty ? 0 : spread.meanError, Self.approximation].reduce(0, hypot)
  }

  /// The standard error of the logarithm, by the interval.
  private static func error(_ profile: NoiseProfile) -> Double {
    log(profile.high / profile.low) / (2 * PixelEstimate.reach)
  }

  /// What a pixel's noise is by its own profile and those of all; that of all where it says nothing.
  func shrunk(_ profile: NoiseProfile?) -> Double {
    guard let profile, variance > 0 else { return mean }
    let own = Self.error(profile)
    let share = variance / (variance + own * own)
    return exp(log(mean) * (1 - share) + log(profile.value) * share)
  }

  /// In volts.
  func population(voltage: Double) -> PopulationEstimate {
    PopulationEstimate(
      mean: mean * voltage, meanError: mean * voltage * meanError, deviation: mean * voltage * variance.squareRoot(),
      deviationError: mean * voltage * varianceError)
  }
}
