/// What the single pixels of a sensor are, where somebody has measured them: a value a pixel, row by row. What is nil is
/// drawn.
public struct SensorMaps: Sendable, Hashable {
  /// The dark current; what is below 0 counts as none.
  public var darkCurrent: [Float]?
  /// How strongly a pixel answers to light, relative to the mean pixel.
  public var gain: [Float]?
  /// What a pixel adds to the reset voltage, in volts.
  public var resetOffset: [Float]?
  /// The standard deviation of the noise of the threshold, in volts.
  public var thresholdNoise: [Float]?

  /// Describes what is known.
  public init(
    darkCurrent: [Float]? = nil, gain: [Float]? = nil, resetOffset: [Float]? = nil, thresholdNoise: [Float]? = nil
  ) {
    (self.darkCurrent, self.gain) = (darkCurrent, gain)
    (self.resetOffset, self.thresholdNoise) = (resetOffset, thresholdNoise)
  }

  /// Whether every map has a value for each of so many pixels.
  func fit(pixelCount: Int) -> Bool {
    [darkCurrent, gain, resetOffset, thresholdNoise].allSatisfy { $0.map { $0.count == pixelCount } ?? true }
  }
}
