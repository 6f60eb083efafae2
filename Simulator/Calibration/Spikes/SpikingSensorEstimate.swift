/// A spiking camera as its recordings say it is.
public struct SpikingSensorEstimate: Sendable {
  /// The rate of every pixel in the dark, in spikes a readout: determined by the data alone.
  public var darkRate: PixelEstimate
  /// What white adds to it, likewise.
  public var response: PixelEstimate
  /// The standard deviation of the threshold's noise, in thresholds of the pixel, likewise.
  public var relativeNoise: PixelEstimate
  /// The dark current, in the units of ``SpikingSensor``.
  public var darkCurrent: PixelEstimate
  /// The gain, of which the mean is 1.
  public var gain: PixelEstimate
  /// What a pixel adds to the reset voltage, in volts.
  public var resetOffset: PixelEstimate
  /// The standard deviation of the threshold's noise, in volts.
  public var thresholdNoise: PixelEstimate
  /// The sensor: spreads, and maps of every pixel.
  public var sensor: SpikingSensor
  /// The same over all good pixels.
  public var populations: Populations
  /// Pixels, by place, that fire far too much in the dark.
  public var hot: [Int]
  /// Pixels that do not answer to light as others do.
  public var dead: [Int]
  /// What the data could not determine, and what else is to be known.
  public var remarks: [SpikingCalibrationRemark]

  /// Means and spreads of good pixels.
  public struct Populations: Sendable, Hashable, Encodable {
    /// Spikes a readout in the dark.
    public var darkRate: PopulationEstimate
    /// Spikes a readout that white adds.
    public var response: PopulationEstimate
    /// The dark current.
    public var darkCurrent: PopulationEstimate
    /// The gain.
    public var gain: PopulationEstimate
    /// The offset, in volts; its mean is nominal.
    public var resetOffset: PopulationEstimate
    /// The threshold's noise, in volts.
    public var thresholdNoise: PopulationEstimate
  }
}

/// What recordings of even fields left open.
public enum SpikingCalibrationRemark: Sendable, Hashable {
  /// Thresholds and gains cannot be told apart; the thresholds' relative spread is at most this.
  case thresholdsAreOpen(most: Double)
  /// The noise of so many pixels has no lower or no upper bound.
  case noiseIsOpen(pixels: Int)
  /// So many pixels fired less than twice in the dark, so that their dark current is only bounded.
  case darkIsShort(pixels: Int)
  /// So many pixels fired in nearly every readout of a recording, which was left out for them.
  case saturated(pixels: Int)
  /// The recordings do not lie on lines: the square of their distances is so many times what noise explains.
  case isNotLinear(ratio: Double)
}
