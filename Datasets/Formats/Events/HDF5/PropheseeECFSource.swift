import Recordings

/// Events in Prophesee's HDF5 with its codec, decoded chunk by chunk from the stored bytes into columns.
final class PropheseeECFSource: EventFileSource {
  let header: EventHeader
  private var triggers: TriggerQueue
  let warnings: [RecordingWarning] = []

  private let chunks: HDF5ChunkReader
  private let count: Int
  private let chunkRows: Int
  /// The first event not handed out.
  private var position = 0
  /// Events of a chunk that did not fit in the columns, and which of them are left.
  private var carried: EventBatch
  private var left = 0..<0

  /// Opens a recording; nil where it is stored without the codec, or with another filter beside it.
  init?(_ file: HDF5File, options: EventReadOptions) throws {
    let dataset = try file.dataset("CD/events")
    guard case .chunked(let shape, let filters) = dataset.storage, filters == [.ecf], shape.count == 1 else {
      return nil
    }
    guard dataset.elementBytes == ECFRecords.recordBytes, shape[0] <= ECFDecoder.mostEvents else {
      throw dataset.error(
        "its chunks of \(shape[0]) records of \(dataset.elementBytes) bytes are none of the ECF codec")
    }
    chunks = try HDF5ChunkReader(dataset, chunkShape: shape, filters: filters)
    count = dataset.shape[0]
    chunkRows = shape[0]
    carried = EventBatch(capacity: chunkRows)
    let size = try options.size ?? HDF5Geometry.size(of: file, layout: .prophesee)
    header = EventHeader(format: .propheseeHDF5, width: size?.width, height: size?.height)
    triggers = TriggerQueue(try PropheseeTriggers.read(file))
  }

  func takeTriggers() -> [ExternalTrigger] { triggers.take() }

  func read(into columns: EventColumns) throws -> Int {
    var written = 0
    while written < columns.capacity {
      if !left.isEmpty {
        let part = min(left.count, columns.capacity - written)
        copy(left.prefix(part), into: columns, from: written)
        left = left.dropFirst(part)
        written += part
        continue
      }
      if position >= count { break }
      if columns.capacity - written >= chunkRows {
        written += try decodeChunk(into: columns, from: written)
      } else if written > 0 {
        break
      } else {
        var decoded = 0
        try carried.refill {
          decoded = try decodeChunk(into: $0, from: 0)
          return decoded
        }
        left = 0..<decoded
      }
    }
    return written
  }

  func seek(toMicroseconds time: Int64) throws -> Bool {
    let start = try RowSearch.start(before: time, count: count, step: chunkRows) { row in
      position = row
      try carried.refill { try decodeChunk(into: $0, from: 0) }
      return carried[0].timeMicroseconds
    }
    (position, left) = (start, 0..<0)
    return true
  }

  /// Decodes the next chunk; how many of its events count.
  private func decodeChunk(into columns: EventColumns, from start: Int) throws -> Int {
    let wanted = min(chunkRows, count - position)
    let (bytes, skipped) = try chunks.storedBytes(at: [position])
    do {
      if skipped != 0 || bytes.isEmpty { throw HDF5FilterFailure(problem: "it was stored without it") }
      let claimed = try ECFDecoder.eventCount(bytes)
      guard claimed >= wanted, claimed <= chunkRows else {
        throw HDF5FilterFailure(problem: "it holds \(claimed) events where \(wanted) belong")
      }
      _ = try ECFDecoder.decode(bytes, into: columns, from: start)
    } catch let failure as HDF5FilterFailure {
      throw chunks.error(at: [position], "a chunk's ECF cannot be decoded: \(failure.problem)")
    }
    position += wanted
    return wanted
  }

  private func copy(_ places: Range<Int>, into columns: EventColumns, from start: Int) {
    carried.withColumns {
      (columns.t + start).update(from: $0.t + places.lowerBound, count: places.count)
      (columns.x + start).update(from: $0.x + places.lowerBound, count: places.count)
      (columns.y + start).update(from: $0.y + places.lowerBound, count: places.count)
      (columns.p + start).update(from: $0.p + places.lowerBound, count: places.count)
    }
  }
}
