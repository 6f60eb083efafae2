import Recordings

/// Where the next frame of packed bits starts, which matters only where width × height is no multiple of 8.
public enum FramePadding: String, Sendable, CaseIterable {
  /// The bits of all frames run through: a frame starts at the bit after the last of the frame before.
  case packed
  /// Each frame is filled up to a whole byte.
  case byte
}

/// How frames lie in a run of packed bytes: a `.dat`, or the `raw_spike` of an HDF5 file.
struct PackedFrameLayout: Sendable {
  let geometry: SpikeGeometry
  let padding: FramePadding
  /// Whether the bottom row is stored first.
  let flip: Bool
  /// Which bit of a byte is the first pixel.
  let bitOrder: SpikeBitOrder
  let frameCount: Int
  /// Bytes after the last whole frame.
  let leftOverBytes: Int
  /// Where these start.
  var leftOverStart: Int { byteCount - leftOverBytes }
  private let byteCount: Int

  /// Lays frames out over `byteCount` bytes.
  ///
  /// Without `padding` that convention is taken whose frames fill the bytes to the last; where both or neither do,
  /// ``FramePadding/byte``.
  init(
    geometry: SpikeGeometry, byteCount: Int, padding: FramePadding?, flip: Bool, bitOrder: SpikeBitOrder = .lsb
  ) {
    self.geometry = geometry
    self.bitOrder = bitOrder
    self.byteCount = byteCount
    self.flip = flip
    let byte = Self.count(byteCount, geometry, .byte)
    let packed = Self.count(byteCount, geometry, .packed)
    self.padding = padding ?? (packed.leftOver == 0 && byte.leftOver != 0 ? .packed : .byte)
    (frameCount, leftOverBytes) = self.padding == .packed ? packed : byte
  }

  private static func count(
    _ byteCount: Int, _ geometry: SpikeGeometry, _ padding: FramePadding
  ) -> (frames: Int, leftOver: Int) {
    switch padding {
    case .byte: return (byteCount / geometry.bytesPerFrame, byteCount % geometry.bytesPerFrame)
    case .packed:
      let frames = byteCount * 8 / geometry.pixelCount
      return (frames, byteCount - (frames * geometry.pixelCount + 7) / 8)
    }
  }

  /// Reads frames through `read`, which fills a buffer from a byte position.
  func frames(
    _ range: Range<Int>, reading stored: (UnsafeMutableRawBufferPointer, _ offset: Int) throws -> Void
  ) throws -> SpikeStream {
    func read(_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) throws {
      try stored(buffer, offset)
      if bitOrder == .msb { PackedBits.reverseBytes(buffer) }
    }
    precondition(
      range.lowerBound >= 0 && range.upperBound <= frameCount, "The frames \(range) lie outside 0..<\(frameCount).")
    let stream = try SpikeStream(geometry: geometry, frameCount: range.count, firstFrame: range.lowerBound) { target in
      if target.isEmpty { return }
      if padding == .packed && geometry.pixelCount % 8 != 0 {
        try readPackedThrough(range, to: target, reading: read)
      } else {
        try read(UnsafeMutableRawBufferPointer(target), range.lowerBound * geometry.bytesPerFrame)
        clearPadding(target)
      }
    }
    return flip ? stream.flippedVertically() : stream
  }

  private func readPackedThrough(
    _ range: Range<Int>, to target: UnsafeMutableBufferPointer<UInt8>,
    reading read: (UnsafeMutableRawBufferPointer, _ offset: Int) throws -> Void
  ) throws {
    let firstByte = range.lowerBound * geometry.pixelCount / 8
    let endByte = (range.upperBound * geometry.pixelCount + 7) / 8
    try withUnsafeTemporaryAllocation(byteCount: endByte - firstByte, alignment: 64) { run in
      try read(run, firstByte)
      for (index, frame) in range.enumerated() {
        let size = geometry.bytesPerFrame
        let part = UnsafeMutableRawBufferPointer(target.extracting(index * size..<(index + 1) * size))
        PackedBits.copy(
          UnsafeRawBufferPointer(run), fromBit: frame * geometry.pixelCount - firstByte * 8,
          bitCount: geometry.pixelCount, to: part)
      }
    }
  }

  /// Bits after the last pixel carry no meaning in a file, and none may reach a spike count.
  private func clearPadding(_ target: UnsafeMutableBufferPointer<UInt8>) {
    let used = geometry.pixelCount % 8
    if used == 0 { return }
    for last in stride(from: geometry.bytesPerFrame - 1, to: target.count, by: geometry.bytesPerFrame) {
      target[last] &= 1 << UInt8(used) - 1
    }
  }
}
