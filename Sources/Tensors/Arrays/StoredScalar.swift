/// How a scalar lies in a file.
///
/// What ``Tensor`` does not store is widened on reading: half precision and bfloat16 to single precision, Booleans to
/// a byte that is 0 or 1.
enum StoredScalar: Sendable, Hashable {
  case bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64, float16, bfloat16, float32, float64

  init(_ type: ScalarType) {
    switch type {
    case .uint8: self = .uint8
    case .int8: self = .int8
    case .uint16: self = .uint16
    case .int16: self = .int16
    case .uint32: self = .uint32
    case .int32: self = .int32
    case .uint64: self = .uint64
    case .int64: self = .int64
    case .float32: self = .float32
    case .float64: self = .float64
    }
  }

  /// The type of the scalars once they are read.
  var scalarType: ScalarType {
    switch self {
    case .bool, .uint8: .uint8
    case .int8: .int8
    case .uint16: .uint16
    case .int16: .int16
    case .uint32: .uint32
    case .int32: .int32
    case .uint64: .uint64
    case .int64: .int64
    case .float16, .bfloat16, .float32: .float32
    case .float64: .float64
    }
  }

  /// The size in the file.
  var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Whether a little-endian file holds the very bytes that memory holds.
  var isStoredAsInMemory: Bool { self == StoredScalar(scalarType) }
}

/// One way of storing a scalar: the bits in the file and the value they mean.
protocol StoredElement {
  associatedtype Bits: FixedWidthInteger & BitwiseCopyable
  associatedtype Value: TensorScalar
  static func value(of bits: Bits) -> Value
}

enum BoolElement: StoredElement {
  static func value(of bits: UInt8) -> UInt8 { bits == 0 ? 0 : 1 }
}

enum IntegerElement<Value: TensorScalar & FixedWidthInteger>: StoredElement {
  static func value(of bits: Value) -> Value { bits }
}

enum Float32Element: StoredElement {
  static func value(of bits: UInt32) -> Float { Float(bitPattern: bits) }
}

enum Float64Element: StoredElement {
  static func value(of bits: UInt64) -> Double { Double(bitPattern: bits) }
}

enum BFloat16Element: StoredElement {
  static func value(of bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}

enum Float16Element: StoredElement {
  /// Widens by integer shifts and one exact product, so that it needs no instruction of its own.
  static func value(of bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let magnitude = UInt32(bits & 0x7fff) << 13
    let isFinite = bits & 0x7c00 != 0x7c00
    // The exponent's bias grows from 15 to 127; the product also normalises what is subnormal in half precision.
    let finite = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    return Float(bitPattern: sign | (isFinite ? finite : magnitude | 0x7f80_0000))
  }

  /// Rounds to the nearest value of half precision, halfway to the even one; what is too large becomes infinite.
  static func bits(of value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.magnitude
    if value.isNaN { return sign | 0x7e00 }
    // 65520 is halfway between the largest value and the one that would follow it.
    if magnitude >= 65520 { return sign | 0x7c00 }
    // Below the smallest normal value all steps are as wide as its own: adding a number whose steps are these rounds.
    if magnitude < 0x1p-14 { return sign | UInt16(truncatingIfNeeded: (magnitude + 0.5).bitPattern &- 0x3f00_0000) }
    let bits = magnitude.bitPattern
    let rounded = bits &+ 0xfff &+ (bits >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded &- 0x3800_0000) >> 13)
  }
}
