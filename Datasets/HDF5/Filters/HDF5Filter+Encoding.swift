import CBlosc
import CLZ4
import CZlib
import CZstd

extension HDF5Filter {
  /// Applies the filter, where this program writes with it.
  ///
  /// - Throws: `HDF5FilterFailure`.
  func encode(_ input: UnsafeRawBufferPointer) throws -> [UInt8] {
    switch self {
    case .ecf: try ECFRecords.encode(input)
    case .deflate(let level):
      try filled(Int(compressBound(uLong(input.count)))) { output in
        var length = uLongf(output.count)
        let status = compress2(
          output.baseAddress, &length, input.baseAddress?.assumingMemoryBound(to: UInt8.self), uLong(input.count),
          Int32(level))
        return status == Z_OK ? Int(length) : 0
      }
    case .blosc(let elementBytes, let level):
      try filled(input.count + Int(BLOSC_MAX_OVERHEAD)) { output in
        let count = blosc_compress_ctx(
          Int32(level), Int32(BLOSC_SHUFFLE), elementBytes, input.count, input.baseAddress, output.baseAddress,
          output.count, "zstd", 0, 1)
        return Int(count)
      }
    case .zstandard(let level):
      try filled(ZSTD_compressBound(input.count)) { output in
        let count = ZSTD_compress(output.baseAddress, output.count, input.baseAddress, input.count, Int32(level))
        return ZSTD_isError(count) == 0 ? count : 0
      }
    case .shuffle(let elementBytes): shuffled(input, elementBytes: elementBytes)
    case .fletcher32, .lzf, .lz4, .szip, .bzip2, .bitshuffle:
      throw HDF5FilterFailure(problem: "\(name) is read but not written here")
    }
  }

  private func filled(_ capacity: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int) throws -> [UInt8] {
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { $1 = max(0, body($0)) }
    guard !bytes.isEmpty else { throw HDF5FilterFailure(problem: "\(name) could not encode") }
    return bytes
  }
}

private func shuffled(_ input: UnsafeRawBufferPointer, elementBytes: Int) -> [UInt8] {
  let elements = elementBytes > 1 ? input.count / elementBytes : 0
  var bytes = [UInt8](input)
  for byte in 0..<(elements > 0 ? elementBytes : 0) {
    for element in 0..<elements { bytes[byte * elements + element] = input[element * elementBytes + byte] }
  }
  return bytes
}
