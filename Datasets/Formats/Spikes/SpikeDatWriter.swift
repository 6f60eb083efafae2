import Files
import Recordings

/// Writes a `.dat`, block after block: see ``SpikeDatFile``.
public final class SpikeDatWriter: SpikeSink {
  private let geometry: SpikeGeometry
  private let padding: FramePadding
  private let file: OutputFile
  /// Bits of the packed-through convention that do not fill a byte yet.
  private var carry: UInt64 = 0
  private var carryBits = 0

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(
    path: String, geometry: SpikeGeometry, padding: FramePadding = .byte, overwrite: Bool = false
  ) throws {
    self.geometry = geometry
    self.padding = padding
    file = try OutputFile(path: path, overwrite: overwrite, streams: true)
  }

  /// Appends frames. Cost: one write, through a buffer of 1 MiB.
  public func append(_ frames: SpikeStream) throws {
    precondition(frames.geometry == geometry, "All frames of a recording have the same size.")
    if padding == .byte || geometry.pixelCount % 8 == 0 {
      try frames.withUnsafeBytes { try file.write(UnsafeRawBufferPointer($0)) }
      return
    }
    for frame in 0..<frames.frameCount { try frames.withUnsafeBytes(ofFrame: frame) { try appendBits($0) } }
  }

  /// Completes the file and gives it its name.
  public func finish() throws {
    if carryBits > 0 { try file.write([UInt8(truncatingIfNeeded: carry)]) }
    carryBits = 0
    try file.commit()
  }

  private func appendBits(_ frame: UnsafeRawBufferPointer) throws {
    try withUnsafeTemporaryAllocation(byteCount: frame.count + 1, alignment: 8) { run in
      var bytes = 0
      for (index, byte) in frame.enumerated() {
        carry |= UInt64(byte) << UInt64(carryBits)
        carryBits += min(8, geometry.pixelCount - index * 8)
        if carryBits >= 8 {
          run[bytes] = UInt8(truncatingIfNeeded: carry)
          bytes += 1
          carry >>= 8
          carryBits -= 8
        }
      }
      try file.write(UnsafeRawBufferPointer(rebasing: run[..<bytes]))
    }
  }
}
