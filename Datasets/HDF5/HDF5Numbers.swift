import Recordings

/// How stored times become microseconds.
struct HDF5TimeScale: Sendable, Equatable {
  var unit: TimeUnit
  /// What is added, in microseconds.
  var origin: Int64 = 0

  /// What one of the unit is in microseconds.
  var factor: Double {
    switch unit {
    case .seconds: 1e6
    case .milliseconds: 1e3
    case .microseconds: 1
    case .nanoseconds: 1e-3
    }
  }
}

/// Numbers of one type at equal distances in memory.
///
/// Each conversion chooses its loop once; the loops have no branches that depend on the data. Columns that lie close
/// together take a loop that the compiler turns into vectors.
struct HDF5Numbers {
  let base: UnsafeRawPointer
  let stride: Int
  let scalar: HDF5Scalar

  /// One number. For rare cases.
  func value(_ index: Int) -> Double {
    func load<T: FixedWidthInteger>(_ type: T.Type) -> T {
      let value = base.loadUnaligned(fromByteOffset: index * stride, as: type)
      return scalar.isBigEndian ? T(bigEndian: value) : T(littleEndian: value)
    }
    return switch (scalar.kind, scalar.byteCount) {
    case (.unsigned, 1): Double(load(UInt8.self))
    case (.unsigned, 2): Double(load(UInt16.self))
    case (.unsigned, 4): Double(load(UInt32.self))
    case (.unsigned, _): Double(load(UInt64.self))
    case (.signed, 1): Double(load(Int8.self))
    case (.signed, 2): Double(load(Int16.self))
    case (.signed, 4): Double(load(Int32.self))
    case (.signed, _): Double(load(Int64.self))
    case (.float, 4): Double(Float(bitPattern: load(UInt32.self)))
    case (.float, _): Double(bitPattern: load(UInt64.self))
    }
  }

  /// Writes places; whether all of them were.
  func convertPlaces(count: Int, into target: UnsafeMutablePointer<UInt16>) -> Bool {
    if scalar.isBigEndian {
      return convertSlowly(count) {
        target[$0] = UInt16(clamping: Int($1))
      } where: {
        $0 >= 0 && $0 < 65536
      }
    }
    return switch (scalar.kind, scalar.byteCount) {
    case (.unsigned, 1): places(UInt8.self, count, target)
    case (.unsigned, 2): places(UInt16.self, count, target)
    case (.unsigned, 4): places(UInt32.self, count, target)
    case (.unsigned, _): places(UInt64.self, count, target)
    case (.signed, 1): places(Int8.self, count, target)
    case (.signed, 2): places(Int16.self, count, target)
    case (.signed, 4): places(Int32.self, count, target)
    case (.signed, _): places(Int64.self, count, target)
    case (.float, 4): floatPlaces(Float.self, count, target)
    case (.float, _): floatPlaces(Double.self, count, target)
    }
  }

  /// Writes 1 for numbers that are 1, else 0; and says which numbers there were.
  func convertPolarities(count: Int, into target: UnsafeMutablePointer<UInt8>) -> PolarityKinds {
    if scalar.isBigEndian {
      return (0..<count).reduce(into: []) { kinds, index in
        target[index] = value(index) == 1 ? 1 : 0
        kinds.formUnion(polarity(index).kind)
      }
    }
    return switch (scalar.kind, scalar.byteCount) {
    case (.unsigned, 1): polarities(UInt8.self, count, target)
    case (.unsigned, 2): polarities(UInt16.self, count, target)
    case (.unsigned, 4): polarities(UInt32.self, count, target)
    case (.unsigned, _): polarities(UInt64.self, count, target)
    case (.signed, 1): polarities(Int8.self, count, target)
    case (.signed, 2): polarities(Int16.self, count, target)
    case (.signed, 4): polarities(Int32.self, count, target)
    case (.signed, _): polarities(Int64.self, count, target)
    case (.float, 4): floatPolarities(Float.self, one: Float(1).bitPattern, count, target)
    case (.float, _): floatPolarities(Double.self, one: Double(1).bitPattern, count, target)
    }
  }

  /// What one number is as a polarity, and its text for messages.
  func polarity(_ index: Int) -> (kind: PolarityKinds, text: String) {
    if scalar.kind == .float || scalar.byteCount < 8 {
      let value = value(index)
      let isWhole = scalar.kind != .float && value == value.rounded()
      return (PolarityKinds(of: value), isWhole ? "\(Int64(value))" : "\(value)")
    }
    let stored = base.loadUnaligned(fromByteOffset: index * stride, as: UInt64.self)
    let bits = scalar.isBigEndian ? UInt64(bigEndian: stored) : UInt64(littleEndian: stored)
    if scalar.kind == .unsigned { return (PolarityKinds(of: bits), "\(bits)") }
    return (PolarityKinds(of: Int64(bitPattern: bits)), "\(Int64(bitPattern: bits))")
  }

  /// Writes times in microseconds; whether all of them were. Parts of one are rounded: down from nanoseconds, to the
  /// nearest, ties to even, from numbers with a fraction.
  func convertTimes(count: Int, scale: HDF5TimeScale, into target: UnsafeMutablePointer<Int64>) -> Bool {
    if scalar.isBigEndian {
      if scalar.kind != .float { return bigEndianTimes(count, scale, target) }
      return convertSlowly(count) {
        target[$0] = Int64(($1 * scale.factor).rounded(.toNearestOrEven)) &+ scale.origin
      } where: {
        ($0 * scale.factor).magnitude < 4e18
      }
    }
    return switch (scalar.kind, scalar.byteCount) {
    case (.unsigned, 1): times(UInt8.self, count, scale, target)
    case (.unsigned, 2): times(UInt16.self, count, scale, target)
    case (.unsigned, 4): times(UInt32.self, count, scale, target)
    case (.unsigned, _): times(UInt64.self, count, scale, target)
    case (.signed, 1): times(Int8.self, count, scale, target)
    case (.signed, 2): times(Int16.self, count, scale, target)
    case (.signed, 4): times(Int32.self, count, scale, target)
    case (.signed, _): times(Int64.self, count, scale, target)
    case (.float, 4): floatTimes(Float.self, count, scale, target)
    case (.float, _): floatTimes(Double.self, count, scale, target)
    }
  }

  private func convertSlowly(_ count: Int, _ store: (Int, Double) -> Void, where fits: (Double) -> Bool) -> Bool {
    for index in 0..<count {
      let value = value(index)
      guard fits(value) else { return false }
      store(index, value)
    }
    return true
  }

  private func bigEndianTimes(_ count: Int, _ scale: HDF5TimeScale, _ target: UnsafeMutablePointer<Int64>) -> Bool {
    // Whole numbers of 64 bits do not fit in a Double; they are turned round and converted as the others.
    var bytes = [UInt8](repeating: 0, count: count * scalar.byteCount)
    for index in 0..<count {
      for byte in 0..<scalar.byteCount {
        bytes[index * scalar.byteCount + byte] = base.load(
          fromByteOffset: index * stride + scalar.byteCount - 1 - byte, as: UInt8.self)
      }
    }
    return bytes.withUnsafeBytes { turned in
      guard let base = turned.baseAddress else { return true }
      let type = HDF5Scalar(kind: scalar.kind, byteCount: scalar.byteCount)
      return HDF5Numbers(base: base, stride: scalar.byteCount, scalar: type)
        .convertTimes(count: count, scale: scale, into: target)
    }
  }
}
