/// How a picture is cut into equal tiles.
public struct TileGrid: Sendable, Hashable, CustomStringConvertible {
  /// The tiles in a row.
  public var columns: Int
  /// The tiles in a column.
  public var rows: Int

  /// The most tiles in a row or a column.
  public static let mostPerSide = 64

  /// Describes a grid of 1 to ``mostPerSide`` tiles each way.
  public init(columns: Int, rows: Int) {
    precondition(
      (1...Self.mostPerSide).contains(columns) && (1...Self.mostPerSide).contains(rows),
      "A grid has 1 to \(Self.mostPerSide) tiles each way.")
    (self.columns, self.rows) = (columns, rows)
  }

  /// The number of tiles.
  public var count: Int { columns * rows }

  /// Columns and rows, as in `16x16`.
  public var description: String { "\(columns)x\(rows)" }

  /// The grids from coarse to this one, each with half the tiles of the next in a row and in a column.
  ///
  /// - Parameter count: How many; nil for all from a single tile on.
  func scales(_ count: Int? = nil) -> [TileGrid] {
    var grids = [self]
    while let coarsest = grids.first, coarsest.count > 1, grids.count < count ?? .max {
      grids.insert(TileGrid(columns: (coarsest.columns + 1) / 2, rows: (coarsest.rows + 1) / 2), at: 0)
    }
    return grids
  }
}
