import CKernels

/// A picture cut into square tiles, counted row by row; the last of a row or column may reach beyond it.
struct TileGrid {
  /// The tiles of a row.
  private let columns: Int
  /// The number of tiles.
  let count: Int

  init(height: Int, width: Int, side: Int) {
    columns = (width + side - 1) / side
    count = columns * ((height + side - 1) / side)
  }

  /// Some tiles that follow each other, for the loops in C.
  func run(_ tiles: Range<Int>) -> SaccadeTiles {
    SaccadeTiles(first: tiles.lowerBound, count: tiles.count, across: columns)
  }
}
