import CZlib
import Files
import Tensors

/// The arrays of numbers in a MAT-file of level 5, which MATLAB writes as `-v7` and SciPy as `savemat`.
///
/// "MAT-File Format", MathWorks: elements with a type and a length, a matrix being one whose parts are elements. Every
/// length is held against what holds it before it is followed. The whole file lies in memory, its compressed elements
/// unpacked.
struct MATLABFile {
  /// An array of real numbers, column by column.
  struct Variable {
    /// Its name; that of a field after that of its record: `TD.x`.
    var name: String
    var shape: [Int]
    var element: ArrayElement
    /// The bytes that hold it, and where in them it begins.
    var bytes: [UInt8]
    var offset: Int
    var count: Int { Shape.count(shape) }
  }

  private(set) var variables: [Variable] = []
  private let path: String
  private let isBigEndian: Bool
  private var unpackedBytes = 0
  private let fileBytes: Int

  private static let (headerBytes, mostElements, deepest) = (128, 4096, 4)
  private static let magic = Array("MATLAB 5.0 MAT-file".utf8)

  /// Whether a file begins as one of level 5 does; those of level 7.3 are HDF5.
  static func begins(_ start: [UInt8]) -> Bool {
    guard start.count >= headerBytes, start.starts(with: magic) else { return false }
    return [[0x49, 0x4D], [0x4D, 0x49]].contains(Array(start[126..<128]))
  }

  /// Reads a file.
  ///
  /// - Throws: `FileError` where it is damaged or unpacks to more than `UnpackedLimit`.
  init(_ file: InputFile) throws {
    path = file.path
    fileBytes = file.byteCount
    try UnpackedLimit.check(file.byteCount, inFileOf: file.byteCount, path: file.path)
    let bytes = try file.bytes(at: 0, count: file.byteCount)
    guard Self.begins(bytes) else {
      throw FileError(
        .badContent, path: path, problem: "this is no MAT-file of level 5", place: "byte 0",
        remedy: "save it with -v7, or with -v7.3, which is HDF5")
    }
    // The two letters as a number in the order of the machine that wrote it.
    isBigEndian = bytes[126] == 0x4D
    var place = Self.headerBytes
    while place < bytes.count, variables.count < Self.mostElements {
      let part = try element(bytes, &place, end: bytes.count)
      switch part.type {
      case Kind.matrix: try matrix(bytes, part.range, name: nil, depth: 0)
      case Kind.compressed:
        let content = try inflated(bytes, part.range)
        var inner = 0
        let matrix = try element(content, &inner, end: content.count)
        if matrix.type == Kind.matrix { try self.matrix(content, matrix.range, name: nil, depth: 0) }
      default: break
      }
    }
  }

  private enum Kind {
    static let (matrix, compressed) = (14, 15)
    static let scalars: [Int: ScalarType] = [
      1: .int8, 2: .uint8, 3: .int16, 4: .uint16, 5: .int32, 6: .uint32, 7: .float32, 9: .float64, 12: .int64,
      13: .uint64,
    ]
  }

  private enum Class {
    static let record = 2
    static let numbers = 6...15
    static let complexFlag = 0x800
  }

  /// The next element: its type and where its bytes lie.
  private func element(
    _ bytes: [UInt8], _ place: inout Int, end: Int
  ) throws -> (type: Int, range: Range<Int>) {
    guard end - place >= 8 else { throw damage("an element is cut off", place) }
    let word = number(bytes, place)
    if word >> 16 != 0 {
      // A short one: length and type share a word, and four bytes follow.
      let length = word >> 16
      guard length <= 4 else { throw damage("a short element of \(length) bytes is claimed", place) }
      defer { place += 8 }
      return (word & 0xFFFF, place + 4..<place + 4 + length)
    }
    let length = number(bytes, place + 4)
    let start = place + 8
    guard length <= end - start else {
      throw damage("\(length) bytes are claimed where \(end - start) follow", place)
    }
    let padded = word == Kind.compressed ? length : (length + 7) / 8 * 8
    place = min(end, start + padded)
    return (word, start..<start + length)
  }

