import Kernels

/// Between which two tiles' centres each pixel of an axis lies, and how far after the first.
struct TileSteps: Sendable {
  let before: [Int]
  let after: [Int]
  let later: [Double]

  init(tiles: Int, pixels: Int) {
    let scale = Double(tiles) / Double(pixels)
    let places = (0..<pixels).map { max(0, scale * (Double($0) + 0.5) - 0.5) }
    before = places.map { min(Int($0), tiles - 1) }
    after = before.map { min($0 + 1, tiles - 1) }
    // Beyond the last centre a pixel has that tile's vector itself, not a sum that rounding makes another.
    later = zip(places, before).map { place, tile in tile == tiles - 1 ? 0 : place - Double(tile) }
  }
}

/// Turns tiles of one number into a vector a pixel, and the slopes of a cost at the pixels into those at the tiles.
final class TileSpreading {
  private let across: TileSteps
  private let along: TileSteps
  private let columns: Int
  private let rows: Int
  private let width: Int
  private let height: Int
  private let workers: Workers
  private let left: [Int32]
  private let weight: [Float]
  /// The sums of each row's slopes by the columns of tiles, for both parts.
  private var rowSums: [Double]

  init(columns: Int, rows: Int, width: Int, height: Int, workers: Workers) {
    (self.columns, self.rows, self.width, self.height, self.workers) = (columns, rows, width, height, workers)
    across = TileSteps(tiles: columns, pixels: width)
    along = TileSteps(tiles: rows, pixels: height)
    left = across.before.map(Int32.init)
    weight = across.later.map(Float.init)
    rowSums = Array(repeating: 0, count: 2 * height * columns)
  }

  /// Writes the flow of tiles at every pixel.
  func spread(_ tiles: FlowTiles, into field: VectorField) {
    precondition(tiles.columns == columns && tiles.rows == rows, "The tiles are others.")
    field.rowBounds.withUnsafeMutableBufferPointer { bounds in
      tiles.values.withUnsafeBufferPointer { values in
        workers.forEach(height) { y in
          // One column more, so that the last has a neighbour.
          withUnsafeTemporaryAllocation(of: Float.self, capacity: columns + 1) { line in
            for (part, plane) in [field.u, field.v].enumerated() {
              let start = part * tiles.count
              let (first, second) = (start + along.before[y] * columns, start + along.after[y] * columns)
              let later = along.later[y]
              var (least, most) = (Float.infinity, -Float.infinity)
              for column in 0..<columns {
                let value = Float((1 - later) * values[first + column] + later * values[second + column])
                line[column] = value
                (least, most) = (min(least, value), max(most, value))
              }
              line[columns] = line[columns - 1]
              let row = plane.baseAddress.map { $0 + y * width }
              guard let row, let line = line.baseAddress else { continue }
              for x in 0..<width {
                let (index, share) = (Int(left[x]), weight[x])
                row[x] = (1 - share) * line[index] + share * line[index + 1]
              }
              if part == 1 { bounds[y] = least...max(least, most) }
            }
          }
        }
      }
    }
  }

  /// The slopes at the tiles: each gets its share of every pixel's.
  func gather(_ slopes: VectorField) -> [Double] {
    rowSums.withUnsafeMutableBufferPointer { sums in
      workers.forEach(height) { y in
        for (part, plane) in [slopes.u, slopes.v].enumerated() {
          guard let row = plane.baseAddress.map({ $0 + y * width }), let sums = sums.baseAddress else { continue }
          let line = sums + (part * height + y) * columns
          line.update(repeating: 0, count: columns)
          // The pixels between two centres in a row share them.
          var x = 0
          while x < width {
            let tile = left[x]
            var (near, far) = (0.0, 0.0)
            while x < width && left[x] == tile {
              let value = Double(row[x])
              let share = Double(weight[x]) * value
              near += value - share
              far += share
              x += 1
            }
            line[Int(tile)] += near
            line[min(Int(tile) + 1, columns - 1)] += far
          }
        }
      }
    }
    var result = [Double](repeating: 0, count: 2 * columns * rows)
    for part in 0..<2 {
      for y in 0..<height {
        let (first, second) = (
          (part * rows + along.before[y]) * columns, (part * rows + along.after[y]) * columns
        )
        let later = along.later[y]
        for column in 0..<columns {
          let sum = rowSums[(part * height + y) * columns + column]
          result[first + column] += (1 - later) * sum
          result[second + column] += later * sum
        }
      }
    }
    return result
  }
}
