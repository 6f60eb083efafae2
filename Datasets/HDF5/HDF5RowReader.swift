import CHDF5
import Files
import Runtime
import Tensors

/// Reads rows of a dataset as the bytes that they are stored as, a chunk at a time, into buffers that it keeps.
///
/// The library finds the stored bytes; they are decoded here, outside its lock, so that several columns can be at it at
/// once, a damaged chunk cannot make the library trust a length that is not so, and no more memory is taken than two
/// chunks. Rows are read from the first on, or from anywhere; going back within a chunk costs nothing.
final class HDF5RowReader {
  let dataset: HDF5Dataset
  /// The rows: the length of the first axis.
  let count: Int
  /// The bytes of a row.
  let rowBytes: Int

  /// The rows that are decoded at once; those of a chunk.
  let bandRows: Int

  private let file: InputFile
  /// The only column that is read, where columns have chunks of their own.
  private let column: Int?
  /// The only row that is read, as a column.
  private let line: Int?
  private var band: Int?
  private var memory: AlignedMemory
  private var chunk: HDF5ChunkReader?

  private static let pieceBytes = 256 << 10

  /// Whether the columns of a dataset of two axes lie in chunks of their own, which may be read by themselves.
  static func hasColumnChunks(_ dataset: HDF5Dataset) -> Bool {
    guard case .chunked(let shape, _) = dataset.storage else { return false }
    return shape.count == 2 && shape[1] == 1
  }

  /// Prepares to read a dataset of one or two axes.
  ///
  /// - Parameters:
  ///   - column: The one column to read, where ``hasColumnChunks(_:)``; nil for whole rows.
  ///   - line: The one row to read as if it were a column, in a dataset of two axes; nil for whole rows.
  init(_ dataset: HDF5Dataset, column: Int? = nil, line: Int? = nil) throws {
    precondition(line == nil || dataset.shape.count == 2, "A dataset of one axis has no lines.")
    self.dataset = dataset
    self.column = column
    self.line = line
    file = try InputFile(path: dataset.file.path)
    let width = dataset.shape.count == 2 && line == nil ? dataset.shape[1] : 1
    guard (1...2).contains(dataset.shape.count),
      (1...64).contains(width), dataset.elementBytes <= 1 << 12
    else {
      throw dataset.error("its shape \(dataset.shape) is none of columns of events")
    }
    count = dataset.shape[line == nil ? 0 : 1]
    let count = count
    rowBytes = (column == nil ? width : 1) * dataset.elementBytes
    let pieceRows = max(1, Self.pieceBytes / rowBytes)
    switch dataset.storage {
    case .chunked(let shape, let filters):
      let reader = try HDF5ChunkReader(dataset, chunkShape: shape, filters: filters)
      chunk = reader
      bandRows = shape[line == nil ? 0 : 1]
      guard bandRows.multipliedReportingOverflow(by: rowBytes).partialValue <= HDF5RegisteredFilters.largestChunkBytes
      else { throw reader.tooLarge }
    case .contiguous(let offset):
      bandRows = pieceRows
      let lines = line == nil ? 1 : dataset.shape[0]
      guard count <= (file.byteCount - min(offset, file.byteCount)) / rowBytes / lines else {
        throw FileError(
          .badContent, path: file.path,
          problem: "\(count) rows of \(rowBytes) bytes are claimed but the file ends at byte \(file.byteCount)",
          place: "byte \(offset), dataset \(dataset.name)", remedy: "the file is cut off or damaged; fetch it again",
          isTruncation: true)
      }
    case .compact:
      bandRows = max(1, count)
      guard Shape.count(dataset.shape) <= HDF5RegisteredFilters.largestChunkBytes / dataset.elementBytes else {
        throw dataset.error("it is too large for its header")
      }
    case .unsupported(let error): throw error
    }
    memory = AlignedMemory(uninitializedByteCount: bandRows * rowBytes + AlignedMemory.alignment)
  }

  /// Calls `body` with rows of `range` in turn: the bytes of the first, and which they are.
  func withRows(_ range: Range<Int>, _ body: (UnsafeRawPointer, Range<Int>) throws -> Void) throws {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "The dataset has no rows \(range).")
    var row = range.lowerBound
    while row < range.upperBound {
      let index = row / bandRows
      if band != index { try load(index) }
      let end = min(range.upperBound, (index + 1) * bandRows)
      try body(memory.baseAddress + (row - index * bandRows) * rowBytes, row..<end)
      row = end
    }
  }

  private func load(_ index: Int) throws {
    band = nil
    let rows = index * bandRows..<min(count, (index + 1) * bandRows)
    let target = UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: bandRows * rowBytes)
    switch dataset.storage {
    case .contiguous(let offset):
      try file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: target[..<(rows.count * rowBytes)]),
        at: offset + ((line ?? 0) * count + rows.lowerBound) * rowBytes)
    case .compact where line != nil: try loadLine(rows, into: target)
    case .chunked where line != nil: try loadLine(rows, into: target)
    case .compact: try dataset.readCompact(into: UnsafeMutableRawBufferPointer(rebasing: target[..<(count * rowBytes)]))
    case .chunked: try chunk?.read(band: index, column: column, into: target)
    case .unsupported(let error): throw error
    }
    band = index
  }

  /// Reads a part of the one row, which lies in chunks with others, or with them in the header.
  private func loadLine(_ rows: Range<Int>, into target: UnsafeMutableRawBufferPointer) throws {
    let line = line ?? 0
    let part: AlignedMemory
    let start: Int
    if case .chunked(let shape, _) = dataset.storage, let chunk {
      part = AlignedMemory(uninitializedByteCount: chunk.chunkBytes + AlignedMemory.alignment)
      try chunk.decode(
        at: [line / shape[0] * shape[0], rows.lowerBound],
        into: UnsafeMutableRawBufferPointer(start: part.baseAddress, count: chunk.chunkBytes))
      start = line % shape[0] * shape[1]
    } else {
      let bytes = Shape.count(dataset.shape) * rowBytes
      part = AlignedMemory(uninitializedByteCount: bytes + AlignedMemory.alignment)
      try dataset.readCompact(into: UnsafeMutableRawBufferPointer(start: part.baseAddress, count: bytes))
      start = line * count
    }
    target.copyMemory(
      from: UnsafeRawBufferPointer(start: part.baseAddress + start * rowBytes, count: rows.count * rowBytes))
  }
}
