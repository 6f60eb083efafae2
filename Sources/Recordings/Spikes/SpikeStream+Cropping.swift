extension SpikeStream {
  /// The same frames of a part of the sensor. Cost: one pass over the bits of that part.
  ///
  /// - Precondition: The region lies in the sensor.
  public func cropped(to region: PixelRegion) -> SpikeStream {
    precondition(region.fits(geometry.size), "The region \(region) lies outside \(geometry.text).")
    let part = SpikeGeometry(width: region.size.width, height: region.size.height)
    if part == geometry { return self }
    return SpikeStream(geometry: part, frameCount: frameCount, firstFrame: firstFrame) { target in
      let size = part.bytesPerFrame
      for frame in 0..<frameCount {
        let bytes = UnsafeMutableRawBufferPointer(target.extracting(frame * size..<(frame + 1) * size))
        withUnsafeBytes(ofFrame: frame) {
          PackedBits.copyRows(
            $0, width: geometry.width, x: region.x, rows: region.y..<region.y + part.height,
            columnCount: part.width, to: bytes)
        }
      }
    }
  }
}
