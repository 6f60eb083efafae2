import CHDF5
import Recordings
import Tensors
import TestSupport

@testable import Datasets

/// Columns t, x, y, p of any numbers, written as each format that holds such columns.
enum EventColumnFiles {
  /// A column of numbers of one type.
  struct Column {
    var tensor: AnyTensor
    var bytes: [UInt8]
    var type: hid_t
    var byteCount: Int

    init(_ numbers: [Int64]) { self.init(numbers, saccade_h5_native_int64()) { AnyTensor($0) } }
    init(_ numbers: [UInt64]) { self.init(numbers, saccade_h5_native_uint64()) { AnyTensor($0) } }
    init(_ numbers: [UInt32]) { self.init(numbers, saccade_h5_native_uint32()) { AnyTensor($0) } }
    init(_ numbers: [UInt16]) { self.init(numbers, saccade_h5_native_uint16()) { AnyTensor($0) } }
    init(_ numbers: [UInt8]) { self.init(numbers, saccade_h5_native_uint8()) { AnyTensor($0) } }
    init(_ numbers: [Int8]) { self.init(numbers, saccade_h5_native_int8()) { AnyTensor($0) } }
    init(_ numbers: [Float]) { self.init(numbers, saccade_h5_native_float()) { AnyTensor($0) } }
    init(_ numbers: [Double]) { self.init(numbers, saccade_h5_native_double()) { AnyTensor($0) } }

    private init<Scalar: TensorScalar>(
      _ numbers: [Scalar], _ type: @autoclosure () -> hid_t, _ tensor: (Tensor<Scalar>) -> AnyTensor
    ) {
      self.tensor = tensor(Tensor(shape: [numbers.count], scalars: numbers))
      bytes = numbers.withUnsafeBytes { Array($0) }
      self.type = HDF5Call.locked(type)
      byteCount = MemoryLayout<Scalar>.size
    }
  }

  /// The formats.
  enum Form: CaseIterable { case npz, npy, hdf5, records }

  /// Writes columns; places are 1 and 2 of 16 bits.
  ///
  /// - Parameter name: What the times are called.
  static func write(
    _ form: Form, t: Column, p: Column, name: String = "t", unit: String? = nil, in folder: TemporaryFolder
  ) throws -> String {
    let count = t.bytes.count / t.byteCount
    let x = Column([UInt16](repeating: 1, count: count))
    let y = Column([UInt16](repeating: 2, count: count))
    let columns = [(name, t), ("x", x), ("y", y), ("p", p)]
    switch form {
    case .npz:
      let archive = try NumpyArchiveWriter(path: folder.file("a.npz"), overwrite: true)
      for (name, column) in columns { try archive.add(column.tensor, named: name) }
      try archive.commit()
      return folder.file("a.npz")
    case .npy:
      let fields = columns.map { "('\($0.0)', '\(dtype($0.1.tensor.scalarType))')" }.joined(separator: ", ")
      let text = "{'descr': [\(fields)], 'fortran_order': False, 'shape': (\(count),), }\n"
      let header = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
      return try folder.write(header + interleaved(columns.map(\.1), count), to: "a.npy")
    case .hdf5:
      let file = try HDF5Output(path: folder.file("a.h5"), overwrite: true)
      for (name, column) in columns {
        let writer = try HDF5ColumnWriter(
          file, name: name, type: column.type, elementBytes: column.byteCount, chunkElements: 1000, filters: [])
        try column.bytes.withUnsafeBytes { try writer.append($0) }
        try writer.finish()
      }
      if let unit { try file.write(unit, attribute: "unit", of: name) }
      try file.commit()
      return folder.file("a.h5")
    case .records:
      let type = HDF5Call.locked { () -> hid_t in
        let type = H5Tcreate(H5T_COMPOUND, columns.map(\.1.byteCount).reduce(0, +))
        var offset = 0
        for (name, column) in columns {
          H5Tinsert(type, name, offset, column.type)
          offset += column.byteCount
        }
        return type
      }
      HDF5Sample.write(
        interleaved(columns.map(\.1), count), shape: [count], type: type, named: "events", to: folder.file("r.h5"))
      return folder.file("r.h5")
    }
  }

  private static func dtype(_ type: ScalarType) -> String {
    let kind = type.rawValue.hasPrefix("u") ? "u" : type.rawValue.hasPrefix("i") ? "i" : "f"
    return "\(type.byteCount == 1 ? "|" : "<")\(kind)\(type.byteCount)"
  }

  private static func interleaved(_ columns: [Column], _ count: Int) -> [UInt8] {
    (0..<count).flatMap { row in
      columns.flatMap { $0.bytes[row * $0.byteCount..<(row + 1) * $0.byteCount] }
    }
  }
}
