import Recordings

/// Packets with eight bytes an event: `mono`, `libcaer` and, for triggers, `trigger`.
///
/// Times are the packet's base in nanoseconds plus what the event says, rounded down to microseconds.
enum FixedPacket {
  /// The bytes of an event.
  static let recordBytes = 8

  /// Decodes `mono`: from the lowest bit on 32 bits of nanoseconds, 16 of x, 15 of y, 1 of polarity.
  static func decodeMono(
    _ bytes: UnsafeRawPointer, count: Int, timeBase: UInt64, isBigEndian: Bool, into columns: EventColumns,
    from start: Int
  ) {
    for index in 0..<count {
      let word = word(bytes, index, isBigEndian: isBigEndian)
      columns.t[start + index] = microseconds(timeBase &+ word & 0xffff_ffff)
      columns.x[start + index] = UInt16(truncatingIfNeeded: word >> 32)
      columns.y[start + index] = UInt16(truncatingIfNeeded: word >> 48) & 0x7fff
      columns.p[start + index] = UInt8(truncatingIfNeeded: word >> 63)
    }
  }

  /// Decodes `trigger`: as `mono` without a place.
  static func trigger(_ bytes: UnsafeRawPointer, _ index: Int, timeBase: UInt64, isBigEndian: Bool) -> ExternalTrigger {
    let word = word(bytes, index, isBigEndian: isBigEndian)
    return ExternalTrigger(
      timeMicroseconds: microseconds(timeBase &+ word & 0xffff_ffff), channel: 0, isRising: word >> 63 == 1)
  }

  /// Where a packet of `libcaer` stands: its clock has 31 bits of microseconds and may wrap within.
  struct LibcaerClock {
    var timeBase: UInt64
    var last: Int32 = 0
  }

  /// Decodes `libcaer`: 32 bits of which bit 1 is polarity, bits 2 to 16 y, bits 17 to 31 x; then microseconds. Always
  /// the low byte first.
  static func decodeLibcaer(
    _ bytes: UnsafeRawPointer, count: Int, clock: inout LibcaerClock, into columns: EventColumns, from start: Int
  ) {
    for index in 0..<count {
      let record = bytes + index * recordBytes
      let data = UInt32(littleEndian: record.loadUnaligned(as: UInt32.self))
      let time = Int32(littleEndian: record.loadUnaligned(fromByteOffset: 4, as: Int32.self))
      if time < clock.last { clock.timeBase &+= 1000 << 31 }
      clock.last = time
      columns.t[start + index] = microseconds(clock.timeBase &+ UInt64(bitPattern: Int64(time) &* 1000))
      columns.x[start + index] = UInt16(truncatingIfNeeded: data >> 17)
      columns.y[start + index] = UInt16(truncatingIfNeeded: data >> 2) & 0x7fff
      columns.p[start + index] = UInt8(truncatingIfNeeded: data >> 1) & 1
    }
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawPointer, _ index: Int, isBigEndian: Bool) -> UInt64 {
    let stored = bytes.loadUnaligned(fromByteOffset: index * recordBytes, as: UInt64.self)
    return isBigEndian ? UInt64(bigEndian: stored) : UInt64(littleEndian: stored)
  }

  @inline(__always)
  static func microseconds(_ nanoseconds: UInt64) -> Int64 { Int64(nanoseconds / 1000) }
}
