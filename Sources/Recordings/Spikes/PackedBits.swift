/// Copying and spreading of packed bits, least significant bit first.
///
/// Everything here works on raw memory, so that readers and kernels share it; ``SpikeStream`` is the safe face.
public enum PackedBits {
  /// Copies `bitCount` bits, from any bit of the source to the start of a byte of the target.
  ///
  /// The last byte of the target is filled up with zero bits. Cost: one pass, 56 bits a step.
  ///
  /// - Precondition: The source holds the bits asked for, and the target `(bitCount + 7) / 8` bytes.
  public static func copy(
    _ source: UnsafeRawBufferPointer, fromBit start: Int, bitCount: Int, to target: UnsafeMutableRawBufferPointer
  ) {
    var writer = BitWriter(target)
    writer.append(source, fromBit: start, bitCount: bitCount)
    writer.finish()
  }

  /// Copies a part of each of some rows, one after another, to the start of the target.
  ///
  /// The last byte of the target is filled up with zero bits.
  ///
  /// - Parameters:
  ///   - width: The bits of a row of the source.
  ///   - x: The first bit of a row to copy.
  ///   - columnCount: How many to copy.
  /// - Precondition: The source holds the rows, and the target `(columnCount * rows.count + 7) / 8` bytes.
  public static func copyRows(
    _ source: UnsafeRawBufferPointer, width: Int, x: Int, rows: Range<Int>, columnCount: Int,
    to target: UnsafeMutableRawBufferPointer
  ) {
    var writer = BitWriter(target)
    for row in rows { writer.append(source, fromBit: row * width + x, bitCount: columnCount) }
    writer.finish()
  }

  /// Turns the bits of each byte round: the most significant becomes the least significant.
  public static func reverseBytes(_ bytes: UnsafeMutableRawBufferPointer) {
    let words = bytes.count / 8
    for word in 0..<words {
      var bits = bytes.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self)
      for (shift, mask) in [(1, 0x5555_5555_5555_5555), (2, 0x3333_3333_3333_3333), (4, 0x0F0F_0F0F_0F0F_0F0F)]
        as [(UInt64, UInt64)]
      {
        bits = bits >> shift & mask | (bits & mask) << shift
      }
      bytes.storeBytes(of: bits, toByteOffset: 8 * word, as: UInt64.self)
    }
    for index in 8 * words..<bytes.count { bytes[index] = bytes[index].bitReversed }
  }

  /// Turns a frame of `height` rows upside down.
  ///
  /// Rows of whole bytes are copied as they are; other widths are shifted bit by bit into their place.
  ///
  /// - Precondition: Source and target are different memory of `(width * height + 7) / 8` bytes each.
  public static func flipVertically(
    _ source: UnsafeRawBufferPointer, width: Int, height: Int, to target: UnsafeMutableRawBufferPointer
  ) {
    if width % 8 == 0 {
      let rowBytes = width / 8
      for row in 0..<height {
        let from = UnsafeRawBufferPointer(rebasing: source[(height - 1 - row) * rowBytes..<(height - row) * rowBytes])
        UnsafeMutableRawBufferPointer(rebasing: target[row * rowBytes..<(row + 1) * rowBytes]).copyMemory(from: from)
      }
      return
    }
    var writer = BitWriter(target)
    for row in (0..<height).reversed() { writer.append(source, fromBit: row * width, bitCount: width) }
    writer.finish()
  }

  /// Turns each of `height` rows round, left to right.
  ///
  /// Bytes are turned as wholes where a row has a whole number of them; other widths go bit by bit.
  ///
  /// - Precondition: Source and target are different memory of `(width * height + 7) / 8` bytes each.
  public static func flipHorizontally(
    _ source: UnsafeRawBufferPointer, width: Int, height: Int, to target: UnsafeMutableRawBufferPointer
  ) {
    if width % 8 == 0 {
      let rowBytes = width / 8
      for row in 0..<height {
        for byte in 0..<rowBytes {
          target[row * rowBytes + byte] = source[(row + 1) * rowBytes - 1 - byte].bitReversed
        }
      }
      return
    }
    for index in 0..<(width * height + 7) / 8 { target[index] = 0 }
    for row in 0..<height {
      for x in 0..<width {
        let (from, to) = ((row + 1) * width - 1 - x, row * width + x)
        target[to / 8] |= (source[from / 8] >> UInt8(from % 8) & 1) << UInt8(to % 8)
      }
    }
  }

  /// Writes each of `count` bits as one byte, 0 or 1.
  public static func unpack(
    _ source: UnsafeRawBufferPointer, count: Int, to target: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(source.count * 8 >= count && target.count >= count, "The buffers are too short for \(count) bits.")
    let raw = UnsafeMutableRawBufferPointer(target)
    for byte in 0..<count / 8 {
      raw.storeBytes(of: spread(source[byte]).littleEndian, toByteOffset: byte * 8, as: UInt64.self)
    }
    for index in count / 8 * 8..<count { target[index] = source[index / 8] >> UInt8(index % 8) & 1 }
  }

  /// Writes each of `count` bits as one float, 0 or 1. Cost: one table look-up for 8 bits.
  public static func unpack(
    _ source: UnsafeRawBufferPointer, count: Int, to target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(source.count * 8 >= count && target.count >= count, "The buffers are too short for \(count) bits.")
    let raw = UnsafeMutableRawBufferPointer(target)
    floatTable.withUnsafeBufferPointer { table in
      for byte in 0..<count / 8 {
        raw.storeBytes(of: table[Int(source[byte])], toByteOffset: byte * 32, as: SIMD8<Float>.self)
      }
    }
    for index in count / 8 * 8..<count { target[index] = Float(source[index / 8] >> UInt8(index % 8) & 1) }
  }

  /// Packs bytes of 0 and 1, eight to a byte; the last byte is filled up with zero bits.
  ///
  /// - Returns: The index of the first value that is neither 0 nor 1, or nil where all are; the target is only
  ///   meaningful in the latter case.
  public static func pack(
    _ source: UnsafeBufferPointer<UInt8>, to target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    precondition(target.count * 8 >= source.count, "The buffer is too short for \(source.count) bits.")
    let raw = UnsafeRawBufferPointer(source)
    let whole = source.count / 8
    var seen: UInt64 = 0
    for byte in 0..<whole {
      let eight = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: byte * 8, as: UInt64.self))
      seen |= eight
      target[byte] = gather(eight)
    }
    if whole * 8 < source.count {
      var last: UInt64 = 0
      for index in whole * 8..<source.count { last |= UInt64(source[index]) << UInt64(index % 8 * 8) }
      seen |= last
      target[whole] = gather(last)
    }
    return seen & ~0x0101_0101_0101_0101 == 0 ? nil : source.firstIndex { $0 > 1 }
  }

  /// Bit j of `byte` as byte j of the result, 0 or 1.
  static func spread(_ byte: UInt8) -> UInt64 {
    let copies = UInt64(byte) &* 0x0101_0101_0101_0101
    let picked = copies & 0x8040_2010_0804_0201
    // A byte that is not zero carries into its highest bit.
    return (picked &+ 0x7f7f_7f7f_7f7f_7f7f) >> 7 & 0x0101_0101_0101_0101
  }

  /// The lowest bits of eight bytes as one byte: byte j gives bit j. Each product term has a bit of its own.
  private static func gather(_ eight: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: ((eight & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) >> 56)
  }

  private static let floatTable: [SIMD8<Float>] = (0..<256).map { byte in
    var eight = SIMD8<Float>()
    for bit in 0..<8 { eight[bit] = Float(byte >> bit & 1) }
    return eight
  }
}

