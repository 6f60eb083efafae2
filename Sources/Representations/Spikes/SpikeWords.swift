/// Words of 64 pixels out of packed frames: one look at many pixels of a moment.
struct SpikeWords {
  /// The packed bytes of all frames.
  let bytes: UnsafeRawBufferPointer
  /// The bytes of one frame.
  let frameBytes: Int

  /// The pixels from `byte * 8` on; beyond the end of the frame their bits are not defined.
  @inline(__always)
  func word(frame: Int, byte: Int) -> UInt64 {
    let start = frame * frameBytes + byte
    if start + 8 <= bytes.count {
      return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    var word: UInt64 = 0
    for index in start..<bytes.count { word |= UInt64(bytes[index]) << UInt64((index - start) * 8) }
    return word
  }

  /// The lowest `count` bits, 64 at most: the pixels of a last word that are there.
  @inline(__always)
  static func mask(_ count: Int) -> UInt64 { count >= 64 ? .max : 1 << UInt64(count) - 1 }

  /// Calls `body` with the place of every bit that is set, the lowest first.
  @inline(__always)
  static func forEachBit(_ word: UInt64, _ body: (Int) -> Void) {
    var rest = word
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest &- 1
    }
  }
}
