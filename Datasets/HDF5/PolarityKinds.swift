/// Which polarities a column of numbers has held so far.
///
/// On is 1; off is 0, −1, or −1 that was stored in an unsigned type: 255, 65535, 4294967295 or 2⁶⁴ − 1, where every
/// number of the column is that or 1. Any other number says that the column is damaged or no polarity.
struct PolarityKinds: OptionSet, Hashable {
  let rawValue: UInt8

  static let zero = PolarityKinds(rawValue: 1)
  static let minusOne = PolarityKinds(rawValue: 2)
  static let unsigned8 = PolarityKinds(rawValue: 4)
  static let unsigned16 = PolarityKinds(rawValue: 8)
  static let unsigned32 = PolarityKinds(rawValue: 16)
  static let unsigned64 = PolarityKinds(rawValue: 32)
  /// No polarity.
  static let other = PolarityKinds(rawValue: 64)

  private static let unsigned: PolarityKinds = [.unsigned8, .unsigned16, .unsigned32, .unsigned64]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The kind of a whole number; 1 has none, as it goes with all others.
  init<Number: FixedWidthInteger>(of number: Number) {
    switch number {
    case 0: self = .zero
    case 1: self = []
    case _ where number < 0: self = number == -1 ? .minusOne : .other
    default:
      switch UInt64(number) {
      case UInt64(UInt8.max): self = .unsigned8
      case UInt64(UInt16.max): self = .unsigned16
      case UInt64(UInt32.max): self = .unsigned32
      case UInt64.max: self = .unsigned64
      default: self = .other
      }
    }
  }

  /// The kind of a number of floating point, which may be whole.
  init(of number: Double) {
    switch number {
    case 0: self = .zero
    case 1: self = []
    case -1: self = .minusOne
    case Double(UInt8.max): self = .unsigned8
    case Double(UInt16.max): self = .unsigned16
    case Double(UInt32.max): self = .unsigned32
    case Double(UInt64.max): self = .unsigned64
    default: self = .other
    }
  }

  /// Whether a column may hold all of them.
  var areConsistent: Bool {
    if contains(.other) { return false }
    let unsigned = intersection(.unsigned)
    return unsigned.isEmpty || self == unsigned && unsigned.rawValue.nonzeroBitCount == 1
  }

  /// What is wrong with a number that does not go with those before it.
  static func problem(_ number: String, after kinds: PolarityKinds) -> String {
    kinds.areConsistent && kinds.isDisjoint(with: .unsigned)
      ? "the polarity \(number) is neither 0 or 1 nor -1 or 1"
      : "the polarity \(number) does not go with those before it, which are 1 or -1 stored without a sign"
  }

  /// Writes 1 for numbers that are 1, else 0; and says which numbers there were.
  static func convert(
    _ numbers: UnsafePointer<Int64>, count: Int, isUnsigned: Bool, into target: UnsafeMutablePointer<UInt8>
  ) -> PolarityKinds {
    // One more than a polarity is 0, 1 or 2.
    var (wrong, zero, minus) = (UInt64(0), UInt64(0), UInt64(0))
    for index in 0..<count {
      let above = UInt64(bitPattern: numbers[index] &+ 1)
      let half = above >> 1
      target[index] = UInt8(truncatingIfNeeded: half & 1)
      wrong |= above & ~3 | above & half & 1
      zero |= above & 1
      minus |= ~(above | half) & 1
    }
    if wrong != 0 {
      return (0..<count).reduce(into: []) { kinds, index in
        let number = numbers[index]
        kinds.formUnion(isUnsigned ? PolarityKinds(of: UInt64(bitPattern: number)) : PolarityKinds(of: number))
      }
    }
    return [zero == 0 ? [] : .zero, minus == 0 ? [] : isUnsigned ? .unsigned64 : .minusOne]
  }

  /// Writes 1 for numbers that are 1, else 0; and says which numbers there were.
  static func convert(
    _ numbers: UnsafePointer<Double>, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) -> PolarityKinds {
    var kinds: PolarityKinds = []
    for index in 0..<count {
      target[index] = numbers[index] == 1 ? 1 : 0
      if numbers[index] != 1 { kinds.formUnion(PolarityKinds(of: numbers[index])) }
    }
    return kinds
  }
}
