import Recordings

/// Numbers in decimal digits, read eight at a time.
enum DecimalNumber {
  /// 10 to the power of each index that fits.
  static let powersOfTen: [UInt64] = (0..<20).map { (0..<$0).reduce(UInt64(1)) { power, _ in power * 10 } }

  /// The value and the number of the digits, at most eight, at the front of `bytes`, of which eight are readable.
  @inline(__always)
  static func eight(_ bytes: UnsafeRawPointer) -> (value: UInt64, count: Int) {
    let word = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    let digits = word ^ 0x3030_3030_3030_3030
    let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    let count = others.trailingZeroBitCount >> 3
    if count == 0 { return (0, 0) }
    // Zeros move in before the first digit.
    var value = digits &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
    value = value &* 10 &+ value >> 8
    let high = (value & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let low = (value >> 16 & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return ((high &+ low) >> 32, count)
  }

  /// A number with sign, fraction and exponent as digits times a power of ten, or nil where a field is none.
  ///
  /// Digits beyond the nineteenth are dropped after the point and refused before it.
  static func parse(_ field: UnsafeRawBufferPointer) -> (isNegative: Bool, digits: UInt64, exponent: Int)? {
    var place = 0
    var (isNegative, digits, exponent, digitCount) = (false, UInt64(0), 0, 0)
    if place < field.count, field[place] == 0x2d || field[place] == 0x2b {
      isNegative = field[place] == 0x2d
      place += 1
    }
    var isFraction = false
    while place < field.count {
      let byte = field[place]
      if byte >= 48 && byte <= 57 {
        digitCount += 1
        let (tenfold, isOver) = digits.multipliedReportingOverflow(by: 10)
        let (sum, isOver2) = tenfold.addingReportingOverflow(UInt64(byte - 48))
        if isOver || isOver2 || sum > UInt64(Int64.max) {
          if !isFraction { return nil }
        } else {
          digits = sum
          if isFraction { exponent -= 1 }
        }
      } else if byte == 0x2e && !isFraction {
        isFraction = true
      } else {
        break
      }
      place += 1
    }
    guard digitCount > 0 else { return nil }
    if place < field.count {
      guard field[place] | 0x20 == 0x65, field.count - place <= 6,
        let power = Int(String(decoding: UnsafeRawBufferPointer(rebasing: field[(place + 1)...]), as: UTF8.self))
      else { return nil }
      exponent += power
    }
    return (isNegative, digits, exponent)
  }

  /// `digits · 10^exponent` as an integer: rounded to the nearest, or down; nil where it does not fit.
  static func integer(isNegative: Bool, digits: UInt64, exponent: Int, roundsDown: Bool = false) -> Int64? {
    if digits == 0 { return 0 }
    if exponent >= 0 {
      guard exponent < powersOfTen.count else { return nil }
      let (value, isOver) = digits.multipliedReportingOverflow(by: powersOfTen[exponent])
      guard !isOver, value <= UInt64(Int64.max) else { return nil }
      return isNegative ? -Int64(value) : Int64(value)
    }
    let power = -exponent < powersOfTen.count ? powersOfTen[-exponent] : UInt64.max
    let (quotient, rest) = digits.quotientAndRemainder(dividingBy: power)
    let isUp = roundsDown ? isNegative && rest > 0 : rest >= power / 2 + power % 2
    let value = Int64(quotient) + (isUp ? 1 : 0)
    return isNegative ? -value : value
  }
}
