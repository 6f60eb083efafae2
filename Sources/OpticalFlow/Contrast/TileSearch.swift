import Kernels

/// Displacements tried tile by tile: what a descent cannot find, since events at rest lie on whole pixels and every small
/// motion blurs them.
///
/// Each tile's events are moved alike; the best of many displacements on pictures of a part of the resolution are tried
/// again with half the steps on finer ones. The cost of a displacement is that of ``ContrastObjective`` without the total
/// variation, over 4: events at rest cost 1.
final class TileSearch {
  /// The events of a tile, places counted from its corner.
  struct Tile {
    var x: [Float] = []
    var y: [Float] = []
    var time: [Float] = []
  }

  struct Found {
    var u: Double
    var v: Double
    /// The cost there, and that of the displacement before.
    var cost: Double
    var priorCost: Double
    /// The tile's events.
    var count = 0
  }

  /// What a search tries.
  struct Plan {
    /// How far from the displacement before; steps are `coarsest` long.
    var range: Int
    /// The part of the resolution at first: 1 over this; a power of two.
    var coarsest: Int
    /// How many are tried again with half the steps.
    var kept: Int
  }

  private let tileWidth: Double
  private let tileHeight: Double
  private var tiles: [Tile]
  private let workers: Workers
  /// Tiles with fewer events stay as they are.
  private static let fewestEvents = 60

  /// - Parameter step: Every how many-th event is used.
  init(_ events: ContrastSolver.Events, step: Int, grid: TileGrid, workers: Workers) {
    self.workers = workers
    tileWidth = Double(events.width) / Double(grid.columns)
    tileHeight = Double(events.height) / Double(grid.rows)
    tiles = Array(repeating: Tile(), count: grid.count)
    for index in stride(from: 0, to: events.x.count, by: step) {
      let column = Int(events.x[index]) * grid.columns / events.width
      let row = Int(events.y[index]) * grid.rows / events.height
      let tile = row * grid.columns + column
      tiles[tile].x.append(Float(events.x[index]) - Float(Double(column) * tileWidth))
      tiles[tile].y.append(Float(events.y[index]) - Float(Double(row) * tileHeight))
      tiles[tile].time.append(events.time[index])
    }
  }

  /// The best displacement of each tile near that before; nil for tiles with too few events.
  ///
  /// - Parameter candidates: Further displacements to try, a list a tile; the first is the one before.
  func run(_ plan: Plan, candidates: [[(u: Double, v: Double)]]) -> [Found?] {
    var result = [Found?](repeating: nil, count: tiles.count)
    result.withUnsafeMutableBufferPointer { result in
      workers.forEach(tiles.count) { index in
        guard tiles[index].x.count >= Self.fewestEvents, let prior = candidates[index].first else { return }
        var trial = trial(tiles[index], plan, candidates[index])
        var found = trial.best(prior: prior)
        found.count = tiles[index].x.count
        result[index] = found
      }
    }
    return result
  }

  /// Whether both halves of a tile's events, taken in turn, say that one displacement is better than another.
  func agrees(tile index: Int, better: (u: Double, v: Double), worse: (u: Double, v: Double)) -> Bool {
    let tile = tiles[index]
    return (0..<2).allSatisfy { half in
      func pick(_ values: [Float]) -> [Float] { stride(from: half, to: values.count, by: 2).map { values[$0] } }
      var trial = trial(
        Tile(x: pick(tile.x), y: pick(tile.y), time: pick(tile.time)), Plan(range: 0, coarsest: 1, kept: 1),
        [better, worse])
      return trial.fineCost(better.u, better.v) < trial.fineCost(worse.u, worse.v)
    }
  }

  private func trial(_ tile: Tile, _ plan: Plan, _ candidates: [(u: Double, v: Double)]) -> TileTrial {
    TileTrial(
      tile: tile, width: tileWidth, height: tileHeight, plan: plan, candidates: candidates,
      isWhole: tiles.count == 1, workers: workers)
  }
}
