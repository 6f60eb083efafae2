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

  /// Cuts a grid.
  ///
  /// - Parameters:
  ///   - pixels: The largest tile.
  ///   - smallest: The size below which a small grid is not cut further for the sake of more tiles.
  init(rows: Int, columns: Int, pixels: Int, smallest: Int) {
    self.rows = rows
    self.columns = columns
    let wantedTiles = 8
    let target = max(smallest, min(pixels, rows * columns / wantedTiles))
    tilesPerRow = (columns + pixels - 1) / pixels
    columnsPerTile = (columns + tilesPerRow - 1) / tilesPerRow
    rowsPerTile = tilesPerRow > 1 ? 1 : max(1, target / columns)
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
