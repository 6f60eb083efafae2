/// The header of a record of a ROS 1 bag: fields with a name and a value, of which the ones used here are kept.
struct RosBag1Header {
  /// What a record is, by the number in its field `op`.
  enum Operation: UInt8 {
    case messageData = 2
    case bagHeader = 3
    case indexData = 4
    case chunk = 5
    case chunkInfo = 6
    case connection = 7
  }

  /// What the record is; nil for one that is not known.
  var operation: Operation?
  /// The number of the connection.
  var connection: UInt32?
  /// The topic of a connection.
  var topic: String?
  /// How a chunk is compressed.
  var compression: String?
  /// The bytes that a chunk holds when decompressed.
  var size: UInt32?
  /// Where the index starts.
  var indexPosition: UInt64?
  /// The numbers of connections and chunks in the index.
  var connectionCount: UInt32?
  /// The type of a connection's messages, in the data of its record.
  var type: String?
  /// The plugin that has encrypted the bag.
  var encryptor: String?

  /// Whether there is a field `op` at all: the data of a connection has none.
  private(set) var hasOperation = false

  /// The longest header that is believed.
  static let mostBytes = 16 << 20

  /// Reads the fields.
  ///
  /// - Throws: ``MessageDamage`` where a field does not fit.
  init(_ bytes: UnsafeRawBufferPointer) throws {
    var offset = 0
    while offset < bytes.count {
      guard bytes.count - offset >= 4 else {
        throw MessageDamage(problem: "a field of the record's header is cut off", offset: offset)
      }
      let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
      guard length <= bytes.count - offset - 4 else {
        throw MessageDamage(
          problem: "a field of \(length) bytes does not fit in a header of \(bytes.count)", offset: offset)
      }
      let field = UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + 4 + length])
      guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else {
        throw MessageDamage(problem: "a field of the record's header has no name", offset: offset)
      }
      let value = UnsafeRawBufferPointer(rebasing: field[(equals + 1)...])
      try set(String(decoding: field[..<equals], as: UTF8.self), value, at: offset)
      offset += 4 + length
    }
  }

  private mutating func set(_ name: String, _ value: UnsafeRawBufferPointer, at offset: Int) throws {
    func number<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
      guard value.count == MemoryLayout<Number>.size else {
        throw MessageDamage(problem: "the field \(name) has \(value.count) bytes", offset: offset)
      }
      return Number(littleEndian: value.loadUnaligned(as: Number.self))
    }
    switch name {
    case "op":
      operation = Operation(rawValue: try number(UInt8.self))
      hasOperation = true
    case "conn": connection = try number(UInt32.self)
    case "topic": topic = String(decoding: value, as: UTF8.self)
    case "compression": compression = String(decoding: value, as: UTF8.self)
    case "size": size = try number(UInt32.self)
    case "index_pos": indexPosition = try number(UInt64.self)
    case "conn_count": connectionCount = try number(UInt32.self)
    case "type": type = String(decoding: value, as: UTF8.self)
    case "encryptor": encryptor = String(decoding: value, as: UTF8.self)
    default: break
    }
  }
}
