import Recordings

/// Numbers in decimal digits.
enum DecimalNumber {
  /// 10 to the power of each index that fits.
  static let powersOfTen: [UInt64] = (0..<20).map { (0..<$0).reduce(UInt64(1)) { power, _ in power * 10 } }

  /// A number with sign, fraction and exponent as digits times a power of ten, or nil where a field is none.
  ///
  /// Digits beyond those that 64 bits hold are dropped after the point and refused before it.
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
        if isOver || isOver2 || sum > Int64.min.magnitude {
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

  /// Whether `digits · 10^exponent` has no fraction.
  static func isWhole(digits: UInt64, exponent: Int) -> Bool {
    if digits == 0 || exponent >= 0 { return true }
    return -exponent < powersOfTen.count && digits % powersOfTen[-exponent] == 0
  }

  /// `digits · 10^exponent` as an integer: rounded to the nearest, or down; nil where it does not fit.
  static func integer(isNegative: Bool, digits: UInt64, exponent: Int, roundsDown: Bool = false) -> Int64? {
    if digits == 0 { return 0 }
    if exponent >= 0 {
      guard exponent < powersOfTen.count else { return nil }
      let (value, isOver) = digits.multipliedReportingOverflow(by: powersOfTen[exponent])
      return isOver ? nil : signed(value, isNegative)
    }
    let power = -exponent < powersOfTen.count ? powersOfTen[-exponent] : UInt64.max
    let (quotient, rest) = digits.quotientAndRemainder(dividingBy: power)
    let isUp = roundsDown ? isNegative && rest > 0 : rest >= power / 2 + power % 2
    return signed(quotient + (isUp ? 1 : 0), isNegative)
  }

  /// A magnitude with its sign, or nil where it does not fit; the least number has no positive twin.
  private static func signed(_ magnitude: UInt64, _ isNegative: Bool) -> Int64? {
    if !isNegative { return Int64(exactly: magnitude) }
    return magnitude == Int64.min.magnitude ? .min : Int64(exactly: magnitude).map { -$0 }
  }
}
