import CLZ4

/// The LZ4 frame format, through liblz4.
///
/// The owner of a decompression context.
final class LZ4Frame: StreamDecompressor {
  private let context: OpaquePointer
  private var options = LZ4F_decompressOptions_t()

  /// Takes a context.
  init() throws {
    var context: OpaquePointer?
    try Self.check(LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION)))
    guard let context else { throw CompressionError(problem: "liblz4 has no memory left") }
    self.context = context
  }

  deinit { LZ4F_freeDecompressionContext(context) }

  func reset(outputStays: Bool) {
    options.stableDst = outputStays ? 1 : 0
    LZ4F_resetDecompressionContext(context)
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws -> (consumed: Int, produced: Int, frameEnds: Bool) {
    var (consumed, produced) = (input.count, output.count)
    let hint = try Self.check(
      LZ4F_decompress(context, output.baseAddress, &produced, input.baseAddress, &consumed, &options))
    return (consumed, produced, hint == 0)
  }

  func statedContentBytes(_ input: UnsafeRawBufferPointer) -> Int? {
    var info = LZ4F_frameInfo_t()
    var consumed = input.count
    defer { LZ4F_resetDecompressionContext(context) }
    guard LZ4F_isError(LZ4F_getFrameInfo(context, &info, input.baseAddress, &consumed)) == 0, info.contentSize > 0
    else {
      return nil
    }
    return Int(clamping: info.contentSize)
  }

  /// The bytes as one frame with its length and a checksum. Cost: one array of the worst case.
  ///
  /// - Parameter level: 0 for speed, 3 to 12 for LZ4_HIGH.
  static func compress(_ bytes: UnsafeRawBufferPointer, level: Int32 = 0) throws -> [UInt8] {
    var preferences = LZ4F_preferences_t()
    preferences.compressionLevel = level
    preferences.frameInfo.contentSize = UInt64(bytes.count)
    preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
    let bound = LZ4F_compressFrameBound(bytes.count, &preferences)
    return try [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      count = try check(LZ4F_compressFrame(buffer.baseAddress, bound, bytes.baseAddress, bytes.count, &preferences))
    }
  }

  @discardableResult
  private static func check(_ result: Int) throws -> Int {
    if LZ4F_isError(result) == 0 { return result }
    let name = String(cString: LZ4F_getErrorName(result))
    throw CompressionError(problem: "liblz4 reports \(name)")
  }
}
