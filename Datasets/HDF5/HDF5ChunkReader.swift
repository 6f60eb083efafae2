import CHDF5
import Files
import Runtime
import Tensors

/// Reads the chunks of a dataset and undoes their filters.
final class HDF5ChunkReader {
  private let dataset: HDF5Dataset
  private let shape: [Int]
  private let filters: [HDF5Filter]
  /// The bytes of a chunk.
  let chunkBytes: Int
  private let fileBytes: Int
  private var stored: AlignedMemory
  private var scratch: [AlignedMemory] = []

  /// The longest that a filter leaves a chunk of its own length, beside a sixteenth of it.
  private static let overheadBytes = 4096

  /// Prepares to read.
  ///
  /// - Throws: `FileError` where the chunks are larger than any recording's.
  init(_ dataset: HDF5Dataset, chunkShape: [Int], filters: [HDF5Filter]) throws {
    self.dataset = dataset
    self.filters = filters
    shape = chunkShape
    fileBytes = try InputFile(path: dataset.file.path).byteCount
    stored = AlignedMemory(uninitializedByteCount: 0)
    chunkBytes =
      (Shape.checkedCount(chunkShape) ?? .max).multipliedReportingOverflow(by: dataset.elementBytes)
      .partialValue
    let largest = HDF5RegisteredFilters.largestChunkBytes
    guard let elements = Shape.checkedCount(chunkShape), elements <= largest / dataset.elementBytes else {
      throw tooLarge
    }
  }

  /// Chunks that are not read.
  var tooLarge: FileError {
    dataset.error(
      "its chunks of shape \(shape) take more than \(HDF5RegisteredFilters.largestChunkBytes) bytes",
      remedy: "store it in smaller chunks with h5repack")
  }

  /// Reads all chunks of a band of rows as rows in full, in a dataset of one or two axes.
  ///
  /// - Parameters:
  ///   - band: Which chunk along the first axis.
  ///   - column: The one column to read, where each has chunks of its own; nil for whole rows.
  ///   - output: As many rows as a chunk has.
  func read(band: Int, column: Int?, into output: UnsafeMutableRawBufferPointer) throws {
    let width = dataset.shape.count == 2 ? dataset.shape[1] : 1
    let chunkWidth = dataset.shape.count == 2 ? shape[1] : 1
    if let column { return try decode(at: [band * shape[0], column], into: output) }
    if chunkWidth == width { return try decode(at: [band * shape[0], 0], into: output) }
    let element = dataset.elementBytes
    let part = AlignedMemory(uninitializedByteCount: chunkBytes + AlignedMemory.alignment)
    for first in stride(from: 0, to: width, by: chunkWidth) {
      try decode(
        at: [band * shape[0], first], into: UnsafeMutableRawBufferPointer(start: part.baseAddress, count: chunkBytes))
      let bytes = min(chunkWidth, width - first) * element
      for row in 0..<shape[0] {
        (output.baseAddress.map { $0 + (row * width + first) * element })?
          .copyMemory(from: part.baseAddress + row * chunkWidth * element, byteCount: bytes)
      }
    }
  }

  /// The stored bytes of the chunk at `offset`, and for each filter whether it was left out, in a bit; empty where the
  /// chunk was never written. They stay until the next call.
  ///
  /// - Precondition: There are filters. Without them the library tells the length that the chunk should have, and then
  ///   reads the length that its index states.
  func storedBytes(at offset: [Int]) throws -> (bytes: UnsafeRawBufferPointer, skipped: UInt32) {
    precondition(!filters.isEmpty, "Chunks without filters are read with readPlainChunk.")
    let offset = offset.prefix(shape.count).map { hsize_t($0) }
    let place = "dataset \(dataset.name)"
    let path = dataset.file.path
    return try HDF5Call.locked {
      var length: hsize_t = 0
      try HDF5Call.check("looking for a chunk", path: path, place: place) {
        let status = H5Dget_chunk_storage_size(dataset.id, offset, &length)
        if status >= 0 || !isUnwritten(offset) { return status }
        // The newer indices of chunks have no length for a chunk that was never written.
        length = 0
        return 0
      }
      let most = chunkBytes + chunkBytes / 16 + Self.overheadBytes
      guard length <= most, length <= fileBytes else {
        throw error(at: offset, "\(length) bytes are claimed for \(chunkBytes) in a file of \(fileBytes)")
      }
      if length == 0 { return (UnsafeRawBufferPointer(start: nil, count: 0), 0) }
      if stored.byteCount < length {
        stored = AlignedMemory(uninitializedByteCount: Int(length) + Int(length) / 4 + AlignedMemory.alignment)
      }
      var skipped: UInt32 = 0
      do {
        try HDF5Call.check("reading a chunk", path: path, place: place) {
          H5Dread_chunk(dataset.id, saccade_h5_default_properties(), offset, &skipped, stored.baseAddress)
        }
      } catch let failure as FileError {
        throw error(at: offset, failure.problem)
      }
      return (UnsafeRawBufferPointer(start: stored.baseAddress, count: Int(length)), skipped)
    }
  }

