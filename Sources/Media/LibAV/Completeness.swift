import Files

/// Tells files that were cut off where libav reads to the end and says nothing.
enum Completeness {
  /// Whether a file stops before the end that its format announces.
  ///
  /// - Parameter format: libav's name of the demuxer, which may list several.
  static func isCutOff(_ file: InputFile, format: String) throws -> Bool {
    if format == "gif" { return try lacksTrailer(file) }
    if format.hasPrefix("matroska") { return try endsInsideSegment(file) }
    return false
  }

  /// A GIF ends in a semicolon; some writers add zeros.
  private static func lacksTrailer(_ file: InputFile) throws -> Bool {
    let count = min(file.byteCount, 64)
    return try file.bytes(at: file.byteCount - count, count: count).last { $0 != 0 } != UInt8(ascii: ";")
  }

  /// Matroska: the EBML header, then a segment that states its length unless it was written as a live stream.
  private static func endsInsideSegment(_ file: InputFile) throws -> Bool {
    let start = try file.bytes(at: 0, count: min(file.byteCount, 128))[...]
    guard let header = element(start, identifier: [0x1a, 0x45, 0xdf, 0xa3]), let headerLength = header.length,
      let segment = element(start.dropFirst(header.headLength + headerLength), identifier: [0x18, 0x53, 0x80, 0x67]),
      let length = segment.length
    else { return false }
    return header.headLength + headerLength + segment.headLength + length > file.byteCount
  }

  /// The bytes that an EBML element's identifier and length take, and its length where it is known.
  private static func element(
    _ bytes: ArraySlice<UInt8>, identifier: [UInt8]
  ) -> (headLength: Int, length: Int?)? {
    let rest = bytes.dropFirst(identifier.count)
    guard bytes.starts(with: identifier), let first = rest.first, first != 0 else { return nil }
    let count = first.leadingZeroBitCount + 1
    guard rest.count >= count else { return nil }
    let length = rest.prefix(count).dropFirst().reduce(Int(first) & (0xff >> count)) { $0 << 8 | Int($1) }
    let isUnknown = length == 1 << (7 * count) - 1
    return (identifier.count + count, isUnknown ? nil : length)
  }
}
