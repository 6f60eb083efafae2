/// Bytes under construction: whole numbers with the low byte first, and strings after their length.
struct LittleEndianBytes {
  /// What was appended.
  private(set) var bytes: [UInt8] = []

  /// The number of bytes.
  var count: Int { bytes.count }

  /// Appends a whole number.
  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends bytes.
  mutating func append(_ other: some Sequence<UInt8>) { bytes.append(contentsOf: other) }

  /// Appends a string after its length in 32 bits.
  mutating func append(counted text: String) {
    append(UInt32(text.utf8.count))
    append(text.utf8)
  }

  /// Forgets the bytes and keeps the memory.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