  /// What is wrong with a chunk, by the byte at which it starts.
  func error(at offset: [Int], _ problem: String) -> FileError { error(at: offset.map { hsize_t($0) }, problem) }

  private func error(at offset: [hsize_t], _ problem: String) -> FileError {
    let offset = Array(offset.prefix(shape.count))
    let address = HDF5Call.locked { place(of: offset) }
    let isKnown = address.map { saccade_h5_is_undefined($0) == 0 } ?? false
    return FileError(
      .badContent, path: dataset.file.path, problem: problem,
      place: (isKnown ? "byte \(address ?? 0), " : "") + "dataset \(dataset.name), row \(offset.first ?? 0)",
      remedy: "the file is cut off or damaged; fetch it again")
  }

  private func isUnwritten(_ offset: [hsize_t]) -> Bool {
    place(of: offset).map { saccade_h5_is_undefined($0) != 0 } ?? false
  }

  /// Where the bytes of a chunk lie, which is nowhere where it was not written; nil where the library cannot tell.
  private func place(of offset: [hsize_t]) -> haddr_t? {
    var (mask, address, length): (UInt32, haddr_t, hsize_t) = (0, 0, 0)
    return H5Dget_chunk_info_by_coord(dataset.id, offset, &mask, &address, &length) >= 0 ? address : nil
  }

  /// Reads the chunk that starts at an element, as many bytes as a chunk has.
  func decode(at offset: [Int], into output: UnsafeMutableRawBufferPointer) throws {
    if filters.isEmpty { return try readPlain(at: offset, into: output) }
    let (bytes, skipped) = try storedBytes(at: offset)
    let active = filters.indices.filter { skipped >> UInt32(truncatingIfNeeded: $0) & 1 == 0 }.map { filters[$0] }
    // What was never written reads as zeros, which is what it is filled with unless somebody says otherwise.
    if bytes.isEmpty {
      output.initializeMemory(as: UInt8.self, repeating: 0)
      return
    }
    var input = bytes
    for (index, filter) in active.reversed().enumerated() {
      let isLast = index == active.count - 1
      let target = isLast ? output : intermediate(index)
      let count: Int
      do {
        count = try filter.decode(input, into: target)
      } catch let failure as HDF5FilterFailure {
        throw error(at: offset, "a chunk's \(filter.name) cannot be decoded: \(failure.problem)")
      }
      input = UnsafeRawBufferPointer(start: target.baseAddress, count: count)
    }
    if active.isEmpty && input.count == chunkBytes { output.copyMemory(from: input) }
    if active == [.ecf] && input.count < chunkBytes {
      UnsafeMutableRawBufferPointer(rebasing: output[input.count...]).initializeMemory(as: UInt8.self, repeating: 0)
    } else if input.count != chunkBytes {
      throw error(at: offset, "a chunk decodes to \(input.count) bytes where \(chunkBytes) belong")
    }
  }

  private func readPlain(at offset: [Int], into output: UnsafeMutableRawBufferPointer) throws {
    let offset = Array(offset.prefix(shape.count))
    do {
      try dataset.readPlainChunk(at: offset, shape: shape, into: output)
    } catch let failure as FileError {
      throw error(at: offset, failure.problem)
    }
  }

  /// Memory between two filters, of which one may leave a checksum after the chunk.
  private func intermediate(_ index: Int) -> UnsafeMutableRawBufferPointer {
    while scratch.count <= index {
      scratch.append(AlignedMemory(uninitializedByteCount: chunkBytes + chunkBytes / 16 + Self.overheadBytes))
    }
    return UnsafeMutableRawBufferPointer(start: scratch[index].baseAddress, count: scratch[index].byteCount)
  }
}
