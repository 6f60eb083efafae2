import Runtime

/// A multidimensional array in row-major order with value semantics.
///
/// Scalars lie one after another, the last axis fastest, in memory that starts on a 64-byte boundary. Images are
/// `[batch, channels, height, width]`, flow is `[2, height, width]` with u (to the right) before v (downwards).
/// Copying a tensor costs a reference; the first write to a shared one copies its scalars.
///
/// Do not use a tensor as the scratch memory of a kernel: networks write into buffers that outlive a run.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  /// The lengths of the axes. An empty shape is a single scalar.
  public private(set) var shape: [Int]
  /// The scalars' memory; shared by copies until one of them is written to.
  private(set) var memory: AlignedMemory

  /// Takes memory that holds as many scalars as `shape` says, for those who filled it.
  init(shape: [Int], memory: AlignedMemory) {
    self.shape = shape
    self.memory = memory
  }

  /// Makes a tensor of zeros.
  public init(zeros shape: [Int]) {
    let count = Shape.count(shape)
    self.init(shape: shape, memory: AlignedMemory(zeroedByteCount: count * MemoryLayout<Scalar>.stride))
  }

  /// Makes a tensor whose scalars are all `value`.
  public init(repeating value: Scalar, shape: [Int]) {
    self.init(unsafeUninitializedShape: shape) { $0.initialize(repeating: value) }
  }

  /// Makes a tensor from scalars in row-major order.
  ///
  /// - Precondition: `scalars` holds as many values as `shape` says.
  public init<Scalars: Collection>(shape: [Int], scalars: Scalars) where Scalars.Element == Scalar {
    precondition(
      scalars.count == Shape.count(shape), "The shape \(shape) does not fit the \(scalars.count) scalars given.")
    self.init(unsafeUninitializedShape: shape) { _ = $0.initialize(from: scalars) }
  }

  /// Makes a tensor and lets `body` write its scalars, every one of them.
  public init(
    unsafeUninitializedShape shape: [Int],
    initializingWith body: (UnsafeMutableBufferPointer<Scalar>) throws -> Void
  ) rethrows {
    let count = Shape.count(shape)
    let memory = AlignedMemory(uninitializedByteCount: count * MemoryLayout<Scalar>.stride)
    try body(memory.buffer(of: Scalar.self, count: count))
    self.init(shape: shape, memory: memory)
  }

  /// The number of scalars.
  public var count: Int { Shape.count(shape) }
  /// The number of axes.
  public var rank: Int { shape.count }
  /// The scalars in row-major order. Cost: a copy of them all.
  public var scalars: [Scalar] { withUnsafeBufferPointer { Array($0) } }

  /// Calls `body` with the scalars in row-major order.
  public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(memory) {
      try body(UnsafeBufferPointer(memory.buffer(of: Scalar.self, count: count)))
    }
  }

  /// Calls `body` with the scalars in row-major order, for writing. Cost: a copy where the memory is shared.
  public mutating func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    makeUnique()
    return try withExtendedLifetime(memory) { try body(memory.buffer(of: Scalar.self, count: count)) }
  }

  /// The scalar at `indices`, one index an axis.
  public subscript(indices: Int...) -> Scalar {
    get { withUnsafeBufferPointer { $0[offset(of: indices)] } }
    set {
      let offset = offset(of: indices)
      withUnsafeMutableBufferPointer { $0[offset] = newValue }
    }
  }

  /// The same scalars under another shape of the same count. Cost: a reference.
  public func reshaped(to shape: [Int]) -> Tensor {
    precondition(Shape.count(shape) == count, "A tensor of shape \(self.shape) cannot be read as \(shape).")
    return Tensor(shape: shape, memory: memory)
  }

  /// The part at `index` of the first axis, without that axis. Cost: a copy of that part.
  public func slice(at index: Int) -> Tensor {
    precondition(rank > 0, "A tensor without axes has no slices.")
    precondition(index >= 0 && index < shape[0], "The first axis has no index \(index); its length is \(shape[0]).")
    let rest = Array(shape.dropFirst())
    let length = Shape.count(rest)
    return withUnsafeBufferPointer { source in
      Tensor(shape: rest, scalars: UnsafeBufferPointer(rebasing: source[index * length..<(index + 1) * length]))
    }
  }

  /// Every scalar passed through `transform`.
  public func map<Other: TensorScalar>(_ transform: (Scalar) throws -> Other) rethrows -> Tensor<Other> {
    try withUnsafeBufferPointer { source in
      try Tensor<Other>(unsafeUninitializedShape: shape) { target in
        for index in source.indices { target.initializeElement(at: index, to: try transform(source[index])) }
      }
    }
  }

  private func offset(of indices: [Int]) -> Int {
    precondition(indices.count == rank, "\(indices.count) indices do not address a tensor of shape \(shape).")
    var offset = 0
    for axis in indices.indices {
      precondition(
        indices[axis] >= 0 && indices[axis] < shape[axis], "The index \(indices) lies outside the shape \(shape).")
      offset = offset * shape[axis] + indices[axis]
    }
    return offset
  }

  private mutating func makeUnique() {
    if isKnownUniquelyReferenced(&memory) { return }
    let copy = AlignedMemory(uninitializedByteCount: memory.byteCount)
    copy.baseAddress.copyMemory(from: memory.baseAddress, byteCount: memory.byteCount)
    memory = copy
  }
}

extension Tensor: Equatable {
  /// Whether both have the same shape and equal scalars.
  public static func == (left: Tensor, right: Tensor) -> Bool {
    guard left.shape == right.shape else { return false }
    return left.withUnsafeBufferPointer { a in right.withUnsafeBufferPointer { b in a.elementsEqual(b) } }
  }
}
