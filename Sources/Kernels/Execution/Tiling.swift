/// A rectangle of a grid.
struct Tile {
  var rows: Range<Int>
  var columns: Range<Int>

  var pixelCount: Int { rows.count * columns.count }
}

/// A grid cut into tiles: bands of whole rows, or parts of one row where a row is longer than a tile.
///
/// The cut depends on the grid alone, never on the number of threads.
struct Tiling {
  private let rows: Int
  private let columns: Int
  private let rowsPerTile: Int
  private let columnsPerTile: Int
  private let tilesPerRow: Int
  private let bands: Int

  /// Cuts a grid into tiles of at most `pixels`, or one row's part of it.
  init(rows: Int, columns: Int, pixels: Int) {
    self.rows = rows
    self.columns = columns
    tilesPerRow = (columns + pixels - 1) / pixels
    columnsPerTile = (columns + tilesPerRow - 1) / tilesPerRow
    rowsPerTile = tilesPerRow > 1 ? 1 : max(1, pixels / columns)
    bands = (rows + rowsPerTile - 1) / rowsPerTile
  }

  var count: Int { bands * tilesPerRow }

  subscript(index: Int) -> Tile {
    let (band, part) = index.quotientAndRemainder(dividingBy: tilesPerRow)
    let row = band * rowsPerTile
    let column = part * columnsPerTile
    return Tile(
      rows: row..<min(row + rowsPerTile, rows), columns: column..<min(column + columnsPerTile, columns))
  }
}
