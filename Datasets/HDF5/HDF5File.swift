import CHDF5
import Tensors

/// An HDF5 file open for reading.
final class HDF5File: Sendable {
  let path: String
  private let handle: HDF5Handle

  /// Opens a file.
  ///
  /// - Throws: `FileError` where there is none, or it is not HDF5.
  init(path: String) throws {
    // The library's own message for a missing file is about its drivers.
    _ = try InputFile(path: path)
    let access = try HDF5Handle("preparing to open the file", path: path) {
      H5Pcreate(saccade_h5_file_access_class())
    }
    // A lock would fail on read-only media, and nothing is written here.
    try HDF5Call.check("preparing to open the file", path: path) { H5Pset_file_locking(access.id, false, true) }
    handle = try HDF5Handle("opening the HDF5 file", path: path) {
      H5Fopen(path, saccade_h5_read_only(), access.id)
    }
    self.path = path
  }

  /// Whether the root holds an object of that name.
  func contains(_ name: String) -> Bool {
    HDF5Call.locked { H5Lexists(handle.id, name, saccade_h5_default_properties()) > 0 }
  }

  /// Opens a dataset.
  func dataset(_ name: String) throws -> HDF5Dataset {
    let place = "dataset \(name)"
    let dataset = try HDF5Handle("opening the dataset", path: path, place: place) {
      H5Dopen2(handle.id, name, saccade_h5_default_properties())
    }
    return try HDF5Dataset(file: self, name: name, handle: dataset)
  }
}

/// A dataset of an HDF5 file.
final class HDF5Dataset: Sendable {
  /// What the scalars are, as far as readers of bytes need to know.
  enum Element: Sendable, Equatable {
    /// A whole number or a truth value of one byte.
    case byte
    /// Anything else.
    case other
  }

  /// More scalars than any disk holds, few enough for arithmetic on bits.
  private static let largestCount = 1 << 56

  let name: String
  let shape: [Int]
  let element: Element
  /// The file outlives its datasets.
  let file: HDF5File
  private let handle: HDF5Handle
  private let memoryType: HDF5Handle

  fileprivate init(file: HDF5File, name: String, handle: HDF5Handle) throws {
    let place = "dataset \(name)"
    let path = file.path
    let type = try HDF5Handle("reading the type", path: path, place: place) { H5Dget_type(handle.id) }
    // What a file stores as signed bytes or as an enumeration of truth values is read as the bytes it is.
    memoryType = try HDF5Handle("reading the type", path: path, place: place) {
      H5Tget_native_type(type.id, H5T_DIR_DEFAULT)
    }
    let (kind, size) = HDF5Call.locked { (H5Tget_class(type.id), H5Tget_size(type.id)) }
    element = size == 1 && (kind == H5T_INTEGER || kind == H5T_ENUM) ? .byte : .other
    let space = try HDF5Handle("reading the shape", path: path, place: place) { H5Dget_space(handle.id) }
    let rank = try HDF5Call.check("reading the shape", path: path, place: place) {
      H5Sget_simple_extent_ndims(space.id)
    }
    var lengths = [hsize_t](repeating: 0, count: Int(rank))
    try HDF5Call.check("reading the shape", path: path, place: place) {
      H5Sget_simple_extent_dims(space.id, &lengths, nil)
    }
    shape = lengths.map { Int(clamping: $0) }
    self.file = file
    self.name = name
    self.handle = handle
    let stored = HDF5Call.locked { H5Dget_storage_size(handle.id) }
    guard let count = Shape.checkedCount(shape), count <= Self.largestCount, stored > 0 || count == 0 else {
      throw FileError(
        .badContent, path: path, problem: "the shape \(shape) is claimed but no data is stored", place: place)
    }
  }

  /// Reads bytes: `range` of the first axis with all that belongs to it, in row-major order.
  ///
  /// - Precondition: The elements are bytes, `range` lies in the first axis, and `buffer` has the right length.
  func read(_ range: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) throws {
    precondition(element == .byte, "Only bytes are read here.")
    precondition(
      buffer.count == range.count * Shape.count(Array(shape.dropFirst())), "The buffer does not fit the range.")
    if buffer.isEmpty { return }
    let place = "dataset \(name)"
    let start = [hsize_t(range.lowerBound)] + shape.dropFirst().map { _ in hsize_t(0) }
    let count = [hsize_t(range.count)] + shape.dropFirst().map { hsize_t($0) }
    let space = try HDF5Handle("selecting", path: file.path, place: place) { H5Dget_space(handle.id) }
    try HDF5Call.check("selecting", path: file.path, place: place) {
      H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start, nil, count, nil)
    }
    let memory = try HDF5Handle("selecting", path: file.path, place: place) {
      H5Screate_simple(Int32(count.count), count, nil)
    }
    try HDF5Call.check("reading the dataset", path: file.path, place: place) {
      H5Dread(handle.id, memoryType.id, memory.id, space.id, saccade_h5_default_properties(), buffer.baseAddress)
    }
  }
}
