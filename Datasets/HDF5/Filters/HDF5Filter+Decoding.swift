import CBlosc
import CLZ4
import CZlib
import CZstd
import Synchronization

extension HDF5Filter {
  /// Undoes the filter.
  ///
  /// No more than `output` holds is ever written, whatever the bytes claim.
  ///
  /// - Returns: The bytes written.
  /// - Throws: `HDF5FilterFailure`.
  func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let source = input.baseAddress, let target = output.baseAddress, !input.isEmpty else {
      throw HDF5FilterFailure(problem: "nothing is stored")
    }
    switch self {
    case .deflate: return try inflate(input, into: output)
    case .shuffle(let elementBytes): return try unshuffle(input, into: output, elementBytes: elementBytes)
    case .fletcher32: return try Fletcher32.verified(input, into: output)
    case .lzf: return try LZF.decode(input, into: output)
    case .lz4: return try HDF5LZ4.decode(input, into: output)
    case .ecf: return try ECFRecords.decode(input, into: output)
    case .szip(let settings): return try settings.decode(input, into: output)
    case .bzip2: return try expand(BZip2(), input, into: output)
    case .bitshuffle(let elementBytes, let blockElements, let packing):
      return try Bitshuffle(elementBytes: elementBytes, blockElements: blockElements, packing: packing).decode(
        input, into: output)
    case .blosc:
      var claimed = 0
      guard input.count >= Int(BLOSC_MIN_HEADER_LENGTH), blosc_cbuffer_validate(source, input.count, &claimed) == 0
      else { throw HDF5FilterFailure(problem: "its header contradicts its length") }
      let count = blosc_decompress_ctx(source, target, output.count, 1)
      BloscMemory.trim()
      return try checked(Int(count), claimed: claimed)
    case .zstandard:
      let count = ZSTD_decompress(target, output.count, source, input.count)
      guard ZSTD_isError(count) == 0 else {
        throw HDF5FilterFailure(problem: String(cString: ZSTD_getErrorName(count)).lowercased())
      }
      return count
    }
  }

  private func checked(_ count: Int, claimed: Int) throws -> Int {
    guard count >= 0, count == claimed else { throw HDF5FilterFailure(problem: "its bytes are damaged") }
    return count
  }
}

/// Gives back what libblosc leaves in pieces.
///
/// It takes memory aligned to 32 bytes at each chunk. glibc before 2.38 keeps the rests of that aside, so that the hole
/// that is given back is a little too small the next time, and the process grows with every chunk.
private enum BloscMemory {
  private static let chunks = Atomic<Int>(0)
  private static let chunksBetween = 256

  static func trim() {
    if chunks.wrappingAdd(1, ordering: .relaxed).newValue % chunksBetween == 0 { saccade_trim_heap() }
  }
}

private func expand(
  _ decompressor: any StreamDecompressor, _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
) throws -> Int {
  var (read, written, isWhole) = (0, 0, false)
  do {
    while !isWhole {
      let step = try decompressor.step(
        UnsafeRawBufferPointer(rebasing: input[read...]),
        into: UnsafeMutableRawBufferPointer(rebasing: output[written...]))
      (read, written, isWhole) = (read + step.consumed, written + step.produced, step.frameEnds)
      guard isWhole || step.consumed > 0 || step.produced > 0 else {
        throw HDF5FilterFailure(problem: "it is too long or cut off")
      }
    }
  } catch let error as CompressionError {
    throw HDF5FilterFailure(problem: error.problem)
  }
  return written
}

private func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Int {
  guard output.count <= UInt32.max, input.count <= UInt32.max else {
    throw HDF5FilterFailure(problem: "it is too long")
  }
  var length = uLongf(output.count)
  let status = uncompress(
    output.baseAddress?.assumingMemoryBound(to: UInt8.self), &length,
    input.baseAddress?.assumingMemoryBound(to: UInt8.self), uLong(input.count))
  guard status == Z_OK else {
    throw HDF5FilterFailure(problem: status == Z_BUF_ERROR ? "it is too long or cut off" : "its bytes are damaged")
  }
  return Int(length)
}

private func unshuffle(
  _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, elementBytes: Int
) throws -> Int {
  guard input.count <= output.count else { throw HDF5FilterFailure(problem: "it is too long") }
  let elements = elementBytes > 1 ? input.count / elementBytes : 0
  guard elements > 1, let source = input.baseAddress, let target = output.baseAddress else {
    output.copyMemory(from: input)
    return input.count
  }
  // In pieces that stay in the nearest cache.
  let piece = 2048
  var start = 0
  while start < elements {
    let end = min(elements, start + piece)
    for byte in 0..<elementBytes {
      let plane = source + byte * elements
      var place = target + start * elementBytes + byte
      for element in start..<end {
        place.storeBytes(of: plane.load(fromByteOffset: element, as: UInt8.self), as: UInt8.self)
        place += elementBytes
      }
    }
    start = end
  }
  let rest = elements * elementBytes
  (target + rest).copyMemory(from: source + rest, byteCount: input.count - rest)
  return input.count
}

/// LZ4 blocks after a head of two big-endian numbers: the length of the whole, and that of a block.
private enum HDF5LZ4 {
  static func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> Int {
    let headBytes = 12
    guard input.count >= headBytes, let source = input.baseAddress, let target = output.baseAddress else {
      throw HDF5FilterFailure(problem: "it is cut off")
    }
    let total = Int(clamping: UInt64(bigEndian: input.loadUnaligned(as: UInt64.self)))
    let block = min(total, Int(UInt32(bigEndian: input.loadUnaligned(fromByteOffset: 8, as: UInt32.self))))
    guard total <= output.count, block > 0 else {
      throw HDF5FilterFailure(problem: "it claims \(total) bytes in blocks of \(block)")
    }
    var (read, written) = (headBytes, 0)
    while written < total {
      guard input.count - read >= 4 else { throw HDF5FilterFailure(problem: "it is cut off") }
      let stored = Int(UInt32(bigEndian: input.loadUnaligned(fromByteOffset: read, as: UInt32.self)))
      read += 4
      let wanted = min(block, total - written)
      guard stored <= input.count - read, stored <= Int32.max else {
        throw HDF5FilterFailure(problem: "it is cut off")
      }
      if stored == wanted {
        (target + written).copyMemory(from: source + read, byteCount: wanted)
      } else {
        let count = LZ4_decompress_safe(
          (source + read).assumingMemoryBound(to: CChar.self), (target + written).assumingMemoryBound(to: CChar.self),
          Int32(stored), Int32(clamping: wanted))
        guard Int(count) == wanted else { throw HDF5FilterFailure(problem: "its bytes are damaged") }
      }
      read += stored
      written += wanted
    }
    return written
  }
}
