extension SpikeStream {
  /// The frames without the spikes of some pixels. Cost: a pass over the packed bytes.
  ///
  /// - Parameter pixels: A bit for each pixel that shall not fire, as a frame holds them, `geometry.bytesPerFrame` bytes.
  public func silencing(_ pixels: [UInt8]) -> SpikeStream {
    precondition(
      pixels.count == geometry.bytesPerFrame, "\(pixels.count) bytes do not say which pixels of a frame are meant.")
    return SpikeStream(geometry: geometry, frameCount: frameCount, firstFrame: firstFrame) { target in
      withUnsafeBytes { source in
        for index in source.indices {
          target.initializeElement(at: index, to: source[index] & ~pixels[index % pixels.count])
        }
      }
    }
  }
}
