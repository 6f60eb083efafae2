/// What the pixels of a simulated event camera do.
public enum EventCameraModel: Sendable, Equatable {
  /// Thresholds on the logarithm of the light, nothing else.
  case ideal(IdealEventModel)
  /// A low-pass filter, leak and shot noise beside them.
  case v2e(V2EModel)
  /// A voltage that drifts and diffuses.
  case voltmeter(VoltmeterModel)

  /// Whether every map has a value for each of so many pixels.
  func fits(pixelCount: Int) -> Bool {
    switch self {
    case .ideal(let model): model.thresholds.fits(pixelCount)
    case .v2e(let model):
      model.thresholds.fits(pixelCount)
        && [model.leakMap, model.shotMap].allSatisfy { $0.map { $0.count == pixelCount } ?? true }
    case .voltmeter: true
    }
  }
}

/// The changes of log intensity at which pixels fire.
public struct EventThresholds: Sendable, Equatable {
  /// The rise at which a pixel fires ON, in natural logarithms.
  public var on: Double
  /// The fall at which it fires OFF.
  public var off: Double
  /// The standard deviation of both from pixel to pixel, drawn once; a threshold is at least ``least``.
  public var deviation: Double
  /// Those of every pixel where they are known, each at least ``least``; nil to draw them.
  public var map: EventThresholdMap?

  /// No pixel is more sensitive.
  public static let least = 0.01

  /// Describes thresholds.
  ///
  /// - Precondition: Thresholds are at least ``least``, the deviation is not negative.
  public init(on: Double = 0.2, off: Double = 0.2, deviation: Double = 0, map: EventThresholdMap? = nil) {
    precondition(on >= Self.least && off >= Self.least, "A threshold is at least \(Self.least).")
    precondition(deviation >= 0 && deviation.isFinite, "A deviation is not negative.")
    (self.on, self.off, self.deviation, self.map) = (on, off, deviation, map)
  }

  func fits(_ pixelCount: Int) -> Bool { map.map { $0.on.count == pixelCount } ?? true }
}

/// The thresholds of every pixel, row by row.
public struct EventThresholdMap: Sendable, Equatable {
  /// Those at which pixels fire ON.
  public var on: [Float]
  /// Those at which they fire OFF.
  public var off: [Float]

  /// Describes thresholds.
  ///
  /// - Precondition: There are as many of both, none below ``EventThresholds/least``.
  public init(on: [Float], off: [Float]) {
    precondition(on.count == off.count, "Every pixel has both thresholds.")
    precondition(
      on.allSatisfy { Double($0) >= EventThresholds.least * (1 - 1e-6) }
        && off.allSatisfy { Double($0) >= EventThresholds.least * (1 - 1e-6) },
      "A threshold is at least \(EventThresholds.least).")
    (self.on, self.off) = (on, off)
  }
}
