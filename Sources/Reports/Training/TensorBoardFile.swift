import Files
import Foundation

/// A file of events that TensorBoard shows: scalars and pictures by step.
///
/// It is a sequence of records, each its length, a checksum of that, the bytes and a checksum of them, where the bytes are
/// an `Event` in Protocol Buffers; the checksums are those of ``CastagnoliChecksum``, turned as TFRecord wants it. Each
/// record is there as soon as it is added.
public final class TensorBoardFile {
  private let file: AppendedFile
  /// Seconds since 1970.
  private let clock: () -> Double

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - path: Its name must hold `tfevents` for TensorBoard to find it.
  ///   - clock: Seconds since 1970.
  /// - Throws: `FileError`.
  public init(path: String, clock: @escaping () -> Double = { Date().timeIntervalSince1970 }) throws {
    file = try AppendedFile(path: path)
    self.clock = clock
    var event = ProtocolBuffer()
    event.add(1, clock())
    event.add(3, "brain.Event:2")
    try append(event)
  }

  /// Adds scalars of a step.
  public func add(_ scalars: [(tag: String, value: Double)], step: Int) throws {
    try append(
      scalars.map { tag, value in
        var entry = ProtocolBuffer()
        entry.add(1, tag)
        entry.add(2, Float(value))
        return entry
      }, step: step)
  }

  /// Adds a picture of a step.
  ///
  /// - Parameter png: The bytes of a PNG.
  public func add(picture png: [UInt8], width: Int, height: Int, tag: String, step: Int) throws {
    var image = ProtocolBuffer()
    image.add(1, height)
    image.add(2, width)
    image.add(3, 3)
    image.add(4, bytes: png)
    var entry = ProtocolBuffer()
    entry.add(1, tag)
    entry.add(4, bytes: image.bytes)
    try append([entry], step: step)
  }

  private func append(_ entries: [ProtocolBuffer], step: Int) throws {
    var summary = ProtocolBuffer()
    for entry in entries { summary.add(1, bytes: entry.bytes) }
    var event = ProtocolBuffer()
    event.add(1, clock())
    event.add(2, step)
    event.add(5, bytes: summary.bytes)
    try append(event)
  }

  private func append(_ event: ProtocolBuffer) throws {
    let length = ProtocolBuffer.littleEndian(UInt64(event.bytes.count))
    try file.append(
      length + ProtocolBuffer.littleEndian(CastagnoliChecksum.masked(length)) + event.bytes
        + ProtocolBuffer.littleEndian(CastagnoliChecksum.masked(event.bytes)))
  }
}

/// The bytes of a message in Protocol Buffers, field by field.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  private enum Wire: UInt64 {
    case variable = 0
    case eight = 1
    case counted = 2
    case four = 5
  }

  mutating func add(_ field: Int, _ value: Int) {
    key(field, .variable)
    add(variable: UInt64(bitPattern: Int64(value)))
  }

  mutating func add(_ field: Int, _ value: Double) {
    key(field, .eight)
    bytes += Self.littleEndian(value.bitPattern)
  }

  mutating func add(_ field: Int, _ value: Float) {
    key(field, .four)
    bytes += Self.littleEndian(value.bitPattern)
  }

  mutating func add(_ field: Int, _ text: String) { add(field, bytes: Array(text.utf8)) }

  mutating func add(_ field: Int, bytes content: [UInt8]) {
    key(field, .counted)
    add(variable: UInt64(content.count))
    bytes += content
  }

  private mutating func key(_ field: Int, _ wire: Wire) { add(variable: UInt64(field) << 3 | wire.rawValue) }

  private mutating func add(variable value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

/// The cyclic redundancy check with Castagnoli's polynomial, CRC-32C.
enum CastagnoliChecksum {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }

  /// The checksum of bytes.
  static func of(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  /// The checksum as TFRecord stores it: turned by 15 bits, and moved, so that the checksum of bytes which hold one is not
  /// special.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let value = of(bytes)
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }
}
