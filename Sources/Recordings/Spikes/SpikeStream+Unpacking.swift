import Tensors

extension SpikeStream {
  /// One frame as bytes of 0 and 1, `[height, width]`, row 0 at the top. Cost: one pass over the frame.
  public func unpackedFrame(_ frame: Int) -> Tensor<UInt8> {
    Tensor(unsafeUninitializedShape: [geometry.height, geometry.width]) { target in
      withUnsafeBytes(ofFrame: frame) { PackedBits.unpack($0, count: geometry.pixelCount, to: target) }
    }
  }

  /// All frames as bytes of 0 and 1, `[frames, height, width]`. Cost: eight times the packed memory.
  public func unpacked() -> Tensor<UInt8> {
    Tensor(unsafeUninitializedShape: [frameCount, geometry.height, geometry.width]) { target in
      for frame in 0..<frameCount {
        let part = target.extracting(frame * geometry.pixelCount..<(frame + 1) * geometry.pixelCount)
        withUnsafeBytes(ofFrame: frame) { PackedBits.unpack($0, count: geometry.pixelCount, to: part) }
      }
    }
  }

  /// All frames as floats 0 and 1, `[frames, height, width]`: what a network reads of a window.
  ///
  /// Cost: 32 times the packed memory, written once.
  public func unpackedFloats() -> Tensor<Float> {
    Tensor(unsafeUninitializedShape: [frameCount, geometry.height, geometry.width]) { unpackFloats(to: $0) }
  }

  /// Writes all frames as floats 0 and 1, `[frames, height, width]`, into memory that outlives many windows.
  ///
  /// - Precondition: `target` holds at least `frameCount * geometry.pixelCount` floats.
  public func unpackFloats(to target: UnsafeMutableBufferPointer<Float>) {
    precondition(
      target.count >= frameCount * geometry.pixelCount, "The buffer is too short for \(frameCount) frames.")
    for frame in 0..<frameCount {
      let part = target.extracting(frame * geometry.pixelCount..<(frame + 1) * geometry.pixelCount)
      withUnsafeBytes(ofFrame: frame) { PackedBits.unpack($0, count: geometry.pixelCount, to: part) }
    }
  }

  /// Packs frames `[frames, height, width]`, or one frame `[height, width]`, of bytes 0 and 1.
  ///
  /// - Returns: Nil where a value is neither 0 nor 1.
  /// - Precondition: The tensor has two or three axes, and sides a sensor can have.
  public init?(packing frames: Tensor<UInt8>, firstFrame: Int = 0) {
    precondition(frames.rank == 2 || frames.rank == 3, "Frames are [frames, height, width], not \(frames.shape).")
    let rest = frames.shape.suffix(2)
    let geometry = SpikeGeometry(width: rest[rest.endIndex - 1], height: rest[rest.startIndex])
    let frameCount = frames.rank == 3 ? frames.shape[0] : 1
    var isBinary = true
    self.init(geometry: geometry, frameCount: frameCount, firstFrame: firstFrame) { target in
      frames.withUnsafeBufferPointer { source in
        for frame in 0..<frameCount {
          let pixels = source.extracting(frame * geometry.pixelCount..<(frame + 1) * geometry.pixelCount)
          let bytes = target.extracting(frame * geometry.bytesPerFrame..<(frame + 1) * geometry.bytesPerFrame)
          isBinary = PackedBits.pack(pixels, to: UnsafeMutableRawBufferPointer(bytes)) == nil && isBinary
        }
      }
    }
    if !isBinary { return nil }
  }

  /// The same frames upside down. Cost: one copy.
  public func flippedVertically() -> SpikeStream {
    copied { PackedBits.flipVertically($0, width: geometry.width, height: geometry.height, to: $1) }
  }

  /// The same frames in a mirror, left to right. Cost: one copy.
  public func flippedHorizontally() -> SpikeStream {
    copied { PackedBits.flipHorizontally($0, width: geometry.width, height: geometry.height, to: $1) }
  }

  private func copied(
    _ body: (_ frame: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> Void
  ) -> SpikeStream {
    SpikeStream(geometry: geometry, frameCount: frameCount, firstFrame: firstFrame) { target in
      let size = geometry.bytesPerFrame
      for frame in 0..<frameCount {
        let part = UnsafeMutableRawBufferPointer(target.extracting(frame * size..<(frame + 1) * size))
        withUnsafeBytes(ofFrame: frame) { body($0, part) }
      }
    }
  }

  /// Calls `body` with the packed bytes of one frame, `geometry.bytesPerFrame` of them.
  public func withUnsafeBytes<Result>(
    ofFrame frame: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    precondition(frame >= 0 && frame < frameCount, "There is no frame \(frame); there are \(frameCount).")
    let size = geometry.bytesPerFrame
    return try withUnsafeBytes {
      try body(UnsafeRawBufferPointer($0.extracting(frame * size..<(frame + 1) * size)))
    }
  }
}
