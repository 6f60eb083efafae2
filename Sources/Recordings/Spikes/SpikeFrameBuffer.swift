import Runtime

/// Memory for a block of frames that is written, handed out as a stream, and written again.
///
/// A stream that somebody keeps is never overwritten: the buffer then takes new memory. Where streams are dropped
/// before the next write, nothing is allocated.
public struct SpikeFrameBuffer: ~Copyable {
  /// The size of the sensor.
  public let geometry: SpikeGeometry
  /// The number of frames that fit.
  public let capacity: Int
  private var memory: AlignedMemory

  /// Takes memory for `capacity` frames.
  public init(geometry: SpikeGeometry, capacity: Int) {
    precondition(capacity > 0, "A frame buffer needs room for at least one frame.")
    self.geometry = geometry
    self.capacity = capacity
    memory = AlignedMemory(uninitializedByteCount: capacity * geometry.bytesPerFrame)
  }

  /// Calls `body` with the packed bytes of all frames.
  ///
  /// Frames written before are kept. Cost: a copy where a stream of this memory is still in use.
  public mutating func withUnsafeMutableBytes<Result>(
    _ body: (UnsafeMutableBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    if !isKnownUniquelyReferenced(&memory) {
      let copy = AlignedMemory(uninitializedByteCount: memory.byteCount)
      copy.baseAddress.copyMemory(from: memory.baseAddress, byteCount: memory.byteCount)
      memory = copy
    }
    return try withExtendedLifetime(memory) { try body(memory.buffer(of: UInt8.self, count: memory.byteCount)) }
  }

  /// Forgets what was written: takes new memory where a stream of the old is still in use.
  public mutating func clear() {
    if !isKnownUniquelyReferenced(&memory) { memory = AlignedMemory(uninitializedByteCount: memory.byteCount) }
  }

  /// The first `frameCount` frames. Cost: a reference.
  public func stream(frameCount: Int, firstFrame: Int) -> SpikeStream {
    precondition(frameCount <= capacity, "The buffer holds \(capacity) frames, not \(frameCount).")
    return SpikeStream(
      geometry: geometry, frameCount: frameCount, firstFrame: firstFrame, memory: memory, byteOffset: 0)
  }
}
