/// The size of a sensor, or of a part of one, in pixels.
///
/// It is as a file or a user says it and may be larger than any sensor; ``SpikeGeometry`` is one that frames of spikes
/// can have.
public struct SensorSize: Sendable, Hashable {
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Describes a size.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

extension SensorSize: CustomStringConvertible {
  /// `640x480`.
  public var description: String { "\(width)x\(height)" }
}
