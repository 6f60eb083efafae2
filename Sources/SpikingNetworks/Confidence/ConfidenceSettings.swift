/// What is chosen by hand, and what is chosen on the calibration set.
public struct ConfidenceSettings: Sendable, Hashable {
  /// Where the temperature comes from.
  public enum Temperature: Sendable, Hashable {
    /// Accumulated outputs are divided by this number.
    case fixed(Double)
    /// The likelihood of the calibration set: ``TemperatureFit``.
    case fitted
  }

  /// Where the threshold comes from.
  public enum Threshold: Sendable, Hashable {
    /// This number.
    case fixed(Double)
    /// What the calibration set allows: ``ThresholdChoice``.
    case automatic
  }

  /// The rule whose threshold is meant.
  public var rule: ConfidenceRule
  /// Where the temperature comes from.
  public var temperature: Temperature
  /// Where the threshold comes from.
  public var threshold: Threshold
  /// What a threshold chosen automatically may cost of the last step's accuracy, as a share of all samples.
  public var maximumLoss: Double
  /// How sure it is that other samples lose no more, in (0, 1).
  public var confidenceLevel: Double
  /// The seed of the bootstrap.
  public var seed: UInt64

  /// Makes settings; those of the paper where nothing else is said.
  public init(
    rule: ConfidenceRule = .softmax, temperature: Temperature = .fitted, threshold: Threshold = .automatic,
    maximumLoss: Double = 0.001, confidenceLevel: Double = 0.95, seed: UInt64 = 0
  ) {
    self.rule = rule
    self.temperature = temperature
    self.threshold = threshold
    self.maximumLoss = maximumLoss
    self.confidenceLevel = confidenceLevel
    self.seed = seed
  }

  /// Whether something is to be chosen on a calibration set.
  public var needsCalibration: Bool { temperature == .fitted || threshold == .automatic }
}
