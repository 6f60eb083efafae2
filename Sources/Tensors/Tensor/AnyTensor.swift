/// A tensor whose scalar type is known only when a file is read.
///
/// Use it at the edges; take a concrete ``Tensor`` out of it before computing.
public enum AnyTensor: Sendable, Equatable {
  case uint8(Tensor<UInt8>)
  case int8(Tensor<Int8>)
  case uint16(Tensor<UInt16>)
  case int16(Tensor<Int16>)
  case uint32(Tensor<UInt32>)
  case int32(Tensor<Int32>)
  case uint64(Tensor<UInt64>)
  case int64(Tensor<Int64>)
  case float32(Tensor<Float>)
  case float64(Tensor<Double>)
}
