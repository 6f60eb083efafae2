import Runtime

/// Consecutive binary frames of a spiking camera, one bit a pixel.
///
/// Pixel `(x, y)` of a frame is bit `i % 8`, least significant first, of byte `i / 8`, where `i = y * width + x` and
/// row 0 is the top of the picture. Every frame starts at a byte. A part of a stream shares the memory of the whole:
/// a window costs a reference, and nothing is unpacked until a kernel reads it.
public struct SpikeStream: Sendable {
  /// The size of the sensor.
  public let geometry: SpikeGeometry
  /// The number of frames.
  public let frameCount: Int
  /// The index in the recording of the first frame here.
  public let firstFrame: Int
  private let memory: AlignedMemory
  private let byteOffset: Int

  /// Takes `frameCount` frames and lets `body` write their packed bytes, every one of them.
  public init(
    geometry: SpikeGeometry, frameCount: Int, firstFrame: Int = 0,
    initializingWith body: (UnsafeMutableBufferPointer<UInt8>) throws -> Void
  ) rethrows {
    precondition(frameCount >= 0, "A stream cannot have \(frameCount) frames.")
    let memory = AlignedMemory(uninitializedByteCount: frameCount * geometry.bytesPerFrame)
    try body(memory.buffer(of: UInt8.self, count: memory.byteCount))
    self.init(
      geometry: geometry, frameCount: frameCount, firstFrame: firstFrame, memory: memory, byteOffset: 0)
  }

  init(
    geometry: SpikeGeometry, frameCount: Int, firstFrame: Int, memory: AlignedMemory, byteOffset: Int
  ) {
    self.geometry = geometry
    self.frameCount = frameCount
    self.firstFrame = firstFrame
    self.memory = memory
    self.byteOffset = byteOffset
  }

  /// The frames `range`, counted from the first frame here. Cost: a reference.
  public subscript(range: Range<Int>) -> SpikeStream {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= frameCount, "The frames \(range) lie outside 0..<\(frameCount).")
    return SpikeStream(
      geometry: geometry, frameCount: range.count, firstFrame: firstFrame + range.lowerBound, memory: memory,
      byteOffset: byteOffset + range.lowerBound * geometry.bytesPerFrame)
  }

  /// The same frames under other indices in their recording. Cost: a reference.
  public func renumbered(firstFrame: Int) -> SpikeStream {
    SpikeStream(
      geometry: geometry, frameCount: frameCount, firstFrame: firstFrame, memory: memory, byteOffset: byteOffset)
  }

  /// Calls `body` with the packed bytes of all frames, `frameCount * geometry.bytesPerFrame` of them.
  public func withUnsafeBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(memory) {
      let all = memory.buffer(of: UInt8.self, count: memory.byteCount)
      let end = byteOffset + frameCount * geometry.bytesPerFrame
      return try body(UnsafeBufferPointer(rebasing: all[byteOffset..<end]))
    }
  }

  /// Whether pixel `(x, y)` of a frame spiked. Cost: constant; use the packed bytes in loops.
  public func isSpike(frame: Int, x: Int, y: Int) -> Bool {
    precondition(frame >= 0 && frame < frameCount, "There is no frame \(frame).")
    precondition(
      x >= 0 && x < geometry.width && y >= 0 && y < geometry.height, "There is no pixel (\(x), \(y)).")
    let index = y * geometry.width + x
    return withUnsafeBytes { $0[frame * geometry.bytesPerFrame + index / 8] >> UInt8(index % 8) & 1 == 1 }
  }

  /// The number of spikes. Cost: one pass over the packed bytes.
  public var spikeCount: Int {
    withUnsafeBytes { bytes in
      let raw = UnsafeRawBufferPointer(bytes)
      let words = raw.count / 8
      var count = 0
      for word in 0..<words {
        count += raw.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self).nonzeroBitCount
      }
      for byte in words * 8..<raw.count { count += raw[byte].nonzeroBitCount }
      return count
    }
  }
}
