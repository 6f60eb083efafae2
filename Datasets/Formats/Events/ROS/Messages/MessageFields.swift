/// What is wrong inside a message, before it is known where the message stands.
struct MessageDamage: Error {
  /// What is wrong: a clause.
  var problem: String
  /// The byte of the message.
  var offset: Int
}

/// Reads a message's fields one after the other.
///
/// ROS 1 packs them, little endian. ROS 2's Common Data Representation starts with four bytes that name the order of
/// bytes, and aligns each field to its size, counted from after them.
struct MessageFields {
  private let bytes: UnsafeRawBufferPointer
  private let form: BagMessage.Form
  /// The widest alignment: 8 in the first version of the representation, 4 in the second.
  private let widestAlignment: Int
  /// Whether numbers are stored with their high byte first.
  let isBigEndian: Bool
  /// The place of the next field.
  private(set) var offset: Int

  private static var encapsulationBytes: Int { 4 }

  /// Starts at the first field.
  ///
  /// - Throws: ``MessageDamage`` where the representation is none that is known.
  init(_ bytes: UnsafeRawBufferPointer, form: BagMessage.Form) throws {
    self.bytes = bytes
    self.form = form
    guard form == .cdr else {
      (widestAlignment, isBigEndian, offset) = (1, false, 0)
      return
    }
    guard bytes.count >= Self.encapsulationBytes else {
      throw MessageDamage(problem: "a message of \(bytes.count) bytes is too short", offset: 0)
    }
    offset = Self.encapsulationBytes
    switch (bytes[0], bytes[1]) {
    case (0, 0), (0, 1): widestAlignment = 8
    case (0, 6), (0, 7): widestAlignment = 4
    default:
      throw MessageDamage(
        problem: "the message's representation \(bytes[0]),\(bytes[1]) is neither CDR nor compressed", offset: 0)
    }
    isBigEndian = bytes[1] & 1 == 0
  }

  /// The bytes that are left.
  var remaining: Int { bytes.count - offset }

  /// A whole number.
  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    try align(MemoryLayout<Number>.size)
    try need(MemoryLayout<Number>.size)
    let stored = bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)
    offset += MemoryLayout<Number>.size
    return isBigEndian ? Number(bigEndian: stored) : Number(littleEndian: stored)
  }

  /// The count in front of a string or an array, of which each element takes `stride` bytes or more.
  mutating func count(stride: Int) throws -> Int {
    let start = offset
    let count = Int(try number(UInt32.self))
    guard count <= remaining / stride else {
      throw MessageDamage(
        problem: "the message says that \(count) elements follow, but only \(remaining) bytes are left", offset: start)
    }
    return count
  }

  /// A string.
  mutating func string() throws -> String {
    let count = try count(stride: 1)
    var text = bytes[offset..<offset + count]
    if form == .cdr, text.last == 0 { text = text.dropLast() }
    offset += count
    return String(decoding: text, as: UTF8.self)
  }

  /// Passes over a string.
  mutating func skipString() throws { offset += try count(stride: 1) }

  /// A number of floating point in double precision.
  mutating func real() throws -> Double { Double(bitPattern: try number(UInt64.self)) }

  /// The header of a message: in ROS 1 a number, then the time in seconds and nanoseconds, and the name of a frame.
  ///
  /// - Returns: The time in nanoseconds.
  mutating func header(_ form: BagMessage.Form) throws -> Int64 {
    if form == .ros1 { _ = try number(UInt32.self) }
    let (seconds, nanoseconds) = (try number(UInt32.self), try number(UInt32.self))
    try skipString()
    return Int64(seconds) * 1_000_000_000 + Int64(nanoseconds)
  }

  private mutating func align(_ size: Int) throws {
    guard form == .cdr else { return }
    let step = min(size, widestAlignment)
    let padding = (step - (offset - Self.encapsulationBytes) % step) % step
    try need(padding)
    offset += padding
  }

  private func need(_ count: Int) throws {
    if count > remaining {
      throw MessageDamage(problem: "the message ends within its fields", offset: bytes.count)
    }
  }
}
