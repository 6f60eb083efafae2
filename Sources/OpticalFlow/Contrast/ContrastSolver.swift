import Kernels

/// Finds the flow of a window of events by making ``ContrastObjective`` small, from coarse tiles to fine ones.
///
/// At every scale displacements are tried tile by tile (``TileSearch``), and a descent of all tiles together follows
/// (``QuasiNewton``). Two things keep events from being drawn together instead of aligned: a displacement counts only
/// where both halves of a tile's events want it, and a finer scale only where a flow that was fitted to every other event
/// sharpens the events between as well. Tiles that nothing moves stay exactly at rest.
struct ContrastSolver {
  /// The events of a window.
  struct Events {
    var x: [UInt16]
    var y: [UInt16]
    /// From 0 at the start of the window to 1 at its end.
    var time: [Float]
    var width: Int
    var height: Int

    /// Every other event.
    func half(_ first: Int) -> Events {
      func pick<Value>(_ values: [Value]) -> [Value] {
        Swift.stride(from: first, to: values.count, by: 2).map { values[$0] }
      }
      return Events(x: pick(x), y: pick(y), time: pick(time), width: width, height: height)
    }
  }

  struct Solution {
    var tiles: FlowTiles
    /// The cost; events at rest cost 4.
    var cost: Double
    /// How far each scale that was taken moved the tiles on average, in pixels.
    var updates: [Float]
  }

  /// The grids of tiles, coarsest first.
  var scales: [TileGrid]
  /// The weight of the flow's total variation.
  var variationWeight = 0.01
  /// The most steps of a descent.
  var mostSteps = 20
  let workers: Workers

  /// How much better a flow must be that a search found, of what events at rest cost.
  private static let margin = 0.02
  /// From so many tiles on a scale is held against events that it was not fitted to.
  private static let fewestHeldTiles = 17
  /// The most events that a search looks at, and the most of its coarsest scale, where the steps are long.
  private static let (mostSearched, mostSearchedAtFirst) = (100_000, 10_000)

  /// The flow of a window; nil where the events make a picture without any gradient.
  ///
  /// - Parameter start: The flow of the window before, which is tried as well.
  func solve(_ events: Events, start: FlowTiles? = nil) -> Solution? {
    let objective = objective(of: events)
    guard objective.restEnergy > 0, let first = scales.first else { return nil }
    var best = FlowTiles(columns: first.columns, rows: first.rows)
    var solution = Solution(tiles: best, cost: objective.restCost, updates: [])
    var halves: (fitted: ContrastObjective, held: ContrastObjective)?
    for scale in scales {
      let prior = best.resampled(columns: scale.columns, rows: scale.rows)
      let searched = search(events, prior: prior, start: start)
      var (from, chosen) = (prior, descend(prior, objective))
      if searched != prior {
        let other = descend(searched, objective)
        if other.cost < chosen.cost - Self.margin { (from, chosen) = (searched, other) }
      }
      guard chosen.tiles != prior, chosen.cost < solution.cost else { continue }
      if scale.count >= Self.fewestHeldTiles {
        let parts = halves ?? (self.objective(of: events.half(0)), self.objective(of: events.half(1)))
        halves = parts
        let fitted = descend(from, parts.fitted).tiles
        // A finer scale still would follow chance even more closely.
        if !(parts.held.cost(of: fitted) < parts.held.cost(of: prior)) { break }
      }
      (best, solution.tiles, solution.cost) = (chosen.tiles, chosen.tiles, chosen.cost)
      solution.updates.append(Float(chosen.tiles.meanDistance(to: prior)))
    }
    return solution
  }

  private func objective(of events: Events) -> ContrastObjective {
    ContrastObjective(
      events: PixelEvents(x: events.x, y: events.y, time: events.time, width: events.width, height: events.height),
      variationWeight: variationWeight, workers: workers)
  }

  private func descend(_ tiles: FlowTiles, _ objective: ContrastObjective) -> (tiles: FlowTiles, cost: Double) {
    let moves = (0..<tiles.count).map { tiles[$0] != (0, 0) }
    guard moves.contains(true) else { return (tiles, objective.cost(of: tiles)) }
    var tried = tiles
    var minimizer = QuasiNewton()
    minimizer.mostSteps = mostSteps
    let result = minimizer.minimize(from: tiles.values, isFree: moves + moves) { values in
      tried.values = values
      let (cost, gradient) = objective.evaluate(tried)
      return (cost, gradient)
    }
    tried.values = result.values
    return (tried, result.value)
  }

  /// The tiles with the displacements that a search found to be better.
  private func search(_ events: Events, prior: FlowTiles, start: FlowTiles?) -> FlowTiles {
    let isFirst = prior.count == 1
    let most = isFirst ? Self.mostSearchedAtFirst : Self.mostSearched
    let search = TileSearch(events, step: max(1, events.x.count / most), grid: prior.grid, workers: workers)
    let before = start?.resampled(columns: prior.columns, rows: prior.rows)
    let candidates = (0..<prior.count).map { tile in
      [prior[tile], (0, 0)] + (before.map { [$0[tile]] } ?? []) + prior.neighbors(of: tile).map { prior[$0] }
    }
    let plan =
      isFirst
      ? TileSearch.Plan(range: 96, coarsest: 8, kept: 6) : TileSearch.Plan(range: 16, coarsest: 4, kept: 4)
    let found = search.run(plan, candidates: candidates)
    var result = prior
    for (tile, found) in found.enumerated() {
      guard let found, found.cost < found.priorCost - Self.margin,
        search.agrees(tile: tile, better: (found.u, found.v), worse: prior[tile])
      else { continue }
      result[tile] = (found.u, found.v)
    }
    result.fill(where: found.map { $0 == nil })
    return result
  }
}
