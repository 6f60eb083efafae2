/// An event camera as its recordings say it is.
public struct EventCameraEstimate: Sendable {
  /// The ON events a second of every pixel before a still scene, with Garwood's intervals.
  public var onHz: PixelEstimate
  /// The OFF events a second, likewise.
  public var offHz: PixelEstimate
  /// The thresholds of every pixel; 0…∞ where it had too few events.
  public var on: PixelEstimate?
  /// Likewise.
  public var off: PixelEstimate?
  /// Pixels, by place, that fire far too often before a still scene.
  public var hot: [HotPixel]
  /// Pixels that never fired while the light changed.
  public var dead: [Int]
  /// Over all good pixels.
  public var populations: Populations
  /// How long pixels are silent after an event.
  public var refractory: Refractory
  /// The camera for a simulation: v2e's terms without its filter.
  public var model: V2EModel
  /// What the data could not determine.
  public var remarks: [EventCalibrationRemark]

  /// Means and spreads over good pixels; nil for what was not recorded or not determined.
  public struct Populations: Sendable, Hashable, Encodable {
    /// ON events a second before a still scene.
    public var onHz: PopulationEstimate
    /// OFF events a second.
    public var offHz: PopulationEstimate
    /// Shot noise, ON and OFF together, in events a second of a dark pixel.
    public var shotHz: PopulationEstimate
    /// ON events a second that the leak makes.
    public var leakHz: PopulationEstimate?
    /// The thresholds for ON in natural logarithms.
    public var contrastOn: PopulationEstimate?
    /// The thresholds for OFF.
    public var contrastOff: PopulationEstimate?
  }

  /// A period of silence after each event.
  public struct Refractory: Sendable, Hashable, Encodable {
    /// The period in microseconds where slopes of several speeds determine it; nil where they do not.
    public var microseconds: Double?
    /// Its standard error.
    public var error: Double?
    /// What it is at most: the shortest interval but for one in a thousand; nil where there is none.
    public var mostMicroseconds: Double?

    /// Describes a period.
    public init(microseconds: Double? = nil, error: Double? = nil, mostMicroseconds: Double? = nil) {
      (self.microseconds, self.error, self.mostMicroseconds) = (microseconds, error, mostMicroseconds)
    }
  }
}

/// What recordings of an event camera left open.
public enum EventCalibrationRemark: Sendable, Hashable {
  /// No recording of changing light: thresholds are nominal.
  case thresholdsAreOpen
  /// So many pixels had too few events for a threshold, and have the mean one in the camera.
  case pixelsAreOpen(Int)
  /// All ramps have one speed: the period of silence has only an upper bound, and thresholds are too high by
  /// the change of light in that time, at most this.
  case refractoryIsOpen(mostContrast: Double)
  /// The rates of ON and OFF do not differ by more than chance: the leak is at most so many events a second.
  case leakIsOpen(mostHz: Double)
  /// Pixels do not differ by more than chance in their background: all have the mean in the camera.
  case backgroundIsEven
}
