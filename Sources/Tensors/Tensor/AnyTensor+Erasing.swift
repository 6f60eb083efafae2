import Runtime

extension AnyTensor {
  /// Hides the scalar type of a tensor. Cost: a reference.
  public init<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) {
    self.init(scalarType: Scalar.scalarType, shape: tensor.shape, memory: tensor.memory)
  }

  /// Takes memory that holds as many scalars of `scalarType` as `shape` says.
  init(scalarType: ScalarType, shape: [Int], memory: AlignedMemory) {
    switch scalarType {
    case .uint8: self = .uint8(Tensor(shape: shape, memory: memory))
    case .int8: self = .int8(Tensor(shape: shape, memory: memory))
    case .uint16: self = .uint16(Tensor(shape: shape, memory: memory))
    case .int16: self = .int16(Tensor(shape: shape, memory: memory))
    case .uint32: self = .uint32(Tensor(shape: shape, memory: memory))
    case .int32: self = .int32(Tensor(shape: shape, memory: memory))
    case .uint64: self = .uint64(Tensor(shape: shape, memory: memory))
    case .int64: self = .int64(Tensor(shape: shape, memory: memory))
    case .float32: self = .float32(Tensor(shape: shape, memory: memory))
    case .float64: self = .float64(Tensor(shape: shape, memory: memory))
    }
  }

  /// The lengths of the axes.
  public var shape: [Int] { parts.shape }
  /// The number of scalars.
  public var count: Int { Shape.count(shape) }
  /// The type of the scalars.
  public var scalarType: ScalarType { parts.scalarType }

  /// The tensor itself, or nil where its scalars are of another type. Cost: a reference.
  public func tensor<Scalar: TensorScalar>(of: Scalar.Type) -> Tensor<Scalar>? {
    let (scalarType, shape, memory) = parts
    return scalarType == Scalar.scalarType ? Tensor(shape: shape, memory: memory) : nil
  }

  /// Calls `body` with the bytes of the scalars in row-major order, as this machine stores them.
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let (scalarType, shape, memory) = parts
    return try withExtendedLifetime(memory) {
      try body(UnsafeRawBufferPointer(start: memory.baseAddress, count: Shape.count(shape) * scalarType.byteCount))
    }
  }

  /// What every case holds.
  var parts: (scalarType: ScalarType, shape: [Int], memory: AlignedMemory) {
    switch self {
    case .uint8(let tensor): (.uint8, tensor.shape, tensor.memory)
    case .int8(let tensor): (.int8, tensor.shape, tensor.memory)
    case .uint16(let tensor): (.uint16, tensor.shape, tensor.memory)
    case .int16(let tensor): (.int16, tensor.shape, tensor.memory)
    case .uint32(let tensor): (.uint32, tensor.shape, tensor.memory)
    case .int32(let tensor): (.int32, tensor.shape, tensor.memory)
    case .uint64(let tensor): (.uint64, tensor.shape, tensor.memory)
    case .int64(let tensor): (.int64, tensor.shape, tensor.memory)
    case .float32(let tensor): (.float32, tensor.shape, tensor.memory)
    case .float64(let tensor): (.float64, tensor.shape, tensor.memory)
    }
  }
}
