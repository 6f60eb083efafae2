/// The errors of many fields, averaged in the two ways that papers confuse.
///
/// ``overFrames(_:)`` is the mean over fields of each field's mean: a field with few valid pixels counts as much as one
/// with many. ``pixels`` has the means over all pixels of all fields. Fields without a valid pixel are left out of both
/// and counted in ``emptyFields``.
public struct FlowErrorSummary: Sendable, Equatable {
  /// The errors of each field that has valid pixels.
  public private(set) var frames: [FlowErrors] = []
  /// The errors over all pixels of all fields.
  public private(set) var pixels = FlowErrors()
  /// The fields without a valid pixel.
  public private(set) var emptyFields = 0

  /// Nothing compared.
  public init() {}

  /// Adds a field.
  public mutating func add(_ errors: FlowErrors) {
    pixels += errors
    if errors.pixelCount > 0 { frames.append(errors) } else { emptyFields += 1 }
  }

  /// Adds all fields of another summary.
  public mutating func add(_ other: FlowErrorSummary) {
    frames += other.frames
    pixels += other.pixels
    emptyFields += other.emptyFields
  }

  /// The fields that were compared.
  public var fieldCount: Int { frames.count }

  /// The mean over fields of a field's mean: `summary.overFrames { $0.averageEndpointError }`. Fields without a value are
  /// left out; nil where none has one.
  public func overFrames(_ value: (FlowErrors) -> Double?) -> Double? {
    let values = frames.compactMap(value)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The value over fields or over pixels.
  public func value(_ mean: FlowMean, _ value: (FlowErrors) -> Double?) -> Double? {
    switch mean {
    case .overFrames: overFrames(value)
    case .overPixels: pixels.pixelCount > 0 ? value(pixels) : nil
    }
  }
}

/// What a mean error is the mean of.
public enum FlowMean: String, Sendable, CaseIterable {
  /// The mean over fields of each field's mean over its pixels.
  case overFrames = "over_frames"
  /// The mean over all pixels of all fields.
  case overPixels = "over_pixels"

  /// The other one.
  public var other: FlowMean { self == .overFrames ? .overPixels : .overFrames }
}
