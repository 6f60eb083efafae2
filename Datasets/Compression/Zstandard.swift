import CZstd

/// Zstandard, through libzstd.
///
/// The owner of a decompression context. Frames whose window is over 128 MiB are refused, as libzstd does by itself.
final class Zstandard: StreamDecompressor {
  private let context: OpaquePointer

  /// Takes a context.
  init() throws {
    guard let context = ZSTD_createDCtx() else { throw CompressionError(problem: "libzstd has no memory left") }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  func reset(outputStays: Bool) { ZSTD_DCtx_reset(context, ZSTD_reset_session_only) }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws -> (consumed: Int, produced: Int, frameEnds: Bool) {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let hint = try Self.check(ZSTD_decompressStream(context, &target, &source))
    return (source.pos, target.pos, hint == 0)
  }

  func statedContentBytes(_ input: UnsafeRawBufferPointer) -> Int? {
    let size = ZSTD_getFrameContentSize(input.baseAddress, input.count)
    // The two highest values mean "not stated" and "no frame".
    return size >= UInt64.max - 1 || size == 0 ? nil : Int(clamping: size)
  }

  /// The bytes as one frame with its length and a checksum. Cost: one array of the worst case.
  ///
  /// - Parameter level: 1 for speed to 19 for ZSTD_HIGH.
  static func compress(_ bytes: UnsafeRawBufferPointer, level: Int32 = 3) throws -> [UInt8] {
    guard let context = ZSTD_createCCtx() else { throw CompressionError(problem: "libzstd has no memory left") }
    defer { ZSTD_freeCCtx(context) }
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level))
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
    let bound = ZSTD_compressBound(bytes.count)
    return try [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      count = try check(ZSTD_compress2(context, buffer.baseAddress, bound, bytes.baseAddress, bytes.count))
    }
  }

  @discardableResult
  private static func check(_ result: Int) throws -> Int {
    if ZSTD_isError(result) == 0 { return result }
    throw CompressionError(problem: "libzstd reports \(String(cString: ZSTD_getErrorName(result)).lowercased())")
  }
}
