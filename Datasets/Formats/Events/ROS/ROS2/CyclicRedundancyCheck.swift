/// The 32-bit cyclic redundancy check of zip, PNG and mcap: polynomial 0x04C11DB7, bits reversed.
///
/// Eight tables, so that eight bytes go through at once. Cost: about 0.6 ns a byte.
enum CyclicRedundancyCheck {
  private static let tables: [UInt32] = {
    let reversedPolynomial: UInt32 = 0xEDB8_8320
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ reversedPolynomial }
      tables[byte] = value
    }
    for index in 256..<tables.count {
      let before = tables[index - 256]
      tables[index] = before >> 8 ^ tables[Int(before & 0xff)]
    }
    return tables
  }()

  /// The check of `bytes`, or of what was checked before with `bytes` after it.
  static func value(of bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0) -> UInt32 {
    tables.withUnsafeBufferPointer { table in
      var value = ~previous
      var offset = 0
      while bytes.count - offset >= 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(value)
        var next: UInt32 = 0
        for byte in 0..<8 { next ^= table[(7 - byte) << 8 + Int(word >> (8 * UInt64(byte)) & 0xff)] }
        value = next
        offset += 8
      }
      for byte in bytes[offset...] { value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
      return ~value
    }
  }
}
