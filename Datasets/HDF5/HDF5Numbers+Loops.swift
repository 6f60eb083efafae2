extension HDF5Numbers {
  /// Calls `body` for each number; twice in the code, so that numbers side by side become a loop of vectors.
  @inline(__always)
  private func each<T>(_ type: T.Type, _ count: Int, _ body: (Int, T) -> Void) {
    if stride == MemoryLayout<T>.stride {
      for index in 0..<count {
        body(index, base.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.stride, as: type))
      }
    } else {
      for index in 0..<count { body(index, base.loadUnaligned(fromByteOffset: index * stride, as: type)) }
    }
  }

  @inline(__always)
  func places<T: FixedWidthInteger>(_ type: T.Type, _ count: Int, _ target: UnsafeMutablePointer<UInt16>) -> Bool {
    // Bits above the low sixteen, which a negative number has too.
    var others: T = 0
    each(type, count) { index, value in
      target[index] = UInt16(truncatingIfNeeded: value)
      others |= T.bitWidth > 16 ? value & ~T(truncatingIfNeeded: 0xFFFF) : T.isSigned ? value & T.min : 0
    }
    return others == 0
  }

  @inline(__always)
  func floatPlaces<T: StoredFloat>(
    _ type: T.Type, _ count: Int, _ target: UnsafeMutablePointer<UInt16>
  ) -> Bool {
    // Numbers that do not fit change bits above the low sixteen.
    var others: UInt64 = 0
    each(type, count) { index, value in
      let bits = value.double.lowWord
      others |= bits
      target[index] = UInt16(truncatingIfNeeded: bits)
    }
    return others <= 0xFFFF
  }

  @inline(__always)
  func polarities<T: FixedWidthInteger>(
    _ type: T.Type, _ count: Int, _ target: UnsafeMutablePointer<UInt8>
  ) -> PolarityKinds {
    // Columns of 0 and 1 have no other bits: the cheapest look.
    var (any, all) = (T.zero, ~T.zero)
    each(type, count) { index, value in
      target[index] = UInt8(truncatingIfNeeded: value & ~(value &>> 1)) & 1
      any |= value
      all &= value
    }
    if any & ~1 == 0 { return count > 0 && all == 0 ? .zero : [] }
    // One more than a polarity is 0, 1 or 2.
    var (wrong, zero, minus) = (T.zero, T.zero, T.zero)
    each(type, count) { index, value in
      let above = value &+ 1
      let half = above &>> 1
      target[index] = UInt8(truncatingIfNeeded: half) & 1
      wrong |= above & ~3 | above & half & 1
      zero |= above & 1
      minus |= ~(above | half) & 1
    }
    if wrong != 0 { return (0..<count).reduce(into: []) { $0.formUnion(polarity($1).kind) } }
    return [zero == 0 ? [] : .zero, minus == 0 ? [] : PolarityKinds(of: ~T.zero)]
  }

  @inline(__always)
  func floatPolarities<T: StoredFloat, Bits: FixedWidthInteger>(
    _ type: T.Type, one: Bits, _ count: Int, _ target: UnsafeMutablePointer<UInt8>
  ) -> PolarityKinds {
    // Columns of -1 and 1 differ in the sign alone: the cheapest look.
    let sign = Bits(1) << (Bits.bitWidth - 1)
    var (any, all) = (Bits.zero, ~Bits.zero)
    each(Bits.self, count) { index, bits in
      target[index] = UInt8(truncatingIfNeeded: ~bits &>> (Bits.bitWidth - 1))
      any |= bits
      all &= bits
    }
    if any & ~sign == one && all & ~sign == one { return any & sign == 0 ? [] : .minusOne }
    var (known, zero, minus) = (UInt8(1), UInt8(0), UInt8(0))
    each(type, count) { index, value in
      let isOn: UInt8 = value == 1 ? 1 : 0
      let isZero: UInt8 = value == 0 ? 1 : 0
      let isMinus: UInt8 = value == -1 ? 1 : 0
      target[index] = isOn
      known &= isOn | isZero | isMinus
      zero |= isZero
      minus |= isMinus
    }
    if known == 0 { return (0..<count).reduce(into: []) { $0.formUnion(polarity($1).kind) } }
    return [zero == 0 ? [] : .zero, minus == 0 ? [] : .minusOne]
  }

  @inline(__always)
  func times<T: FixedWidthInteger>(
    _ type: T.Type, _ count: Int, _ scale: HDF5TimeScale, _ target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let origin = scale.origin
    switch scale.unit {
    case .microseconds:
      var high: T = 0
      each(type, count) { index, value in
        high |= value
        target[index] = Int64(truncatingIfNeeded: value) &+ origin
      }
      return T.isSigned || T.bitWidth < 64 || high >> 63 == 0
    case .nanoseconds:
      each(type, count) { index, value in
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: T.bitWidth > 8 ? T(truncatingIfNeeded: 1000) : 1)
        let isBelow = rest < 0
        target[index] = T.bitWidth > 8 ? Int64(truncatingIfNeeded: quotient) &- (isBelow ? 1 : 0) &+ origin : origin
      }
      return true
    case .seconds, .milliseconds:
      let factor: Int64 = scale.unit == .seconds ? 1_000_000 : 1000
      var fits = true
      each(type, count) { index, value in
        let (product, overflow) = Int64(truncatingIfNeeded: value).multipliedReportingOverflow(by: factor)
        fits = fits && !overflow && (T.isSigned || Int64(truncatingIfNeeded: value) >= 0)
        target[index] = product &+ origin
      }
      return fits
    }
  }

  @inline(__always)
  func floatTimes<T: StoredFloat>(
    _ type: T.Type, _ count: Int, _ scale: HDF5TimeScale, _ target: UnsafeMutablePointer<Int64>
  ) -> Bool {
    let (factor, origin) = (scale.factor, scale.origin)
    // Adding 1.5 · 2⁵² rounds to a whole number, ties to even, and leaves it in the low bits: as exact as a conversion
    // up to 2⁵¹, which is 71 years, and open to vectors without wide instructions.
    let shift = 6_755_399_441_055_744.0
    let bias = Int64(bitPattern: shift.bitPattern) &- origin
    var others: UInt64 = 0
    each(type, count) { index, value in
      let bits = (value.double * factor + shift).bitPattern
      others |= bits ^ shift.bitPattern
      target[index] = Int64(bitPattern: bits) &- bias
    }
    // Numbers that are too large change the exponent.
    if others >> 52 == 0 { return true }
    var fits = true
    each(type, count) { index, value in
      let microseconds = (value.double * factor).rounded(.toNearestOrEven)
      let isInside = microseconds.magnitude < 4e18
      fits = fits && isInside
      target[index] = Int64(isInside ? microseconds : 0) &+ origin
    }
    return fits
  }
}

/// A number with a fraction, as files store it.
///
/// The conversions of the standard library between any two such types are calls; these are one instruction.
protocol StoredFloat: Comparable, ExpressibleByIntegerLiteral {
  var double: Double { get }
}

extension Float: StoredFloat {
  @inline(__always) var double: Double { Double(self) }
}

extension Double: StoredFloat {
  @inline(__always) var double: Double { self }

  /// The whole part of a number from 0 to 65535; greater than that of any other.
  ///
  /// Adding 1.5 · 2⁵² puts the nearest whole number in the low bits; to take nearly a half before brings down what has a
  /// fraction.
  @inline(__always) fileprivate var lowWord: UInt64 {
    let shift = 6_755_399_441_055_744.0
    return (self - 0.499_999_5 + shift).bitPattern ^ shift.bitPattern
  }
}