  /// Notes a matrix of numbers, or those in the fields of a record.
  private mutating func matrix(_ bytes: [UInt8], _ range: Range<Int>, name given: String?, depth: Int) throws {
    if range.isEmpty || depth > Self.deepest { return }
    var place = range.lowerBound
    let flags = try element(bytes, &place, end: range.upperBound)
    let axes = try element(bytes, &place, end: range.upperBound)
    let text = try element(bytes, &place, end: range.upperBound)
    guard flags.range.count >= 4, axes.range.count % 4 == 0 else { throw damage("a matrix has no shape", place) }
    let kind = number(bytes, flags.range.lowerBound)
    let shape = stride(from: axes.range.lowerBound, to: axes.range.upperBound, by: 4).map { number(bytes, $0) }
    let name = given ?? String(decoding: bytes[text.range], as: UTF8.self)
    if kind & 0xFF == Class.record {
      guard Shape.checkedCount(shape) == 1 else { return }
      return try record(bytes, place..<range.upperBound, name: name, depth: depth)
    }
    guard Class.numbers.contains(kind & 0xFF), kind & Class.complexFlag == 0, let count = Shape.checkedCount(shape)
    else { return }
    let numbers = try element(bytes, &place, end: range.upperBound)
    guard let scalar = Kind.scalars[numbers.type] else { return }
    guard count.multipliedReportingOverflow(by: scalar.byteCount) == (numbers.range.count, false) else {
      throw damage("\(numbers.range.count) bytes are stored of a matrix \(shape)", numbers.range.lowerBound)
    }
    guard variables.count < Self.mostElements else { return }
    variables.append(
      Variable(
        name: name, shape: shape, element: ArrayElement(scalar, isBigEndian: isBigEndian), bytes: bytes,
        offset: numbers.range.lowerBound))
  }

  private mutating func record(_ bytes: [UInt8], _ range: Range<Int>, name: String, depth: Int) throws {
    var place = range.lowerBound
    let lengths = try element(bytes, &place, end: range.upperBound)
    let texts = try element(bytes, &place, end: range.upperBound)
    guard lengths.range.count == 4 else { throw damage("a record says no length of its names", place) }
    let length = number(bytes, lengths.range.lowerBound)
    guard length > 0, texts.range.count % length == 0 else { throw damage("a record's names are cut off", place) }
    for start in stride(from: texts.range.lowerBound, to: texts.range.upperBound, by: length) {
      let field = String(decoding: bytes[start..<start + length].prefix { $0 != 0 }, as: UTF8.self)
      let part = try element(bytes, &place, end: range.upperBound)
      if part.type == Kind.matrix { try matrix(bytes, part.range, name: "\(name).\(field)", depth: depth + 1) }
    }
  }

  private func number(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes.withUnsafeBytes { buffer in
      let word = buffer.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      return Int(isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word))
    }
  }

  private mutating func inflated(_ bytes: [UInt8], _ range: Range<Int>) throws -> [UInt8] {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw FileError(.missingPart, path: path, problem: "zlib has no memory left")
    }
    defer { inflateEnd(&stream) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    try bytes.withUnsafeBytes { source in
      // zlib declares what it only reads as writable.
      let start = source.baseAddress.map { UnsafeMutableRawPointer(mutating: $0 + range.lowerBound) }
      stream.next_in = start?.assumingMemoryBound(to: UInt8.self)
      stream.avail_in = UInt32(clamping: range.count)
      while true {
        let room = piece.count
        let status = piece.withUnsafeMutableBufferPointer { target in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(room)
          return inflate(&stream, Z_NO_FLUSH)
        }
        content += piece[..<(room - Int(stream.avail_out))]
        try UnpackedLimit.check(unpackedBytes + content.count, inFileOf: fileBytes, path: path)
        if status == Z_STREAM_END { break }
        guard status == Z_OK, stream.avail_in > 0 || stream.avail_out == 0 else {
          throw damage("a compressed element is damaged or cut off", range.lowerBound)
        }
      }
    }
    unpackedBytes += content.count
    return content
  }

  private func damage(_ problem: String, _ place: Int) -> FileError {
    FileError(.badContent, path: path, problem: problem, place: "byte \(place)", remedy: FileError.fetchAgain)
  }
}
