import Foundation
import Kernels

/// Finds the flow of a window of events by making ``ContrastObjective`` small, from coarse tiles to fine ones.
///
/// At every scale displacements are tried tile by tile (``TileSearch``), and a descent of all tiles together follows.
struct ContrastSolver {
  /// The events of a window.
  struct Events {
    var x: [UInt16]
    var y: [UInt16]
    /// From 0 at the start of the window to 1 at its end.
    var time: [Float]
    var width: Int
    var height: Int
  }

  struct Solution {
    var tiles: FlowTiles
    /// The cost at the solution; events at rest cost 4.
    var cost: Double
    var evaluations: Int
  }

  /// The columns and rows of tiles at each scale, coarsest first.
  var scales: [(columns: Int, rows: Int)] = [(1, 1), (2, 2), (4, 4), (8, 8), (16, 16)]
  var variationWeight = 0.01
  var mostSteps = 20
  /// How much better, of the cost at rest, a displacement must be that a search found.
  var margin = 0.02
  let workers: Workers

  static func setting(_ name: String, _ value: Double) -> Double {
    ProcessInfo.processInfo.environment[name].flatMap(Double.init) ?? value
  }

  func solve(_ events: Events, start: FlowTiles? = nil) -> Solution? {
    let pixels = PixelEvents(
      x: events.x, y: events.y, time: events.time, width: events.width, height: events.height)
    let objective = ContrastObjective(events: pixels, variationWeight: variationWeight, workers: workers)
    guard objective.restEnergy > 0 else { return nil }
    var best = FlowTiles(columns: 1, rows: 1)
    var bestCost = 4.0
    let verbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil
    for (level, scale) in scales.enumerated() {
      let began = ContinuousClock.now
      let prior = best.resampled(columns: scale.columns, rows: scale.rows)
      let searched = search(events, level: level, prior: prior, start: start)
      let searchSeconds = (ContinuousClock.now - began) / .seconds(1)
      let fromPrior = descend(prior, objective)
      var chosen = fromPrior
      if searched.values != prior.values {
        let fromSearch = descend(searched, objective)
        if fromSearch.cost < fromPrior.cost - margin * Self.setting("SOLVE_MARGIN", 1) { chosen = fromSearch }
      }
      if verbose {
        let moved = zip(searched.values, prior.values).filter { $0 != $1 }.count
        print(
          "  \(scale.columns)x\(scale.rows) prior \(bestCost) from prior \(fromPrior.cost) chosen \(chosen.cost) moved "
            + "\(moved) search \(searchSeconds) s, all \((ContinuousClock.now - began) / .seconds(1)) s, "
            + "\(objective.evaluationCount)")
      }
      if Self.setting("HELD", 1) > 0, scale.columns * scale.rows > 16, chosen.tiles != prior {
        let halves = (0..<2).map { half -> ContrastObjective in
          func pick<T>(_ values: [T]) -> [T] { stride(from: half, to: values.count, by: 2).map { values[$0] } }
          return ContrastObjective(
            events: PixelEvents(
              x: pick(events.x), y: pick(events.y), time: pick(events.time), width: events.width,
              height: events.height), variationWeight: variationWeight, workers: workers)
        }
        let fitted = descend(searched.values != prior.values && chosen.tiles != fromPrior.tiles ? searched : prior, halves[0])
        let before = halves[1].evaluate(prior).cost
        let after = halves[1].evaluate(fitted.tiles).cost
        if verbose { print("    held out \(before) -> \(after), fitted \(halves[0].evaluate(prior).cost) -> \(fitted.cost)") }
        if !(after < before) { break }
      }
      // Finer tiles can always do what coarser ones do, but for what is told between the centres.
      if chosen.cost < bestCost || level == 0 { (best, bestCost) = (chosen.tiles, chosen.cost) }
    }
    return Solution(tiles: best, cost: bestCost, evaluations: objective.evaluationCount)
  }

