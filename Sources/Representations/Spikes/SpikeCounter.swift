import Recordings

/// Counts the spikes of every pixel over frames.
///
/// 512 pixels are counted at once: bit j of all their counts is one vector, and a frame is added with carries that run
/// from vector to vector. Eight vectors hold 255 frames, after which they are added to the result.
enum SpikeCounter {
  private typealias Bits = SIMD8<UInt64>
  private static let blockBytes = 64
  private static let longestGroup = 255

  /// Writes the number of spikes of each pixel, over at most 2^24 frames.
  static func count(_ frames: SpikeStream, to target: UnsafeMutableBufferPointer<Float>) {
    let pixels = frames.geometry.pixelCount
    precondition(target.count >= pixels, "The buffer is too short for \(pixels) counts.")
    target.initialize(repeating: 0)
    frames.withUnsafeBytes { bytes in
      let raw = UnsafeRawBufferPointer(bytes)
      for start in stride(from: 0, to: frames.frameCount, by: longestGroup) {
        let group = start..<min(start + longestGroup, frames.frameCount)
        for byte in stride(from: 0, to: frames.geometry.bytesPerFrame, by: blockBytes) {
          let planes = count(group, of: raw, frameBytes: frames.geometry.bytesPerFrame, at: byte)
          let first = byte * 8
          planes.add(to: target.extracting(first..<min(first + blockBytes * 8, pixels)), frameCount: group.count)
        }
      }
    }
  }

  private static func count(
    _ group: Range<Int>, of raw: UnsafeRawBufferPointer, frameBytes: Int, at byte: Int
  ) -> Planes {
    var planes = Planes()
    for (index, frame) in group.enumerated() {
      let start = frame * frameBytes + byte
      let bits: Bits
      if start + blockBytes <= raw.count {
        // Beyond the end of a frame these are bits of the next, whose counts nobody reads.
        bits = raw.loadUnaligned(fromByteOffset: start, as: Bits.self)
      } else {
        bits = withUnsafeTemporaryAllocation(byteCount: blockBytes, alignment: blockBytes) { rest in
          rest.initializeMemory(as: UInt8.self, repeating: 0)
          rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[start...]))
          return rest.load(as: Bits.self)
        }
      }
      planes.add(bits, countsBelow: index + 2)
    }
    return planes
  }

  /// The counts of 512 pixels: bit i of plane j is bit j of pixel i's count.
  private struct Planes {
    private var planes: (Bits, Bits, Bits, Bits, Bits, Bits, Bits, Bits) = (
      .zero, .zero, .zero, .zero, .zero, .zero, .zero, .zero
    )

    /// Adds a frame after which all counts are less than `bound`: carries run no further than its bits.
    @inline(__always)
    mutating func add(_ bits: Bits, countsBelow bound: Int) {
      var carry = bits
      Self.add(&carry, to: &planes.0)
      if bound > 1 << 1 { Self.add(&carry, to: &planes.1) }
      if bound > 1 << 2 { Self.add(&carry, to: &planes.2) }
      if bound > 1 << 3 { Self.add(&carry, to: &planes.3) }
      if bound > 1 << 4 { Self.add(&carry, to: &planes.4) }
      if bound > 1 << 5 { Self.add(&carry, to: &planes.5) }
      if bound > 1 << 6 { Self.add(&carry, to: &planes.6) }
      if bound > 1 << 7 { Self.add(&carry, to: &planes.7) }
    }

    @inline(__always)
    private static func add(_ carry: inout Bits, to plane: inout Bits) {
      let next = plane & carry
      plane ^= carry
      carry = next
    }

    /// Adds the counts of up to 512 pixels, none above `frameCount`, to `target`.
    func add(to target: UnsafeMutableBufferPointer<Float>, frameCount: Int) {
      let used = Int.bitWidth - frameCount.leadingZeroBitCount
      withUnsafeBytes(of: planes) { bytes in
        for group in 0..<(target.count + 7) / 8 {
          var counts: UInt64 = 0
          for plane in 0..<used {
            counts |= Self.spread(bytes[plane * blockBytes + group]) << UInt64(plane)
          }
          let eight = unsafeBitCast(counts.littleEndian, to: SIMD8<UInt8>.self)
          if group * 8 + 8 <= target.count {
            let part = UnsafeMutableRawBufferPointer(target.extracting(group * 8..<group * 8 + 8))
            let sum = part.loadUnaligned(as: SIMD8<Float>.self) + SIMD8<Float>(eight)
            part.storeBytes(of: sum, as: SIMD8<Float>.self)
          } else {
            for pixel in group * 8..<target.count { target[pixel] += Float(eight[pixel - group * 8]) }
          }
        }
      }
    }

    /// Bit j of a byte as byte j of the result, 0 or 1.
    @inline(__always)
    private static func spread(_ byte: UInt8) -> UInt64 {
      let picked = UInt64(byte) &* 0x0101_0101_0101_0101 & 0x8040_2010_0804_0201
      return (picked &+ 0x7f7f_7f7f_7f7f_7f7f) >> 7 & 0x0101_0101_0101_0101
    }
  }
}
