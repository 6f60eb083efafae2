/// The scalar types a tensor or an array file may hold.
public enum ScalarType: String, Sendable, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64

  /// The size of one scalar in bytes.
  public var byteCount: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }
}

/// A type that a ``Tensor`` stores.
///
/// Conforming types are trivial, and zero is the value whose bytes are all zero.
public protocol TensorScalar: BitwiseCopyable, Sendable, Hashable {
  /// The name of this type in files.
  static var scalarType: ScalarType { get }
  /// The additive identity.
  static var zero: Self { get }
}

extension UInt8: TensorScalar {
  /// Unsigned, 8 bits.
  public static var scalarType: ScalarType { .uint8 }
}
extension Int8: TensorScalar {
  /// Signed, 8 bits.
  public static var scalarType: ScalarType { .int8 }
}
extension UInt16: TensorScalar {
  /// Unsigned, 16 bits.
  public static var scalarType: ScalarType { .uint16 }
}
extension Int16: TensorScalar {
  /// Signed, 16 bits.
  public static var scalarType: ScalarType { .int16 }
}
extension UInt32: TensorScalar {
  /// Unsigned, 32 bits.
  public static var scalarType: ScalarType { .uint32 }
}
extension Int32: TensorScalar {
  /// Signed, 32 bits.
  public static var scalarType: ScalarType { .int32 }
}
extension UInt64: TensorScalar {
  /// Unsigned, 64 bits.
  public static var scalarType: ScalarType { .uint64 }
}
extension Int64: TensorScalar {
  /// Signed, 64 bits.
  public static var scalarType: ScalarType { .int64 }
}
extension Float: TensorScalar {
  /// IEEE 754 single precision.
  public static var scalarType: ScalarType { .float32 }
}
extension Double: TensorScalar {
  /// IEEE 754 double precision.
  public static var scalarType: ScalarType { .float64 }
}
