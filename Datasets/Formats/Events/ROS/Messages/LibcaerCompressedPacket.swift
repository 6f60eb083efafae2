import Recordings

/// Packets of `libcaer_cmp`: words of 16 bits, the kind in the highest four.
///
/// 0 and 1 set the high and the low 12 bits of a clock in microseconds that starts with each packet at the packet's
/// base; 2 sets x; 3 is an event with y in 11 bits and polarity above them; 4 sets the row and the polarity for words of
/// kind 5, each bit of whose lowest eight is an event one row further down.
struct LibcaerCompressedPacket {
  private var timeBase: UInt64 = 0
  private var high: UInt64 = 0
  private var low: UInt64 = 0
  private var time: Int64 = 0
  private var x: UInt16 = 0
  private var vectorY: UInt16 = 0
  private var vectorPolarity: UInt8 = 0
  /// The rows of a vector that found no place, and the row of its lowest bit.
  private var pending: UInt8 = 0
  private var pendingY: UInt16 = 0

  /// Starts a packet. The column and the row of vectors are carried on.
  mutating func begin(timeBaseNanoseconds: UInt64) {
    timeBase = timeBaseNanoseconds
    (high, low, pending) = (0, 0, 0)
    updateTime()
  }

  /// Decodes words until they or the places run out.
  ///
  /// - Returns: The words consumed, and the first free place.
  /// - Throws: ``MessageDamage`` where a word is of no known kind; its offset counts from `words`.
  mutating func decode(
    _ words: UnsafeRawPointer, count: Int, isBigEndian: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int) {
    var place = start
    var index = 0
    while true {
      while pending != 0, place < columns.capacity {
        write(y: pendingY &+ UInt16(pending.trailingZeroBitCount), polarity: vectorPolarity, columns, at: place)
        place += 1
        pending &= pending &- 1
      }
      if index == count || place == columns.capacity { return (index, place) }
      let stored = words.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
      let word = isBigEndian ? UInt16(bigEndian: stored) : UInt16(littleEndian: stored)
      switch word >> 12 {
      case 0:
        high = UInt64(word & 0xfff) << 12
        updateTime()
      case 1:
        low = UInt64(word & 0xfff)
        updateTime()
      case 2: x = word & 0x7ff
      case 3:
        write(y: word & 0x7ff, polarity: UInt8(word >> 11 & 1), columns, at: place)
        place += 1
      case 4:
        vectorY = word & 0x7ff
        vectorPolarity = UInt8(word >> 11 & 1)
      case 5:
        pending = UInt8(word & 0xff)
        pendingY = vectorY
        vectorY &+= 8
      default:
        throw MessageDamage(problem: "a word of kind \(word >> 12) is none of libcaer_cmp", offset: index * 2)
      }
      index += 1
    }
  }

  /// Whether events of the last word wait for a place.
  var hasPending: Bool { pending != 0 }

  private mutating func updateTime() { time = FixedPacket.microseconds(timeBase &+ (high | low) * 1000) }

  @inline(__always)
  private func write(y: UInt16, polarity: UInt8, _ columns: EventColumns, at place: Int) {
    columns.t[place] = time
    columns.x[place] = x
    columns.y[place] = y
    columns.p[place] = polarity
  }
}
