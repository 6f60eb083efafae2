import Files

/// An IDX file of bytes, plain or gzipped: the pictures and the labels of MNIST and of what follows its form.
///
/// Two zeros, the type (8 for bytes without a sign), the number of axes, each axis' length as 32 bits big-endian, then
/// the bytes in row-major order (LeCun, Cortes, Burges, "The MNIST database").
public struct IDXFile: Sendable {
  private enum Content: Sendable {
    case file(InputFile, offset: Int)
    case memory([UInt8])
  }

  /// The path as given.
  public let path: String
  /// The lengths of the axes, the first of which counts the records.
  public let shape: [Int]
  /// The bytes of a record: all axes but the first.
  public let recordBytes: Int
  private let content: Content

  private static let greatestRank = 4

  /// The number of axes that a file's start tells of, or nil where it is no IDX file. A gzipped one is looked into.
  static func rank(of file: InputFile) throws -> Int? {
    var start = try file.bytes(at: 0, count: min(4, file.byteCount))
    if GzipStream.begins(start) {
      let inner = try? [UInt8](unsafeUninitializedCapacity: 4) { buffer, count in
        count = try GzipStream(file).read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      start = inner ?? []
    }
    guard start.count == 4, start[0] == 0, start[1] == 0, start[2] == 8, (1...greatestRank).contains(Int(start[3]))
    else { return nil }
    return Int(start[3])
  }

  /// Opens a file. Cost: a gzipped one is decompressed to memory, a plain one is read as it is asked for.
  ///
  /// - Throws: `FileError` where there is none, it is of another type, or its length is not what its axes say.
  public init(path: String) throws {
    self.path = path
    let file = try InputFile(path: path)
    let start = try file.bytes(at: 0, count: min(3, file.byteCount))
    if GzipStream.begins(start) {
      let stream = try GzipStream(file)
      let header = try Self.header(path) { try stream.read(into: $0) }
      (shape, recordBytes) = (header.shape, header.recordBytes)
      guard header.byteCount / GzipStream.greatestRatio <= file.byteCount else {
        throw Self.tooShort(path, needed: header.byteCount, shape: header.shape, found: "can be at most that of gzip")
      }
      try UnpackedLimit.check(header.byteCount, inFileOf: file.byteCount, path: path, place: "byte 0")
      content = .memory(try Self.inflate(stream, header: header, path: path))
    } else {
      var place = 0
      let header = try Self.header(path) { buffer in
        let count = min(buffer.count, file.byteCount - place)
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), at: place)
        place += count
        return count
      }
      (shape, recordBytes) = (header.shape, header.recordBytes)
      guard file.byteCount - place == header.byteCount else {
        throw Self.wrongLength(path, needed: header.byteCount, shape: shape, found: file.byteCount - place)
      }
      content = .file(file, offset: place)
    }
  }

  /// The number of records.
  public var count: Int { shape[0] }

  /// Fills a buffer with the bytes of records that follow each other.
  ///
  /// - Precondition: There are such records, and the buffer holds exactly them.
  public func read(_ records: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws {
    precondition(records.lowerBound >= 0 && records.upperBound <= count, "There are \(count) records, not \(records).")
    precondition(buffer.count == records.count * recordBytes, "The buffer does not hold \(records.count) records.")
    let start = records.lowerBound * recordBytes
    switch content {
    case .file(let file, let offset): try file.read(into: buffer, at: offset + start)
    case .memory(let bytes): buffer.copyBytes(from: bytes[start..<start + buffer.count])
    }
  }

  /// All bytes.
  public func bytes() throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count * recordBytes) { buffer, initialized in
      try read(0..<count, into: UnsafeMutableRawBufferPointer(buffer))
      initialized = count * recordBytes
    }
  }

  private typealias Header = (shape: [Int], recordBytes: Int, byteCount: Int)

  private static func header(_ path: String, read: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Header {
    let magic = try bytes(4, path, read)
    guard magic[0] == 0, magic[1] == 0, magic[2] == 8, (1...greatestRank).contains(Int(magic[3])) else {
      throw FileError(
        .badContent, path: path,
        problem: "this is no IDX file of bytes: it begins with \(magic) instead of [0, 0, 8, number of axes]",
        place: "byte 0", remedy: "name a file such as train-images-idx3-ubyte")
    }
    let lengths = try bytes(4 * Int(magic[3]), path, read)
    let shape = (0..<Int(magic[3])).map { axis in
      lengths[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var recordBytes = 1
    for length in shape.dropFirst() {
      let (product, overflows) = recordBytes.multipliedReportingOverflow(by: length)
      recordBytes = overflows ? Int.max : product
    }
    let (byteCount, overflows) = recordBytes.multipliedReportingOverflow(by: shape[0])
    guard !overflows, byteCount > 0 else {
      throw FileError(
        .badContent, path: path, problem: "the shape \(shape) holds nothing, or more than there can be",
        place: "byte 4", remedy: "fetch the file again")
    }
    return (shape, recordBytes, byteCount)
  }

  private static func bytes(
    _ count: Int, _ path: String, _ read: (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws -> [UInt8] {
    let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = try read(UnsafeMutableRawBufferPointer(buffer))
    }
    guard bytes.count == count else {
      throw FileError(
        .badContent, path: path, problem: "the header is cut off", place: "byte \(bytes.count)",
        remedy: "fetch the file again", isTruncation: true)
    }
    return bytes
  }

  private static func inflate(_ stream: GzipStream, header: Header, path: String) throws -> [UInt8] {
    let bytes = try [UInt8](unsafeUninitializedCapacity: header.byteCount) { buffer, count in
      count = try stream.read(
        into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: header.byteCount))
    }
    let more = try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { try stream.read(into: $0) }
    guard bytes.count == header.byteCount, more == 0 else {
      throw wrongLength(
        path, needed: header.byteCount, shape: header.shape, found: more == 0 ? bytes.count : header.byteCount + more)
    }
    return bytes
  }

  private static func wrongLength(_ path: String, needed: Int, shape: [Int], found: Int) -> FileError {
    found < needed
      ? tooShort(path, needed: needed, shape: shape, found: "are \(found)")
      : FileError(
        .badContent, path: path, problem: "bytes follow the \(needed) of the shape \(shape)",
        place: "byte \(4 + 4 * shape.count + needed)", remedy: "fetch the file again")
  }

  private static func tooShort(_ path: String, needed: Int, shape: [Int], found: String) -> FileError {
    FileError(
      .badContent, path: path, problem: "the shape \(shape) needs \(needed) bytes, and there \(found)",
      place: "byte \(4 + 4 * shape.count)", remedy: "the file is cut off or damaged; fetch it again",
      isTruncation: true)
  }
}
