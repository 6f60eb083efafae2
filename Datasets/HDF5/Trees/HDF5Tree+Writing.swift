import CHDF5
import Tensors

extension HDF5Tree {
  /// Writes a tree, its groups in the order of their names.
  ///
  /// Numbers with axes are compressed by gzip as ``HDF5Writer`` does; texts are UTF-8 of any length, as h5py writes them.
  ///
  /// - Parameters:
  ///   - tree: A group.
  ///   - path: Where the file shall appear when it is complete.
  ///   - overwrite: Whether a file that is there may be replaced.
  /// - Throws: `FileError` where the file cannot be created or written.
  public static func write(_ tree: StoredTree, path: String, overwrite: Bool = false) throws {
    guard case .group(let members) = tree else { preconditionFailure("An HDF5 file is a group.") }
    let file = try HDF5Output(path: path, overwrite: overwrite)
    do {
      try write(members, to: file, prefix: "")
      try file.commit()
    } catch {
      file.discard()
      throw error
    }
  }

  private static func write(_ members: [String: StoredTree], to file: HDF5Output, prefix: String) throws {
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      precondition(!name.isEmpty && !name.contains("/") && name != ".", "\"\(name)\" is no name in an HDF5 file.")
      let path = prefix + name
      switch value {
      case .group(let inner):
        try file.group(path)
        try write(inner, to: file, prefix: path + "/")
      case .text(let text): try file.write([text], shape: [], named: path)
      case .texts(let texts, let columns):
        try file.write(texts, shape: [texts.count / max(columns, 1), columns], named: path)
      case .numbers(let numbers): try write(numbers, to: file, named: path)
      }
    }
  }

  private static func write(_ numbers: AnyTensor, to file: HDF5Output, named name: String) throws {
    switch numbers {
    case .uint8(let tensor): try write(tensor, to: file, named: name)
    case .int8(let tensor): try write(tensor, to: file, named: name)
    case .uint16(let tensor): try write(tensor, to: file, named: name)
    case .int16(let tensor): try write(tensor, to: file, named: name)
    case .uint32(let tensor): try write(tensor, to: file, named: name)
    case .int32(let tensor): try write(tensor, to: file, named: name)
    case .uint64(let tensor): try write(tensor, to: file, named: name)
    case .int64(let tensor): try write(tensor, to: file, named: name)
    case .float32(let tensor): try write(tensor, to: file, named: name)
    case .float64(let tensor): try write(tensor, to: file, named: name)
    }
  }

  private static func write<Scalar: TensorScalar>(
    _ tensor: Tensor<Scalar>, to file: HDF5Output, named name: String
  ) throws {
    if tensor.rank == 0 {
      try tensor.withUnsafeBufferPointer {
        try file.write(UnsafeRawBufferPointer($0), type: Scalar.scalarType.hdf5Type, named: name)
      }
      return
    }
    let rest = Array(tensor.shape.dropFirst())
    let rowBytes = max(1, Shape.count(rest) * MemoryLayout<Scalar>.size)
    let writer = try HDF5ArrayWriter<Scalar>(
      file, named: name, axesAfterFirst: rest,
      framesPerChunk: max(1, min(tensor.shape[0], HDF5ArrayWriter<Scalar>.chunkBytes / rowBytes)))
    try writer.append(tensor)
    try writer.finish()
  }
}

extension HDF5Output {
  /// Stores a number as a dataset of no axis.
  fileprivate func write(_ bytes: UnsafeRawBufferPointer, type: hid_t, named name: String) throws {
    try write(named: name, type: type, shape: []) { bytes.baseAddress }
  }

  /// Stores texts of any length.
  fileprivate func write(_ texts: [String], shape: [Int], named name: String) throws {
    let type = try HDF5Handle("creating a dataset", path: path) { H5Tcopy(saccade_h5_c_string()) }
    try HDF5Call.check("creating a dataset", path: path) { H5Tset_size(type.id, saccade_h5_variable_length()) }
    try HDF5Call.check("creating a dataset", path: path) { H5Tset_cset(type.id, H5T_CSET_UTF8) }
    // The texts one after the other, each ended by a zero, and where each begins.
    let bytes = texts.reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0] }
    let starts = texts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.utf8.count + 1) }
    try bytes.withUnsafeBufferPointer { bytes in
      let pointers = starts.dropLast().compactMap { start in bytes.baseAddress.map { $0 + start } }
      try pointers.withUnsafeBytes { pointers in
        try write(named: name, type: type.id, shape: shape) { pointers.baseAddress }
      }
    }
  }

  private func write(
    named name: String, type: hid_t, shape: [Int], from source: () -> UnsafeRawPointer?
  ) throws {
    let defaults = saccade_h5_default_properties()
    let place = "dataset \(name)"
    let lengths = shape.map { hsize_t($0) }
    let space = try HDF5Handle("creating a dataset", path: path, place: place) {
      lengths.isEmpty ? saccade_h5_attribute_space() : H5Screate_simple(Int32(lengths.count), lengths, nil)
    }
    let creation = try HDF5Handle.timeless(saccade_h5_dataset_creation_class(), path: path, place: place)
    let dataset = try HDF5Handle("creating a dataset", path: path, place: place) {
      H5Dcreate2(id, name, type, space.id, defaults, creation.id, defaults)
    }
    if shape.contains(0) { return }
    let everything = hid_t(0)
    try HDF5Call.check("writing", path: path, place: place, kind: .inputOutput) {
      H5Dwrite(dataset.id, type, everything, everything, defaults, source())
    }
  }
}
