import CHDF5
import Files
import Tensors

/// A dataset that the library has open in this process.
final class HDF5LibraryDataset: HDF5DatasetSource {
  /// More scalars than any disk holds, few enough for arithmetic on bits.
  private static let largestCount = 1 << 56

  let facts: HDF5DatasetFacts
  private let name: String
  /// The file outlives its datasets.
  private let file: HDF5LibraryFile
  private let handle: HDF5Handle
  /// What the library reads elements as, or why it cannot.
  private let memoryType: Result<HDF5MemoryType, any Error>

  init(file: HDF5LibraryFile, name: String, handle: HDF5Handle) throws {
    let place = "dataset \(name)"
    let path = file.path
    let type = try HDF5Handle("reading the type", path: path, place: place) { H5Dget_type(handle.id) }
    let (elementType, elementBytes) = HDF5Call.locked {
      (HDF5ElementType(type.id), max(1, H5Tget_size(type.id)))
    }
    memoryType = Result { try HDF5MemoryType(elementType, byteCount: elementBytes, path: path, place: place) }
    let space = try HDF5Handle("reading the shape", path: path, place: place) { H5Dget_space(handle.id) }
    let rank = try HDF5Call.check("reading the shape", path: path, place: place) {
      H5Sget_simple_extent_ndims(space.id)
    }
    var lengths = [hsize_t](repeating: 0, count: Int(rank))
    try HDF5Call.check("reading the shape", path: path, place: place) {
      H5Sget_simple_extent_dims(space.id, &lengths, nil)
    }
    let shape = lengths.map { Int(clamping: $0) }
    let storage = try HDF5Storage(handle.id, rank: shape.count, path: path, place: place)
    facts = HDF5DatasetFacts(shape: shape, elementType: elementType, elementBytes: elementBytes, storage: storage)
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

  func chunks(_ plan: HDF5ChunkPlan) -> any HDF5ChunkSource { HDF5LibraryChunks(self, plan) }

  /// Reads the elements of a chunk that no filter went over, as they are stored, into the place of a whole chunk. What
  /// of it lies outside of the dataset becomes zeros.
  ///
  /// The library goes by the shape of the chunks here. What the index of the chunks says of their lengths, which nothing
  /// holds against that shape, is not asked.
  func readPlainChunk(at offset: [Int], shape chunk: [Int], into buffer: UnsafeMutableRawBufferPointer) throws {
    let counts = zip(facts.shape, zip(offset, chunk)).map { max(0, min($1.1, $0 - $1.0)) }
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
    try read(into: buffer, elements: Shape.count(facts.shape), memory: everything, space: everything)
  }

  /// The one place where the library writes elements into memory.
  private func read(
    into buffer: UnsafeMutableRawBufferPointer, elements: Int, memory: hid_t, space: hid_t
  ) throws {
    let type = try memoryType.get()
    if case .variableText = facts.elementType {
      throw FileError(.badContent, path: file.path, problem: "its texts are no bytes", place: place)
    }
    precondition(buffer.count == elements * type.byteCount, "The buffer does not fit what is read.")
    try HDF5Call.check("reading the dataset", path: file.path, place: place) {
      H5Dread(handle.id, type.id, memory, space, saccade_h5_default_properties(), buffer.baseAddress)
    }
  }

  /// The stored length of the chunk at `offset`, its bytes in memory that `room` gives for so many, and for each filter
  /// whether it was left out, in a bit. The length is 0 where the chunk was never written.
  ///
  /// - Precondition: There are filters; see ``HDF5ChunkSource``.
  func readStored(
    at offset: [Int], _ plan: HDF5ChunkPlan, room: (Int) throws -> UnsafeMutableRawBufferPointer
  ) throws -> (length: Int, skipped: UInt32) {
    let start = offset.map { hsize_t($0) }
    return try HDF5Call.locked {
      var length: hsize_t = 0
      try HDF5Call.check("looking for a chunk", path: file.path, place: place) {
        let status = H5Dget_chunk_storage_size(handle.id, start, &length)
        if status >= 0 || !isUnwritten(start) { return status }
        // The newer indices of chunks have no length for a chunk that was never written.
        length = 0
        return 0
      }
      guard length <= plan.mostStoredBytes, length <= file.byteCount else {
        throw error(
          atChunk: offset, "\(length) bytes are claimed for \(plan.chunkBytes) in a file of \(file.byteCount)")
      }
      if length == 0 { return (0, 0) }
      let memory = try room(Int(length))
      precondition(memory.count >= length, "The room is too small.")
      var skipped: UInt32 = 0
      do {
        try HDF5Call.check("reading a chunk", path: file.path, place: place) {
          H5Dread_chunk(handle.id, saccade_h5_default_properties(), start, &skipped, memory.baseAddress)
        }
      } catch let failure as FileError {
        throw error(atChunk: offset, failure.problem)
      }
      return (Int(length), skipped)
    }
  }

  /// Where the bytes of a chunk lie in the file, in one piece; nil where only the library can read it: chunks that were
  /// never written, those without filters across the edge of the dataset, and whatever is damaged.
  ///
  /// The library looks the chunk up as for reading it, and the driver notes the address instead. (What 1.10 has for this
  /// purpose looks through all chunks each time.)
  ///
  /// - Precondition: The file is read by its descriptor.
  /// - Parameter room: Memory for a chunk; nothing is read into it.
  func place(at offset: [Int], _ plan: HDF5ChunkPlan, room: UnsafeMutableRawBufferPointer) -> HDF5ChunkPlace? {
    let isInside = zip(facts.shape, zip(offset, plan.shape)).allSatisfy { $1.0 <= $0 - $1.1 }
    guard plan.isFiltered || isInside, room.count >= plan.mostStoredBytes else { return nil }
    return HDF5Call.locked {
      var (address, count, skipped): (haddr_t, Int, UInt32) = (0, 0, 0)
      saccade_h5_note_reads()
      let isFound: Bool
      if plan.isFiltered {
        let properties = saccade_h5_default_properties()
        isFound = H5Dread_chunk(handle.id, properties, offset.map { hsize_t($0) }, &skipped, room.baseAddress) >= 0
      } else {
        let target = UnsafeMutableRawBufferPointer(rebasing: room[..<plan.chunkBytes])
        isFound = (try? readPlainChunk(at: offset, shape: plan.shape, into: target)) != nil
      }
      let reads = saccade_h5_noted_reads(&address, &count)
      let isWhole = plan.isFiltered ? 1...plan.mostStoredBytes ~= count : count == plan.chunkBytes
      guard isFound, reads == 1, isWhole, count <= file.byteCount, address <= file.byteCount - count else { return nil }
      return HDF5ChunkPlace(address: Int(address), length: count, skipped: skipped)
    }
  }

  func error(atChunk offset: [Int], _ problem: String) -> FileError {
    let address = HDF5Call.locked { self.address(of: offset.map { hsize_t($0) }) }
    let isKnown = address.map { saccade_h5_is_undefined($0) == 0 } ?? false
    return FileError(
      .badContent, path: file.path, problem: problem,
      place: (isKnown ? "byte \(address ?? 0), " : "") + "dataset \(name), row \(offset.first ?? 0)",
      remedy: "the file is cut off or damaged; fetch it again")
  }

  private func isUnwritten(_ offset: [hsize_t]) -> Bool {
    address(of: offset).map { saccade_h5_is_undefined($0) != 0 } ?? false
  }

  /// Where the bytes of a chunk lie, which is nowhere where it was not written; nil where the library cannot tell.
  private func address(of offset: [hsize_t]) -> haddr_t? {
    var (mask, address, length): (UInt32, haddr_t, hsize_t) = (0, 0, 0)
    return H5Dget_chunk_info_by_coord(handle.id, offset, &mask, &address, &length) >= 0 ? address : nil
  }

  private var place: String { "dataset \(name)" }
}
