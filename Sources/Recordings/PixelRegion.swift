/// A rectangle of a sensor: its corner counts from the top left, in pixels.
public struct PixelRegion: Sendable, Hashable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// Its own size.
  public var size: SensorSize

  /// Describes a rectangle.
  ///
  /// - Precondition: `x` and `y` are not negative.
  public init(x: Int, y: Int, size: SensorSize) {
    precondition(x >= 0 && y >= 0, "A region starts at a pixel, not at (\(x), \(y)).")
    self.x = x
    self.y = y
    self.size = size
  }

  /// Whether it lies in a sensor.
  public func fits(_ sensor: SensorSize) -> Bool {
    x <= sensor.width - size.width && y <= sensor.height - size.height
  }
}

extension PixelRegion: CustomStringConvertible {
  /// `8,4,64x48`.
  public var description: String { "\(x),\(y),\(size)" }
}
