import Kernels

/// The motions that parts of a window may have: what tiles of two sizes want, each for itself, gathered.
struct LayerSearch {
  let workers: Workers

  private static let grids = [TileGrid(columns: 8, rows: 6), TileGrid(columns: 16, rows: 12)]
  private static let plan = TileSearch.Plan(range: 24, coarsest: 4, kept: 4)
  /// How much better than rest a displacement must be, of what rest costs.
  private static let leastGain = 0.05
  /// Displacements closer than this, in pixels, are one motion, and those closer than that of one thing that grows or turns.
  private static let (reach, reachOfThing) = (1.5, 3.5)
  private static let mostEvents = 100_000

  /// Displacements over the window, those first that explain the most.
  func motions(of events: ContrastSolver.Events, most: Int) -> [LayerMotion] {
    var groups: [(u: Double, v: Double, weight: Double)] = []
    for grid in Self.grids {
      let search = TileSearch(
        events, step: max(1, events.x.count / Self.mostEvents), grid: grid, workers: workers)
      let rest = [[(u: Double, v: Double)]](repeating: [(0, 0)], count: grid.count)
      for found in search.run(Self.plan, candidates: rest) {
        guard let found, found.cost < found.priorCost - Self.leastGain else { continue }
        groups.append((found.u, found.v, (found.priorCost - found.cost) * Double(found.count)))
      }
    }
    groups.sort { ($0.weight, $0.u, $0.v) > ($1.weight, $1.u, $1.v) }
    func isNear(
      _ a: (u: Double, v: Double, weight: Double), _ b: (u: Double, v: Double, weight: Double), _ reach: Double
    )
      -> Bool
    { (a.u - b.u) * (a.u - b.u) + (a.v - b.v) * (a.v - b.v) <= reach * reach }
    var merged: [(u: Double, v: Double, weight: Double)] = []
    for group in groups {
      let near = merged.firstIndex { isNear($0, group, Self.reach) }
      guard let near else {
        merged.append(group)
        continue
      }
      let share = group.weight / (merged[near].weight + group.weight)
      merged[near].u += share * (group.u - merged[near].u)
      merged[near].v += share * (group.v - merged[near].v)
      merged[near].weight += group.weight
    }
    merged.sort { ($0.weight, $0.u, $0.v) > ($1.weight, $1.u, $1.v) }
    var chosen: [(u: Double, v: Double, weight: Double)] = []
    for motion in merged where chosen.count < most && !chosen.contains(where: { isNear($0, motion, Self.reachOfThing) })
    {
      chosen.append(motion)
    }
    return chosen.map { LayerMotion(u: $0.u, v: $0.v) }
  }
}