/// Appends runs of bits to memory, one after another.
private struct BitWriter {
  private let target: UnsafeMutableRawBufferPointer
  private var byte = 0
  private var pending: UInt64 = 0
  private var pendingBits = 0

  init(_ target: UnsafeMutableRawBufferPointer) { self.target = target }

  mutating func append(_ source: UnsafeRawBufferPointer, fromBit start: Int, bitCount: Int) {
    var position = start
    let end = start + bitCount
    while position < end {
      let count = min(56, end - position)
      let bits = Self.load(source, fromBit: position) & (1 << UInt64(count) - 1)
      pending |= bits << UInt64(pendingBits)
      pendingBits += count
      while pendingBits >= 8 {
        target[byte] = UInt8(truncatingIfNeeded: pending)
        byte += 1
        pending >>= 8
        pendingBits -= 8
      }
      position += count
    }
  }

  mutating func finish() {
    if pendingBits > 0 { target[byte] = UInt8(truncatingIfNeeded: pending) }
  }

  /// At least 56 bits from `bit` on, as far as the source goes.
  private static func load(_ source: UnsafeRawBufferPointer, fromBit bit: Int) -> UInt64 {
    let first = bit / 8
    var word: UInt64 = 0
    if first + 8 <= source.count {
      word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: first, as: UInt64.self))
    } else {
      for index in first..<source.count { word |= UInt64(source[index]) << UInt64((index - first) * 8) }
    }
    return word >> UInt64(bit % 8)
  }
}

extension UInt8 {
  /// The same bits in the opposite order.
  fileprivate var bitReversed: UInt8 {
    var value = self
    value = value >> 4 | value << 4
    value = (value & 0xCC) >> 2 | (value & 0x33) << 2
    return (value & 0xAA) >> 1 | (value & 0x55) << 1
  }
}
