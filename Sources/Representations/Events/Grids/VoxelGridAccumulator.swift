import CKernels
import Kernels
import Recordings
import Tensors

/// Adds events to the cells of a voxel grid in the order in which they come.
///
/// Events are taken in blocks of some chunks. Threads sort chunks by tile, then add each tile's events, chunk after
/// chunk: a cell gets them in the order of the recording, whichever thread adds them.
final class VoxelGridAccumulator: EventAccumulator<Float> {
  private let bins: Int
  /// Nil to leave cells as they are.
  private let normalization: VoxelGrid.Deviation?
  private let sharesInSpace: Bool
  private var tiles: GridTiles
  private var chunks = SortedChunks()
  private var isClear = true

  init(
    bins: Int, normalization: VoxelGrid.Deviation?, volume: SpaceTimeWindow, workers: Workers,
    usesFractionalCoordinates: Bool = false
  ) {
    self.bins = bins
    self.normalization = normalization
    sharesInSpace = usesFractionalCoordinates
    tiles = GridTiles(
      width: volume.width, height: volume.height, bins: bins, hasSpill: usesFractionalCoordinates)
    super.init(volume: volume, workers: workers, usesFractionalCoordinates: usesFractionalCoordinates)
  }

  override func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    isClear = false
    let grid = tiles.description(volume.eventBounds)
    events.withColumns { columns in
      if let coordinates {
        coordinates.x.withUnsafeBufferPointer { x in
          coordinates.y.withUnsafeBufferPointer { y in
            gather(columns, count: events.count, places: (x, y), grid: grid)
          }
        }
      } else {
        gather(columns, count: events.count, places: nil, grid: grid)
      }
    }
  }

  private typealias Places = (x: UnsafeBufferPointer<Float>, y: UnsafeBufferPointer<Float>)

  private func gather(_ columns: EventColumns, count: Int, places: Places?, grid: SaccadeEventGrid) {
    let recordBytes =
      places == nil ? MemoryLayout<SaccadeEventShare>.stride : MemoryLayout<SaccadeEventShares>.stride
    chunks.reserve(events: count, recordBytes: recordBytes)
    for start in stride(from: 0, to: count, by: chunks.eventsPerBlock) {
      let block = start..<min(start + chunks.eventsPerBlock, count)
      let pieces = (block.count + SortedChunks.chunkLength - 1) / SortedChunks.chunkLength
      workers.forEach(pieces) { piece in
        let first = start + piece * SortedChunks.chunkLength
        sort(columns, first..<min(first + SortedChunks.chunkLength, block.upperBound), piece, places, grid)
      }
      droppedEventCount += chunks.dropped(in: pieces)
      workers.forEach(tiles.count) { tile in
        for piece in 0..<pieces { add(piece, tile, isShared: places != nil) }
      }
    }
  }

  private func sort(
    _ columns: EventColumns, _ range: Range<Int>, _ piece: Int, _ places: Places?, _ grid: SaccadeEventGrid
  ) {
    var (grid, from) = (grid, SaccadeEventColumns(columns, from: range.lowerBound))
    let (rows, starts) = (chunks.rows(piece), chunks.starts(piece))
    if let x = places?.x.baseAddress, let y = places?.y.baseAddress {
      var places = SaccadeEventPlaces(x: x + range.lowerBound, y: y + range.lowerBound)
      chunks.setDropped(
        loops.grid_sort_shared(
          &from, &places, range.count, &grid, rows, chunks.records(piece, of: SaccadeEventShares.self), starts),
        in: piece)
    } else {
      chunks.setDropped(
        loops.grid_sort(
          &from, range.count, &grid, rows, chunks.records(piece, of: SaccadeEventShare.self), starts), in: piece)
    }
  }

  private func add(_ piece: Int, _ tile: Int, isShared: Bool) {
    let starts = chunks.starts(piece)
    let (first, count) = (Int(starts[tile]), Int(starts[tile + 1] - starts[tile]))
    if isShared {
      let records = chunks.records(piece, of: SaccadeEventShares.self)
      loops.grid_add_shared(records + first, count, tiles.plane, tiles.width, tiles.cells)
    } else {
      loops.grid_add(chunks.records(piece, of: SaccadeEventShare.self) + first, count, tiles.plane, tiles.cells)
    }
  }

  override func result() -> Tensor<Float> {
    let tensor = Tensor<Float>(unsafeUninitializedShape: [bins, volume.height, volume.width]) { grid in
      guard let first = grid.baseAddress else { return }
      nonisolated(unsafe) let target = first
      workers.forEach(tiles.count) { tile in tiles.take(tile, to: target, loops: loops) }
      if let normalization { NonZeroNormalization.apply(to: grid, deviation: normalization, workers: workers) }
    }
    // What fell below the picture stays in the last tile.
    if sharesInSpace { tiles.clearBelow() }
    isClear = true
    return tensor
  }

  override func reset(after old: SpaceTimeWindow) {
    if isClear && old.width == volume.width && old.height == volume.height { return }
    tiles = GridTiles(width: volume.width, height: volume.height, bins: bins, hasSpill: sharesInSpace)
    isClear = true
  }
}
