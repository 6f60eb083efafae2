/// The kinds of records of an mcap file that are used here, by the byte they start with.
enum McapOperation: UInt8 {
  case header = 0x01
  case footer = 0x02
  case schema = 0x03
  case channel = 0x04
  case message = 0x05
  case chunk = 0x06
  case messageIndex = 0x07
  case chunkIndex = 0x08
  case statistics = 0x0B
  case summaryOffset = 0x0E
  case dataEnd = 0x0F
}

/// Constants of the container.
enum Mcap {
  /// The bytes with which a file starts and ends.
  static let magic: [UInt8] = [0x89, 0x4D, 0x43, 0x41, 0x50, 0x30, 0x0D, 0x0A]
  /// The kind and the length in front of a record.
  static let recordPrefixBytes = 9
  /// The length of a footer's content.
  static let footerBytes = 20
}

/// Reads the fields of a record: little endian, packed, strings and arrays after a count of 32 bits.
struct McapFields {
  private let bytes: UnsafeRawBufferPointer
  /// The place of the next field.
  private(set) var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// A whole number.
  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    try need(MemoryLayout<Number>.size)
    defer { offset += MemoryLayout<Number>.size }
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// A string.
  mutating func string() throws -> String {
    let count = Int(try number(UInt32.self))
    try need(count)
    defer { offset += count }
    return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
  }

  private func need(_ count: Int) throws {
    guard count <= bytes.count - offset else {
      throw MessageDamage(
        problem: "a field of \(count) bytes does not fit in the \(bytes.count - offset) that are left", offset: offset)
    }
  }
}

/// The type of a channel's messages.
struct McapSchema {
  var identifier: UInt16
  var name: String

  init(_ content: UnsafeRawBufferPointer) throws {
    var fields = McapFields(content)
    identifier = try fields.number(UInt16.self)
    name = try fields.string()
  }
}

/// A topic, and how its messages are stored.
struct McapChannel {
  var identifier: UInt16
  var schema: UInt16
  var topic: String
  var encoding: String

  init(_ content: UnsafeRawBufferPointer) throws {
    var fields = McapFields(content)
    identifier = try fields.number(UInt16.self)
    schema = try fields.number(UInt16.self)
    topic = try fields.string()
    encoding = try fields.string()
  }
}

/// What stands in a chunk before its records.
struct McapChunkHeader {
  /// The longest that is believed: a few numbers and the name of a compression.
  static let mostBytes = 4096

  var uncompressedCount: UInt64
  var check: UInt32
  var compression: String
  var recordsCount: UInt64
  /// Where the records start in the chunk.
  var byteCount: Int

  init(_ content: UnsafeRawBufferPointer) throws {
    var fields = McapFields(content)
    _ = try fields.number(UInt64.self)
    _ = try fields.number(UInt64.self)
    uncompressedCount = try fields.number(UInt64.self)
    check = try fields.number(UInt32.self)
    compression = try fields.string()
    recordsCount = try fields.number(UInt64.self)
    byteCount = fields.offset
  }
}
