import CHDF5
import Tensors

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
  /// The numbers or records.
  let elementType: HDF5ElementType
  /// The bytes of an element, as stored.
  let elementBytes: Int
  /// Where the bytes lie.
  let storage: HDF5Storage
  private let handle: HDF5Handle
  private let memoryType: HDF5Handle
  private let storedType: HDF5Handle
  /// The library's name for the dataset.
  var id: hid_t { handle.id }

  init(file: HDF5File, name: String, handle: HDF5Handle) throws {
    let place = "dataset \(name)"
    let path = file.path
    let type = try HDF5Handle("reading the type", path: path, place: place) { H5Dget_type(handle.id) }
    // What a file stores as signed bytes or as an enumeration of truth values is read as the bytes it is.
    memoryType = try HDF5Handle("reading the type", path: path, place: place) {
      H5Tget_native_type(type.id, H5T_DIR_DEFAULT)
    }
    let (kind, size) = HDF5Call.locked { (H5Tget_class(type.id), H5Tget_size(type.id)) }
    element = size == 1 && (kind == H5T_INTEGER || kind == H5T_ENUM) ? .byte : .other
    elementType = HDF5Call.locked { HDF5ElementType(type.id) }
    elementBytes = max(1, size)
    storedType = type
    let space = try HDF5Handle("reading the shape", path: path, place: place) { H5Dget_space(handle.id) }
    let rank = try HDF5Call.check("reading the shape", path: path, place: place) {
      H5Sget_simple_extent_ndims(space.id)
    }
    var lengths = [hsize_t](repeating: 0, count: Int(rank))
    try HDF5Call.check("reading the shape", path: path, place: place) {
      H5Sget_simple_extent_dims(space.id, &lengths, nil)
    }
    shape = lengths.map { Int(clamping: $0) }
    storage = try HDF5Storage(handle.id, rank: shape.count, path: path, place: place)
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
      HDF5RegisteredFilters.whileReading(chunksOf: chunkBytes) {
        H5Dread(handle.id, memoryType.id, memory.id, space.id, saccade_h5_default_properties(), buffer.baseAddress)
      }
    }
  }

  /// Reads every element as it is stored.
  ///
  /// - Precondition: `buffer` has the right length.
  func readAll(into buffer: UnsafeMutableRawBufferPointer) throws {
    precondition(buffer.count == Shape.count(shape) * elementBytes, "The buffer does not fit the dataset.")
    if buffer.isEmpty { return }
    let everything = hid_t(0)
    try HDF5Call.check("reading the dataset", path: file.path, place: "dataset \(name)") {
      HDF5RegisteredFilters.whileReading(chunksOf: chunkBytes) {
        H5Dread(
          handle.id, storedType.id, everything, everything, saccade_h5_default_properties(), buffer.baseAddress)
      }
    }
  }

  /// What is wrong with the dataset.
  func error(_ problem: String, remedy: String? = nil) -> FileError {
    FileError(.badContent, path: file.path, problem: problem, place: "dataset \(name)", remedy: remedy)
  }

  private var chunkBytes: Int {
    guard case .chunked(let shape, _) = storage, let count = Shape.checkedCount(shape) else { return 0 }
    return count.multipliedReportingOverflow(by: elementBytes).partialValue
  }
}
