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
  private let source: any HDF5ChunkSource
  private var scratch: [AlignedMemory] = []

  /// Prepares to read.
  ///
  /// - Throws: `FileError` where the chunks are larger than any recording's.
  init(_ dataset: HDF5Dataset, chunkShape: [Int], filters: [HDF5Filter]) throws {
    self.dataset = dataset
    self.filters = filters
    shape = chunkShape
    chunkBytes =
      (Shape.checkedCount(chunkShape) ?? .max).multipliedReportingOverflow(by: dataset.elementBytes)
      .partialValue
    let largest = HDF5RegisteredFilters.largestChunkBytes
    guard let elements = Shape.checkedCount(chunkShape), elements <= largest / dataset.elementBytes else {
      throw Self.tooLarge(dataset, chunkShape)
    }
    source = try dataset.chunks(
      HDF5ChunkPlan(shape: chunkShape, chunkBytes: chunkBytes, isFiltered: !filters.isEmpty))
  }

  /// Chunks that are not read.
  var tooLarge: FileError { Self.tooLarge(dataset, shape) }

  private static func tooLarge(_ dataset: HDF5Dataset, _ shape: [Int]) -> FileError {
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

  /// The stored bytes of the chunk at `offset`, and for each filter whether it was left out; see ``HDF5ChunkSource``.
  func storedBytes(at offset: [Int]) throws -> (bytes: UnsafeRawBufferPointer, skipped: UInt32) {
    try source.stored(at: Array(offset.prefix(shape.count)))
  }

  /// What is wrong with a chunk, by the byte at which it starts.
  func error(at offset: [Int], _ problem: String) -> FileError {
    dataset.error(atChunk: Array(offset.prefix(shape.count)), problem)
  }

  /// Reads the chunk that starts at an element, as many bytes as a chunk has.
  func decode(at offset: [Int], into output: UnsafeMutableRawBufferPointer) throws {
    if filters.isEmpty { return try source.readPlain(at: Array(offset.prefix(shape.count)), into: output) }
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

  /// Memory between two filters, of which one may leave a checksum after the chunk.
  private func intermediate(_ index: Int) -> UnsafeMutableRawBufferPointer {
    while scratch.count <= index {
      scratch.append(AlignedMemory(uninitializedByteCount: chunkBytes + chunkBytes / 16 + HDF5ChunkPlan.overheadBytes))
    }
    return UnsafeMutableRawBufferPointer(start: scratch[index].baseAddress, count: scratch[index].byteCount)
  }
}
