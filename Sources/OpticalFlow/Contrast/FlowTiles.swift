/// Flow by tiles: a vector at the centre of each of `rows` x `columns` equal tiles of a picture, bilinear between the
/// centres and that of the nearest beyond them.
package struct FlowTiles: Sendable, Hashable {
  let columns: Int
  let rows: Int
  /// All vectors' parts to the right by rows, then all their parts downwards.
  package var values: [Double]

  /// Tiles at rest.
  package init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    values = Array(repeating: 0, count: 2 * columns * rows)
  }

  /// The number of tiles.
  var count: Int { columns * rows }

  var grid: TileGrid { TileGrid(columns: columns, rows: rows) }

  /// The vector of a tile.
  subscript(tile: Int) -> (u: Double, v: Double) {
    get { (values[tile], values[count + tile]) }
    set { (values[tile], values[count + tile]) = (newValue.u, newValue.v) }
  }

  /// The tiles around a tile, those that share a side first.
  func neighbors(of tile: Int) -> [Int] {
    let (row, column) = tile.quotientAndRemainder(dividingBy: columns)
    return [(-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1)].compactMap { dx, dy in
      let (x, y) = (column + dx, row + dy)
      return x >= 0 && y >= 0 && x < columns && y < rows ? y * columns + x : nil
    }
  }

  /// How far the vectors of the same tiles are apart, on average.
  func meanDistance(to other: FlowTiles) -> Double {
    precondition(grid == other.grid, "The tiles are others.")
    let sum = (0..<count).reduce(0.0) { sum, tile in
      let (u, v) = (self[tile].u - other[tile].u, self[tile].v - other[tile].v)
      return sum + (u * u + v * v).squareRoot()
    }
    return sum / Double(count)
  }

  /// Gives tiles of which nothing is known the mean of those beside them, so that the flow runs on evenly; where nothing
  /// is known of any, all stay.
  mutating func fill(where isUnknown: [Bool]) {
    guard isUnknown.contains(true), isUnknown.contains(false) else { return }
    var isKnown = isUnknown.map { !$0 }
    // First outwards from what is known, then evenly.
    for _ in 0..<2 * (columns + rows) {
      let (before, wasKnown) = (self, isKnown)
      for tile in 0..<count where isUnknown[tile] {
        let (row, column) = tile.quotientAndRemainder(dividingBy: columns)
        var beside: [Int] = []
        if column > 0 { beside.append(tile - 1) }
        if column < columns - 1 { beside.append(tile + 1) }
        if row > 0 { beside.append(tile - columns) }
        if row < rows - 1 { beside.append(tile + columns) }
        beside.removeAll { !wasKnown[$0] }
        if beside.isEmpty { continue }
        let sum = beside.reduce((u: 0.0, v: 0.0)) { ($0.u + before[$1].u, $0.v + before[$1].v) }
        self[tile] = (sum.u / Double(beside.count), sum.v / Double(beside.count))
        isKnown[tile] = true
      }
    }
  }

  /// The same flow by other tiles, as it is at their centres.
  func resampled(columns: Int, rows: Int) -> FlowTiles {
    var result = FlowTiles(columns: columns, rows: rows)
    let across = TileSteps(tiles: self.columns, pixels: columns)
    let along = TileSteps(tiles: self.rows, pixels: rows)
    for row in 0..<rows {
      for column in 0..<columns {
        func part(_ offset: Int) -> Double {
          func inRow(_ tileRow: Int) -> Double {
            let start = offset + tileRow * self.columns
            return (1 - across.later[column]) * values[start + across.before[column]]
              + across.later[column] * values[start + across.after[column]]
          }
          return (1 - along.later[row]) * inRow(along.before[row]) + along.later[row] * inRow(along.after[row])
        }
        result[row * columns + column] = (part(0), part(count))
      }
    }
    return result
  }
}
