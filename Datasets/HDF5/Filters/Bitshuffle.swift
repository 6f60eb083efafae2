import CLZ4
import CZstd

/// Bitshuffle: the bits of numbers grouped by their place in the number, block by block, each block packed or not.
///
/// Masui et al., "A compression scheme for radio data in high performance computing", Astronomy and Computing 2015;
/// github.com/kiyo-masui/bitshuffle says how blocks follow each other.
struct Bitshuffle {
  /// How blocks are packed, by the number that the filter notes.
  enum Packing: Int, Sendable, Codable {
    case none = 0
    case lz4 = 2
    case zstandard = 3
  }

  let elementBytes: Int
  /// The numbers of a block; 0 for the library's own choice.
  let blockElements: Int
  let packing: Packing

  /// Bits are moved in groups of so many numbers; what is left after them is stored as it is.
  private static let group = 8
  private static let (usualBlockBytes, fewestElements, longestElement) = (8192, 128, 1 << 12)
  private static let headBytes = 12

  /// Undoes the filter.
  func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    guard elementBytes <= Self.longestElement else {
      throw HDF5FilterFailure(problem: "it claims numbers of \(elementBytes) bytes")
    }
    var (read, total) = (0, input.count)
    var block = blockElements == 0 ? usualBlock : blockElements
    if packing != .none {
      guard input.count >= Self.headBytes else { throw HDF5FilterFailure(problem: "it is cut off") }
      total = Int(clamping: UInt64(bigEndian: input.loadUnaligned(as: UInt64.self)))
      block = Int(UInt32(bigEndian: input.loadUnaligned(fromByteOffset: 8, as: UInt32.self))) / elementBytes
      read = Self.headBytes
    }
    guard total <= output.count, block > 0, block % Self.group == 0, block <= 1 << 24 else {
      throw HDF5FilterFailure(problem: "it claims \(total) bytes in blocks of \(block) numbers")
    }
    let elements = total / elementBytes
    let grouped = elements / Self.group * Self.group
    var plain = [UInt8](repeating: 0, count: min(block, max(grouped, Self.group)) * elementBytes)
    var done = 0
    while done < grouped {
      let count = min(block, grouped - done)
      let bytes = count * elementBytes
      try plain.withUnsafeMutableBytes { plain in
        let part = UnsafeMutableRawBufferPointer(rebasing: plain[..<bytes])
        try unpack(input, &read, into: part)
        unshuffle(
          UnsafeRawBufferPointer(part), count: count,
          into: UnsafeMutableRawBufferPointer(rebasing: output[done * elementBytes..<done * elementBytes + bytes]))
      }
      done += count
    }
    let rest = total - grouped * elementBytes
    guard input.count - read >= rest else { throw HDF5FilterFailure(problem: "it is cut off") }
    UnsafeMutableRawBufferPointer(rebasing: output[(total - rest)..<total])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: input[read..<read + rest]))
    return total
  }

  private var usualBlock: Int {
    max(Self.fewestElements, Self.usualBlockBytes / elementBytes / Self.group * Self.group)
  }

  /// The next block of the input, without its packing.
  private func unpack(
    _ input: UnsafeRawBufferPointer, _ read: inout Int, into block: UnsafeMutableRawBufferPointer
  ) throws {
    var stored = block.count
    if packing != .none {
      guard input.count - read >= 4 else { throw HDF5FilterFailure(problem: "it is cut off") }
      stored = Int(UInt32(bigEndian: input.loadUnaligned(fromByteOffset: read, as: UInt32.self)))
      read += 4
    }
    guard stored <= input.count - read, stored <= Int32.max, let source = input.baseAddress.map({ $0 + read }) else {
      throw HDF5FilterFailure(problem: "it is cut off")
    }
    read += stored
    let count: Int
    switch packing {
    case .none:
      block.copyMemory(from: UnsafeRawBufferPointer(start: source, count: stored))
      count = stored
    case .lz4:
      count = Int(
        LZ4_decompress_safe(
          source.assumingMemoryBound(to: CChar.self), block.baseAddress?.assumingMemoryBound(to: CChar.self),
          Int32(stored), Int32(clamping: block.count)))
    case .zstandard: count = ZSTD_decompress(block.baseAddress, block.count, source, stored)
    }
    guard count == block.count else { throw HDF5FilterFailure(problem: "its bytes are damaged") }
  }

  /// Puts numbers together from rows of one bit of each: bit 0 of byte 0 of all numbers first, bit 1 next.
  private func unshuffle(
    _ rows: UnsafeRawBufferPointer, count: Int, into numbers: UnsafeMutableRawBufferPointer
  ) {
    let rowBytes = count / Self.group
    for byte in 0..<elementBytes {
      for place in 0..<rowBytes {
        var bits: UInt64 = 0
        for bit in 0..<8 { bits |= UInt64(rows[(byte * 8 + bit) * rowBytes + place]) << UInt64(8 * bit) }
        let transposed = Self.transpose(bits)
        for number in 0..<Self.group {
          numbers[(place * Self.group + number) * elementBytes + byte] = UInt8(
            truncatingIfNeeded: transposed >> UInt64(8 * number))
        }
      }
    }
  }

  /// Turns a square of 8 by 8 bits over its diagonal (Hacker's Delight, 7-3).
  private static func transpose(_ square: UInt64) -> UInt64 {
    var bits = square
    for (shift, mask) in [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)]
      as [(UInt64, UInt64)]
    {
      let changed = (bits ^ bits >> shift) & mask
      bits ^= changed ^ changed << shift
    }
    return bits
  }
}
