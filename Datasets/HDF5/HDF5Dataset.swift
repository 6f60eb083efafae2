import CHDF5
import Files
import Tensors

/// A dataset of an HDF5 file.
final class HDF5Dataset: Sendable {
  /// More scalars than any disk holds, few enough for arithmetic on bits.
  private static let largestCount = 1 << 56

  let name: String
  let shape: [Int]
  /// The file outlives its datasets.
  let file: HDF5File
  /// The numbers or records.
  let elementType: HDF5ElementType
  /// The bytes of an element, as stored.
  let elementBytes: Int
  /// Where the bytes lie.
  let storage: HDF5Storage
  private let handle: HDF5Handle
  /// What the library reads elements as, or why it cannot.
  private let memoryType: Result<HDF5MemoryType, any Error>
  /// The library's name for the dataset.
  var id: hid_t { handle.id }

  init(file: HDF5File, name: String, handle: HDF5Handle) throws {
    let place = "dataset \(name)"
    let path = file.path
    let type = try HDF5Handle("reading the type", path: path, place: place) { H5Dget_type(handle.id) }
    (elementType, elementBytes) = HDF5Call.locked { (HDF5ElementType(type.id), max(1, H5Tget_size(type.id))) }
    let (elementType, elementBytes) = (elementType, elementBytes)
    memoryType = Result { try HDF5MemoryType(elementType, byteCount: elementBytes, path: path, place: place) }
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
    guard Self.fits(stored, count: count, elementType, elementBytes: elementBytes, storage) else {
      throw FileError(
        .badContent, path: path,
        problem: "the shape \(shape) of elements of \(elementBytes) bytes is claimed, and \(stored) bytes are stored",
        place: place, remedy: FileError.damagedFile)
    }
  }

  /// Whether as many bytes are stored in one piece as the shape says, which nothing else sees to: the library copies what
  /// lies in a header by the shape, and what lies elsewhere is read here. Elements that point to others take another
  /// length in the file than in memory.
  private static func fits(
    _ stored: hsize_t, count: Int, _ type: HDF5ElementType, elementBytes: Int, _ storage: HDF5Storage
  ) -> Bool {
    switch (storage, type) {
    case (.chunked, _), (.unsupported, _), (_, .variableText), (_, .other): true
    case (.compact, _), (.contiguous, _):
      count.multipliedReportingOverflow(by: elementBytes) == (Int(clamping: stored), false)
    }
  }

  /// Whether the elements are whole numbers or truth values of one byte.
  var holdsBytes: Bool {
    if case .scalar(let scalar) = elementType { return scalar.byteCount == 1 && scalar.kind != .float }
    return false
  }

  /// Reads the elements of a chunk that no filter went over, as they are stored, into the place of a whole chunk. What
  /// of it lies outside of the dataset becomes zeros.
  ///
  /// The library goes by the shape of the chunks here. What the index of the chunks says of their lengths, which nothing
  /// holds against that shape, is not asked.
  func readPlainChunk(at offset: [Int], shape chunk: [Int], into buffer: UnsafeMutableRawBufferPointer) throws {
    let counts = zip(shape, zip(offset, chunk)).map { max(0, min($1.1, $0 - $1.0)) }
    if counts != chunk { buffer.initializeMemory(as: UInt8.self, repeating: 0) }
    if counts.contains(0) { return }
    let start = offset.map { hsize_t($0) }
    let count = counts.map { hsize_t($0) }
    let space = try HDF5Handle("selecting", path: file.path, place: place) { H5Dget_space(handle.id) }
    let memory = try HDF5Handle("selecting", path: file.path, place: place) {
      H5Screate_simple(Int32(chunk.count), chunk.map { hsize_t($0) }, nil)
    }
    try HDF5Call.check("selecting", path: file.path, place: place) {
      H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start, nil, count, nil)
    }
    try HDF5Call.check("selecting", path: file.path, place: place) {
      H5Sselect_hyperslab(memory.id, H5S_SELECT_SET, chunk.map { _ in 0 }, nil, count, nil)
    }
    try read(into: buffer, elements: Shape.count(chunk), memory: memory.id, space: space.id)
  }

  /// Reads every element of a dataset that lies in its own header, as it is stored.
  func readCompact(into buffer: UnsafeMutableRawBufferPointer) throws {
    if buffer.isEmpty { return }
    let everything = hid_t(0)
    try read(into: buffer, elements: Shape.count(shape), memory: everything, space: everything)
  }

  /// The one place where the library writes elements into memory.
  private func read(
    into buffer: UnsafeMutableRawBufferPointer, elements: Int, memory: hid_t, space: hid_t
  ) throws {
    let type = try memoryType.get()
    if case .variableText = elementType { throw error("its texts are no bytes") }
    precondition(buffer.count == elements * type.byteCount, "The buffer does not fit what is read.")
    try HDF5Call.check("reading the dataset", path: file.path, place: place) {
      H5Dread(handle.id, type.id, memory, space, saccade_h5_default_properties(), buffer.baseAddress)
    }
  }

  private var place: String { "dataset \(name)" }

  /// What is wrong with the dataset.
  func error(_ problem: String, remedy: Message? = nil) -> FileError {
    FileError(.badContent, path: file.path, problem: problem, place: "dataset \(name)", remedy: remedy)
  }
}
