import Recordings

/// Which bit of a byte of packed spikes is the first pixel.
public enum SpikeBitOrder: String, Sendable, CaseIterable {
  /// The least significant: what spiking cameras write, and `numpy.packbits` with `bitorder="little"`.
  case lsb
  /// The most significant: what `numpy.packbits` does by itself.
  case msb
}

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
  /// Which bit of a byte is the first pixel, for packed files.
  public var bitOrder: SpikeBitOrder

  /// Gathers options.
  public init(
    size: SpikeGeometry? = nil, padding: FramePadding? = nil, flip: Bool = false, strict: Bool = false,
    rateHz: Double = SpikeCameraDefaults.rateHz, bitOrder: SpikeBitOrder = .lsb
  ) {
    self.size = size
    self.padding = padding
    self.flip = flip
    self.strict = strict
    self.rateHz = rateHz
    self.bitOrder = bitOrder
  }
}
