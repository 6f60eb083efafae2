/// A row of scalars in a checkpoint that tensors are views of.
struct TorchStorage {
  /// Its name in the checkpoint.
  var key: String
  /// The type of its scalars; nil where they are only bytes.
  var type: TorchType?
  /// The number of its scalars, or of its bytes.
  var count: Int
  /// Where this part of the storage begins, in scalars: not zero only in old checkpoints.
  var offset = 0
}

/// The description of a tensor: a view of a storage.
struct TorchTensor {
  var storage: TorchStorage
  var type: TorchType
  var view: StridedView
}

/// A scalar type of PyTorch's.
struct TorchType: Hashable {
  /// PyTorch's name: `float32`, `complex64`.
  let name: String

  /// How its scalars are stored; nil where they are none that a ``Tensor`` can hold.
  var stored: StoredScalar? { Self.stored[name] }

  /// The size of a scalar in bytes, or nil where it is not known.
  var byteCount: Int? { stored?.byteCount ?? Self.otherSizes[name] }

  /// The type of the storage class `FloatStorage` and its like.
  init?(storageClass: String) {
    guard storageClass.hasSuffix("Storage"), let name = Self.storageNames[String(storageClass.dropLast(7))] else {
      return nil
    }
    self.name = name
  }

  /// The type that is called `torch.float32` or the like.
  init?(dtype: String) {
    guard Self.stored[dtype] != nil || Self.otherSizes[dtype] != nil else { return nil }
    name = dtype
  }

  private static let storageNames = [
    "Double": "float64", "Float": "float32", "Half": "float16", "BFloat16": "bfloat16", "Long": "int64",
    "Int": "int32", "Short": "int16", "Char": "int8", "Byte": "uint8", "Bool": "bool",
    "ComplexDouble": "complex128", "ComplexFloat": "complex64", "QInt8": "qint8", "QUInt8": "quint8",
    "QInt32": "qint32",
  ]
  private static let stored: [String: StoredScalar] = [
    "float64": .float64, "float32": .float32, "float16": .float16, "bfloat16": .bfloat16, "int64": .int64,
    "int32": .int32, "int16": .int16, "int8": .int8, "uint8": .uint8, "bool": .bool, "uint16": .uint16,
    "uint32": .uint32, "uint64": .uint64,
  ]
  private static let otherSizes = [
    "complex128": 16, "complex64": 8, "complex32": 4, "qint8": 1, "quint8": 1, "qint32": 4, "float8_e4m3fn": 1,
    "float8_e5m2": 1, "float8_e4m3fnuz": 1, "float8_e5m2fnuz": 1,
  ]
}
