import CKernels
import Runtime

/// A grid of bins in time, cut into tiles of whole rows, each with its cells in a row: `[tile][bin][row][column]`.
///
/// Where events are shared among rows a tile has one row more, which takes what falls into the first row of the next.
/// The cut depends on the size alone.
struct GridTiles {
  let width: Int
  let height: Int
  let bins: Int
  /// The rows of a tile that are its own; the last tile may have less.
  let rowsPerTile: Int
  let count: Int
  /// The cells of a bin in a tile.
  let plane: Int
  let cellsPerTile: Int
  private let hasSpill: Bool
  private let memory: AlignedMemory
  private let rowTable: AlignedMemory

  /// Pixels of a tile: two bins of them, which events of one moment go to, stay in a core's caches.
  private static let pixelsPerTile = 19_200
  /// Cells after each tile, which take nothing but zeros, or whole registers.
  private static let slack = 16

  /// Takes cells of zero.
  init(width: Int, height: Int, bins: Int, hasSpill: Bool) {
    self.width = width
    self.height = height
    self.bins = bins
    self.hasSpill = hasSpill
    let most = Int(SACCADE_TILES)
    rowsPerTile = max(1, Self.pixelsPerTile / width, (height + most - 1) / most)
    count = (height + rowsPerTile - 1) / rowsPerTile
    plane = (rowsPerTile + (hasSpill ? 1 : 0)) * width
    // An event goes to its bin and the next; where there is one bin the next takes nothing.
    cellsPerTile = max(bins, 2) * plane + Self.slack
    precondition(count * cellsPerTile < UInt32.max, "A grid of \(bins) bins of \(width) by \(height) is too large.")
    memory = AlignedMemory(zeroedByteCount: count * cellsPerTile * MemoryLayout<Float>.stride)
    rowTable = AlignedMemory(uninitializedByteCount: (height + 1) * MemoryLayout<SaccadeGridRow>.stride)
    let rows = rowTable.buffer(of: SaccadeGridRow.self, count: height + 1)
    for row in 0..<height {
      let (tile, place) = row.quotientAndRemainder(dividingBy: rowsPerTile)
      rows.initializeElement(
        at: row, to: SaccadeGridRow(cell: UInt32(tile * cellsPerTile + place * width), tile: UInt32(tile)))
    }
    rows.initializeElement(at: height, to: SaccadeGridRow(cell: 0, tile: UInt32(count)))
  }

  /// The first cell of all.
  var cells: UnsafeMutablePointer<Float> {
    memory.baseAddress.bindMemory(to: Float.self, capacity: count * cellsPerTile)
  }

  /// What the loops have to know, for events between two times.
  func description(_ bounds: EventTimeBounds) -> SaccadeEventGrid {
    SaccadeEventGrid(
      width: UInt32(width), height: UInt32(height), plane: UInt32(plane), tiles: UInt32(count),
      last_bin: UInt32(max(bins - 2, 0)), first: bounds.first, duration: bounds.duration,
      scale: bounds.scale(bins: bins),
      rows: UnsafePointer(rowTable.baseAddress.bindMemory(to: SaccadeGridRow.self, capacity: height + 1)))
  }

  /// Moves one tile's rows to a grid `[bins, height, width]` and leaves zeros. No two tiles share a cell.
  func take(_ tile: Int, to grid: UnsafeMutablePointer<Float>, loops: SaccadeEventLoops) {
    let rows = tile * rowsPerTile..<min((tile + 1) * rowsPerTile, height)
    for bin in 0..<bins {
      let own = cells + tile * cellsPerTile + bin * plane
      let target = grid + (bin * height + rows.lowerBound) * width
      let spilt = hasSpill && tile > 0 ? cells + (tile - 1) * cellsPerTile + bin * plane + rowsPerTile * width : nil
      loops.grid_take(own, spilt, width, target)
      loops.grid_take(own + width, nil, (rows.count - 1) * width, target + width)
    }
  }

  /// Clears what events at the lower edge gave to rows below the picture.
  func clearBelow() {
    let rows = height - (count - 1) * rowsPerTile
    for bin in 0..<max(bins, 2) {
      let start = (count - 1) * cellsPerTile + bin * plane + rows * width
      (cells + start).update(repeating: 0, count: plane - rows * width)
    }
  }
}