  private func descend(_ tiles: FlowTiles, _ objective: ContrastObjective) -> (tiles: FlowTiles, cost: Double) {
    var free = [Bool](repeating: true, count: tiles.values.count)
    for tile in 0..<tiles.count where tiles[tile] == (0, 0) {
      (free[tile], free[tiles.count + tile]) = (false, false)
    }
    var tried = tiles
    if !free.contains(true) { return (tiles, objective.evaluate(tiles).cost) }
    var minimizer = QuasiNewton()
    minimizer.mostSteps = mostSteps
    let result = minimizer.minimize(from: tiles.values, isFree: free) { values in
      tried.values = values
      let (cost, gradient) = objective.evaluate(tried)
      return (cost, gradient)
    }
    tried.values = result.values
    return (tried, result.value)
  }

  private func search(_ events: Events, level: Int, prior: FlowTiles, start: FlowTiles?) -> FlowTiles {
    let most = prior.count == 1 ? 10_000 : Int(Self.setting("SEARCH_EVENTS", 100_000))
    let search = TileSearch(
      x: events.x, y: events.y, time: events.time, step: max(1, events.x.count / most), columns: prior.columns,
      rows: prior.rows, width: events.width, height: events.height, workers: workers)
    let other = start?.resampled(columns: prior.columns, rows: prior.rows)
    let plan =
      prior.count == 1
      ? TileSearch.Plan(range: 96, coarsest: 8, kept: 6)
      : TileSearch.Plan(
        range: Int(prior.count >= 64 ? Self.setting("FRANGE", 16) : Self.setting("RANGE", 16)), coarsest: 4,
        kept: Int(Self.setting("KEPT", 4)))
    let candidates = (0..<prior.count).map { tile -> [(u: Double, v: Double)] in
      let (row, column) = tile.quotientAndRemainder(dividingBy: prior.columns)
      var list = [prior[tile], (0, 0)]
      if let other { list.append(other[tile]) }
      for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1)] {
        let (x, y) = (column + dx, row + dy)
        if x >= 0 && y >= 0 && x < prior.columns && y < prior.rows { list.append(prior[y * prior.columns + x]) }
      }
      return list
    }
    let found = search.run(plan, candidates: candidates)
    var result = prior
    for (tile, found) in found.enumerated() {
      if let found, ProcessInfo.processInfo.environment["VERBOSE"] == "2", found.cost < found.priorCost - 0.001 {
        print("   tile \(tile) \(found) agrees \(search.agrees(tile: tile, better: (found.u, found.v), worse: prior[tile]))")
      }
      guard let found, found.cost < found.priorCost - margin * Self.setting("SEARCH_MARGIN", 1),
        (found.u, found.v) != prior[tile]
      else { continue }
      if search.agrees(tile: tile, better: (found.u, found.v), worse: prior[tile]) {
        result[tile] = (found.u, found.v)
      }
    }
    if Self.setting("FILL", 1) > 0 { result.fill(where: found.map { $0 == nil }) }
    return result
  }
}

/// For the bench while it is tuned.
package enum ContrastTrial {
  package static func run(
    x: [UInt16], y: [UInt16], time: [Float], width: Int, height: Int, workers: Workers
  ) -> (flow: [Float], cost: Double, evaluations: Int) {
    var solver = ContrastSolver(workers: workers)
    let finest = Int(ContrastSolver.setting("FINEST", 16))
    solver.scales = [1, 2, 4, 8, 16, 32].filter { $0 <= finest }.map { ($0, $0) }
    solver.mostSteps = Int(ContrastSolver.setting("STEPS", 20))
    guard
      let solution = solver.solve(
        ContrastSolver.Events(x: x, y: y, time: time, width: width, height: height))
    else { return ([], 4, 0) }
    let field = VectorField(width: width, height: height)
    TileSpreading(
      columns: solution.tiles.columns, rows: solution.tiles.rows, width: width, height: height, workers: workers
    ).spread(solution.tiles, into: field)
    return (Array(field.u) + Array(field.v), solution.cost, solution.evaluations)
  }
}
