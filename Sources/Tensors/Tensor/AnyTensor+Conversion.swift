extension AnyTensor {
  /// The scalars as single-precision numbers, each the nearest to its value.
  ///
  /// Integers of up to 24 bits and half-precision numbers keep their value; a double beyond the range of `Float`
  /// becomes infinite. Cost: a reference where they are single-precision already, else a pass and a new tensor.
  public var float32: Tensor<Float> {
    switch self {
    case .uint8(let tensor): tensor.map { Float($0) }
    case .int8(let tensor): tensor.map { Float($0) }
    case .uint16(let tensor): tensor.map { Float($0) }
    case .int16(let tensor): tensor.map { Float($0) }
    case .uint32(let tensor): tensor.map { Float($0) }
    case .int32(let tensor): tensor.map { Float($0) }
    case .uint64(let tensor): tensor.map { Float($0) }
    case .int64(let tensor): tensor.map { Float($0) }
    case .float32(let tensor): tensor
    case .float64(let tensor): tensor.map { Float($0) }
    }
  }

  /// The scalars as double-precision numbers. Whole numbers beyond 2⁵³ are rounded.
  ///
  /// Cost: a reference where they are double-precision already, else a pass and a new tensor.
  public var float64: Tensor<Double> {
    switch self {
    case .uint8(let tensor): tensor.map { Double($0) }
    case .int8(let tensor): tensor.map { Double($0) }
    case .uint16(let tensor): tensor.map { Double($0) }
    case .int16(let tensor): tensor.map { Double($0) }
    case .uint32(let tensor): tensor.map { Double($0) }
    case .int32(let tensor): tensor.map { Double($0) }
    case .uint64(let tensor): tensor.map { Double($0) }
    case .int64(let tensor): tensor.map { Double($0) }
    case .float32(let tensor): tensor.map { Double($0) }
    case .float64(let tensor): tensor
    }
  }

  /// The scalars as 64-bit integers, or nil where one of them is no such integer.
  ///
  /// A fraction, an infinity, a NaN or an unsigned number of 2^63 and more makes it nil. Cost: a reference where they
  /// are 64-bit integers already, else a pass and a new tensor.
  public var int64: Tensor<Int64>? {
    switch self {
    case .uint8(let tensor): tensor.map { Int64($0) }
    case .int8(let tensor): tensor.map { Int64($0) }
    case .uint16(let tensor): tensor.map { Int64($0) }
    case .int16(let tensor): tensor.map { Int64($0) }
    case .uint32(let tensor): tensor.map { Int64($0) }
    case .int32(let tensor): tensor.map { Int64($0) }
    case .uint64(let tensor): tensor.exactMap { Int64(exactly: $0) }
    case .int64(let tensor): tensor
    case .float32(let tensor): tensor.exactMap { Int64(exactly: $0) }
    case .float64(let tensor): tensor.exactMap { Int64(exactly: $0) }
    }
  }
}

extension Tensor {
  private struct NoSuchValue: Error {}

  /// Every scalar passed through `transform`, or nil where it gives none.
  fileprivate func exactMap<Other: TensorScalar>(_ transform: (Scalar) -> Other?) -> Tensor<Other>? {
    try? map { scalar in
      guard let value = transform(scalar) else { throw NoSuchValue() }
      return value
    }
  }
}
