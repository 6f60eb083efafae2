/// A picture cut into square tiles, counted row by row; the last of a row or column may reach beyond it.
struct TileGrid {
  /// The tiles of a row.
  let columns: Int
  /// The number of tiles.
  let count: Int

  init(height: Int, width: Int, side: Int) {
    columns = (width + side - 1) / side
    count = columns * ((height + side - 1) / side)
  }

  /// Calls `body` for every piece of one row in a range of tiles, with its distance from the range's first tile.
  @inline(__always)
  func forEachSegment(
    of tiles: Range<Int>, _ body: (_ offset: Int, _ row: Int, _ column: Int, _ length: Int) -> Void
  ) {
    var tile = tiles.lowerBound
    while tile < tiles.upperBound {
      let (row, column) = tile.quotientAndRemainder(dividingBy: columns)
      let length = min(columns - column, tiles.upperBound - tile)
      body(tile - tiles.lowerBound, row, column, length)
      tile += length
    }
  }
}
