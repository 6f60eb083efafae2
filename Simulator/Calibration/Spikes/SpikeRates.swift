/// What one recording of a still, even field says of every pixel, for several strengths of the threshold's noise.
///
/// Rates are in thresholds a readout: a pixel of rate r fires r times a readout on average.
public struct SpikeRates: Sendable {
  /// The size of the sensor.
  public var pixelCount: Int
  /// How many readouts there were.
  public var readouts: Int
  /// How often every pixel fired.
  public var counts: [Int32]
  /// The strengths of noise that were tried, in thresholds, rising.
  public var noise: [Double]
  /// The rates, `[pixel, noise]`, row-major.
  public var rates: [Float]
  /// Their standard deviations, alike.
  public var deviations: [Float]
  /// The logarithms of the likelihoods, alike; 0 where a pixel has too few spikes.
  public var logLikelihoods: [Float]
  /// Whether a pixel fired too seldom for more than bounds, which its rate then stands between.
  public var isBounded: [Bool]

  /// Whether a pixel fired in nearly every readout, which says no more than that its rate is that or higher.
  public func isSaturated(_ pixel: Int) -> Bool {
    Double(counts[pixel]) >= Self.mostFiring * Double(readouts) && readouts > 0
  }

  static let mostFiring = 0.98
}
