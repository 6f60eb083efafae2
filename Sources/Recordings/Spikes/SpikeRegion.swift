/// A rectangle of a sensor.
public struct SpikeRegion: Sendable, Hashable {
  /// The first column.
  public let x: Int
  /// The first row, counted from the top.
  public let y: Int
  /// Its size.
  public let geometry: SpikeGeometry

  /// Describes a rectangle.
  ///
  /// - Precondition: `x` and `y` are not negative.
  public init(x: Int, y: Int, geometry: SpikeGeometry) {
    precondition(x >= 0 && y >= 0, "A region starts at a pixel, not at (\(x), \(y)).")
    self.x = x
    self.y = y
    self.geometry = geometry
  }

  /// Whether the rectangle lies in a sensor.
  public func fits(_ sensor: SpikeGeometry) -> Bool {
    x <= sensor.width - geometry.width && y <= sensor.height - geometry.height
  }
}

extension SpikeStream {
  /// The same frames of a part of the sensor. Cost: one pass over the bits of that part.
  ///
  /// - Precondition: The region lies in the sensor.
  public func cropped(to region: SpikeRegion) -> SpikeStream {
    precondition(region.fits(geometry), "The region \(region) lies outside \(geometry).")
    if region.geometry == geometry { return self }
    return SpikeStream(geometry: region.geometry, frameCount: frameCount, firstFrame: firstFrame) { target in
      let size = region.geometry.bytesPerFrame
      for frame in 0..<frameCount {
        let part = UnsafeMutableRawBufferPointer(target.extracting(frame * size..<(frame + 1) * size))
        withUnsafeBytes(ofFrame: frame) {
          PackedBits.copyRows(
            $0, width: geometry.width, x: region.x, rows: region.y..<region.y + region.geometry.height,
            columnCount: region.geometry.width, to: part)
        }
      }
    }
  }
}

extension SpikeRegion {
  /// The same as a plain region.
  public var pixels: PixelRegion { PixelRegion(x: x, y: y, size: geometry.size) }
}
