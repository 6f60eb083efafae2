import Datasets
import Tensors

/// Where tensors of one shape go, one after another, whatever the type of their scalars.
struct TensorSink {
  private let appending: (AnyTensor) throws -> Void
  private let finishing: () throws -> Void

  /// A `.npy` that has one more axis, the first.
  init(npy path: String, _ facts: RepresentationFacts, overwrite: Bool = false) throws {
    func open<Scalar: TensorScalar>(_: Scalar.Type) throws -> TensorSink {
      let file = try NumpyFileWriter<Scalar>(axesAfterFirst: facts.shape, path: path, overwrite: overwrite)
      return TensorSink(facts, append: { try file.append($0) }, finish: file.finish)
    }
    self = try open(facts.scalarType.type)
  }

  /// A dataset in an HDF5 file that has one more axis, the first.
  init(hdf5 file: HDF5Writer, named name: String, _ facts: RepresentationFacts) throws {
    func open<Scalar: TensorScalar>(_: Scalar.Type) throws -> TensorSink {
      let array = try file.frames(named: name, of: Scalar.self, axesAfterFirst: facts.shape)
      return TensorSink(facts, append: { try array.append($0) }, finish: array.finish)
    }
    self = try open(facts.scalarType.type)
  }

  /// Appends a tensor.
  func append(_ tensor: AnyTensor) throws { try appending(tensor) }
  /// Completes what was written.
  func finish() throws { try finishing() }

  private init<Scalar: TensorScalar>(
    _ facts: RepresentationFacts, append: @escaping (Tensor<Scalar>) throws -> Void,
    finish: @escaping () throws -> Void
  ) {
    appending = { any in
      guard let tensor = any.tensor(of: Scalar.self), tensor.shape == facts.shape else {
        preconditionFailure("Tensors of \(facts.scalarType) \(facts.shape) are written, not \(any.scalarType).")
      }
      try append(tensor)
    }
    finishing = finish
  }
}

extension ScalarType {
  /// The type of this name.
  package var type: any TensorScalar.Type {
    switch self {
    case .uint8: UInt8.self
    case .int8: Int8.self
    case .uint16: UInt16.self
    case .int16: Int16.self
    case .uint32: UInt32.self
    case .int32: Int32.self
    case .uint64: UInt64.self
    case .int64: Int64.self
    case .float32: Float.self
    case .float64: Double.self
    }
  }
}
