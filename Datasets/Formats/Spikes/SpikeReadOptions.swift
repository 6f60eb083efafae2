import Recordings

/// What a user may say about a spike file that the file itself does not.
public struct SpikeReadOptions: Sendable {
  /// The size of the sensor, for files without one. Without it the name of the file decides.
  public var size: SpikeGeometry?
  /// How frames follow each other, for packed files. Without it the length of the file decides.
  public var padding: FramePadding?
  /// Whether to turn every frame upside down: recordings of some cameras start with the bottom row.
  public var flip: Bool
  /// Whether what would be a warning is an error.
  public var strict: Bool
  /// Frames a second.
  public var rateHz: Double

  /// Gathers options.
  public init(
    size: SpikeGeometry? = nil, padding: FramePadding? = nil, flip: Bool = false, strict: Bool = false,
    rateHz: Double = SpikeCameraDefaults.rateHz
  ) {
    self.size = size
    self.padding = padding
    self.flip = flip
    self.strict = strict
    self.rateHz = rateHz
  }
}
