import CBZip2

/// bzip2, through libbz2.
///
/// The owner of a decompression state. Streams that follow each other count as one, as the `bzip2` tool has it.
final class BZip2: StreamDecompressor {
  private let stream: UnsafeMutablePointer<bz_stream>
  private var isOpen = false

  /// Takes the state; its memory, up to 4 MiB, is taken with the first stream.
  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: bz_stream())
  }

  deinit {
    close()
    stream.deallocate()
  }

  func reset(outputStays: Bool) { close() }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws -> (consumed: Int, produced: Int, frameEnds: Bool) {
    try open()
    // The library counts in 32 bits; what is beyond them comes in the next step.
    let inputCount = UInt32(clamping: input.count)
    let outputCount = UInt32(clamping: output.count)
    // libbz2 reads through this pointer only.
    stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    stream.pointee.avail_in = inputCount
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_out = outputCount
    let code = BZ2_bzDecompress(stream)
    guard code == BZ_OK || code == BZ_STREAM_END else { throw Self.failure(code) }
    if code == BZ_STREAM_END { close() }
    return (
      Int(inputCount - stream.pointee.avail_in), Int(outputCount - stream.pointee.avail_out), code == BZ_STREAM_END
    )
  }

  /// The format does not say.
  func statedContentBytes(_ input: UnsafeRawBufferPointer) -> Int? { nil }

  /// The bytes as one stream. Cost: one array of the worst case.
  ///
  /// - Parameter level: The size of the blocks that are sorted, 1 to 9 times 100 kB.
  static func compress(_ bytes: UnsafeRawBufferPointer, level: Int32 = 9) throws -> [UInt8] {
    guard let length = UInt32(exactly: bytes.count), length < .max / 2 else {
      throw CompressionError(problem: "\(bytes.count) bytes are more than one bzip2 stream takes here")
    }
    // The worst case as the library's manual gives it.
    let bound = bytes.count + bytes.count / 100 + 600
    return try [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      var written = UInt32(bound)
      let code = buffer.withMemoryRebound(to: CChar.self) { target in
        BZ2_bzBuffToBuffCompress(
          target.baseAddress, &written,
          UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: CChar.self)), length, level, 0, 0)
      }
      guard code == BZ_OK else { throw failure(code) }
      count = Int(written)
    }
  }

  private func open() throws {
    if isOpen { return }
    stream.pointee = bz_stream()
    let code = BZ2_bzDecompressInit(stream, 0, 0)
    guard code == BZ_OK else { throw Self.failure(code) }
    isOpen = true
  }

  private func close() {
    if isOpen { BZ2_bzDecompressEnd(stream) }
    isOpen = false
  }

  private static func failure(_ code: Int32) -> CompressionError {
    switch code {
    case BZ_DATA_ERROR: CompressionError(problem: "libbz2 reports that a checksum does not fit")
    case BZ_DATA_ERROR_MAGIC: CompressionError(problem: "libbz2 finds no bzip2 stream")
    case BZ_MEM_ERROR: CompressionError(problem: "libbz2 has no memory left")
    default: CompressionError(problem: "libbz2 reports error \(code)")
    }
  }
}
