/// What the pixels of a simulated event camera do.
public enum EventCameraModel: Sendable, Equatable {
  /// Thresholds on the logarithm of the light, nothing else.
  case ideal(IdealEventModel)
  /// A low-pass filter, leak and shot noise beside them.
  case v2e(V2EModel)
  /// A voltage that drifts and diffuses.
  case voltmeter(VoltmeterModel)
}

/// The changes of log intensity at which pixels fire.
public struct EventThresholds: Sendable, Equatable {
  /// The rise at which a pixel fires ON, in natural logarithms.
  public var on: Double
  /// The fall at which it fires OFF.
  public var off: Double
  /// The standard deviation of both from pixel to pixel, drawn once; a threshold is at least ``least``.
  public var deviation: Double

  /// No pixel is more sensitive.
  public static let least = 0.01

  /// Describes thresholds.
  ///
  /// - Precondition: Thresholds are at least ``least``, the deviation is not negative.
  public init(on: Double = 0.2, off: Double = 0.2, deviation: Double = 0) {
    precondition(on >= Self.least && off >= Self.least, "A threshold is at least \(Self.least).")
    precondition(deviation >= 0 && deviation.isFinite, "A deviation is not negative.")
    (self.on, self.off, self.deviation) = (on, off, deviation)
  }
}
