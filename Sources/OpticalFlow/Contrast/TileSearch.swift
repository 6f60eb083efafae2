import Kernels

/// Displacements tried tile by tile: what a descent cannot find, since events at rest lie on whole pixels and every small
/// motion blurs them.
///
/// Each tile's events are moved alike; the best of many displacements on pictures of a part of the resolution are tried
/// again with half the steps on finer ones. The cost of a displacement is that of ``ContrastObjective`` without the total
/// variation, over 4: events at rest cost 1.
final class TileSearch {
  /// The events of a tile, places counted from its corner.
  private struct Tile {
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

  let columns: Int
  let rows: Int
  private let tileWidth: Double
  private let tileHeight: Double
  private let size: (width: Int, height: Int)
  private var tiles: [Tile]
  private let workers: Workers
  /// Tiles with fewer events stay as they are.
  static let fewestEvents = 60

  /// - Parameter step: Every how many-th event is used.
  init(
    x: [UInt16], y: [UInt16], time: [Float], step: Int, columns: Int, rows: Int, width: Int, height: Int,
    workers: Workers
  ) {
    (self.columns, self.rows, self.workers) = (columns, rows, workers)
    (tileWidth, tileHeight) = (Double(width) / Double(columns), Double(height) / Double(rows))
    size = (width, height)
    tiles = Array(repeating: Tile(), count: columns * rows)
    for index in stride(from: 0, to: x.count, by: step) {
      let column = Int(x[index]) * columns / width
      let row = Int(y[index]) * rows / height
      let tile = row * columns + column
      tiles[tile].x.append(Float(x[index]) - Float(Double(column) * tileWidth))
      tiles[tile].y.append(Float(y[index]) - Float(Double(row) * tileHeight))
      tiles[tile].time.append(time[index])
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
        var trial = Trial(
          tile: tiles[index], width: tileWidth, height: tileHeight, plan: plan, candidates: candidates[index],
          isWhole: tiles.count == 1, size: size, workers: workers)
        result[index] = trial.best(prior: prior)
      }
    }
    return result
  }

  /// Whether both halves of a tile's events, taken in turn, agree that one displacement is better than another.
  func agrees(tile index: Int, better: (u: Double, v: Double), worse: (u: Double, v: Double)) -> Bool {
    let tile = tiles[index]
    let mode = Int(ContrastSolver.setting("AGREE", 1))
    if mode == 0 { return true }
    var sum = 0.0
    for half in 0..<2 {
      func pick(_ values: [Float]) -> [Float] { stride(from: half, to: values.count, by: 2).map { values[$0] } }
      let part = Tile(x: pick(tile.x), y: pick(tile.y), time: pick(tile.time))
      var trial = Trial(
        tile: part, width: tileWidth, height: tileHeight, plan: Plan(range: 0, coarsest: 1, kept: 1),
        candidates: [better, worse], isWhole: tiles.count == 1, size: size, workers: workers)
      let gain = trial.fineCost(worse.u, worse.v) - trial.fineCost(better.u, better.v)
      sum += gain
      if mode == 1 && gain <= 0 { return false }
    }
    return sum > ContrastSolver.setting("AGREE_SUM", 0)
  }

  /// Displacements of one tile.
  private struct Trial {
    let tile: Tile
    let plan: Plan
    let candidates: [(u: Double, v: Double)]
    let margin: Double
    let width: Double
    let height: Double
    private let picture: ShiftedPicture
    private var scaled: [Int: Scaled] = [:]

    private struct Scaled {
      var x: [Float]
      var y: [Float]
      var restEnergy: Double
      var width: Int
      var height: Int
    }

    init(
      tile: Tile, width: Double, height: Double, plan: Plan, candidates: [(u: Double, v: Double)], isWhole: Bool,
      size: (width: Int, height: Int), workers: Workers
    ) {
      (self.tile, self.plan, self.candidates, self.width, self.height) = (tile, plan, candidates, width, height)
      let reach = candidates.map { max(abs($0.u), abs($0.v)) }.max() ?? 0
      margin = isWhole ? 0 : (min(reach + Double(plan.range) / 2 + 4, 48)).rounded(.up)
      picture = ShiftedPicture(
        mostWidth: Int(width + 2 * margin) + 4, mostHeight: Int(height + 2 * margin) + 4, workers: workers)
    }

    private mutating func scale(_ factor: Int) -> Scaled {
      if let known = scaled[factor] { return known }
      // Centres of pixels stay centres.
      func moved(_ value: Float) -> Float { (value + Float(margin) + 0.5) / Float(factor) - 0.5 }
      var made = Scaled(
        x: tile.x.map(moved), y: tile.y.map(moved), restEnergy: 0,
        width: max(3, Int((width + 2 * margin).rounded(.up)) / factor + 1),
        height: max(3, Int((height + 2 * margin).rounded(.up)) / factor + 1))
      made.restEnergy = energy(made, 0, 0, 0.5)
      scaled[factor] = made
      return made
    }

    private func energy(_ scaled: Scaled, _ u: Float, _ v: Float, _ reference: Float) -> Double {
      scaled.x.withUnsafeBufferPointer { x in
        scaled.y.withUnsafeBufferPointer { y in
          tile.time.withUnsafeBufferPointer { time in
            picture.energy(
              x: x, y: y, time: time, u: u, v: v, reference: reference, width: scaled.width, height: scaled.height)
          }
        }
      }
    }

    /// The cost on pictures of 1 / factor of the resolution.
    mutating func cost(_ u: Double, _ v: Double, factor: Int) -> Double {
      let scaled = scale(factor)
      guard scaled.restEnergy > 0 else { return 1 }
      let (su, sv) = (Float(u) / Float(factor), Float(v) / Float(factor))
      var cost = 0.0
      for (reference, weight) in [(Float(0), 0.25), (0.5, 0.5), (1, 0.25)] {
        let energy = energy(scaled, su, sv, reference)
        cost += energy > 0 ? weight * scaled.restEnergy / energy : 1e3
      }
      return cost
    }

    /// The cost on pictures of the whole and of half the resolution, of which the first sees pixels and the second is
    /// smoother.
    mutating func fineCost(_ u: Double, _ v: Double) -> Double {
      0.5 * (cost(u, v, factor: 1) + cost(u, v, factor: 2))
    }

    mutating func best(prior: (u: Double, v: Double)) -> Found {
      struct Tried {
        var u: Double
        var v: Double
        var cost: Double
      }
      var factor = plan.coarsest
      var list: [Tried] = []
      func contains(_ u: Double, _ v: Double) -> Bool { list.contains { abs($0.u - u) < 0.01 && abs($0.v - v) < 0.01 } }
      func price(_ u: Double, _ v: Double) -> Double { factor == 1 ? fineCost(u, v) : cost(u, v, factor: factor) }
      let steps = plan.range / factor
      for row in -steps...steps {
        for column in -steps...steps {
          let (u, v) = (prior.u + Double(column * factor), prior.v + Double(row * factor))
          list.append(Tried(u: u, v: v, cost: price(u, v)))
        }
      }
      for (u, v) in candidates.dropFirst() where !contains(u, v) { list.append(Tried(u: u, v: v, cost: price(u, v))) }
      var step = Double(factor)
      while step > 0.5 || factor > 1 {
        step /= 2
        factor = max(1, factor / 2)
        list.sort { $0.cost < $1.cost }
        var next: [Tried] = []
        // The displacement before and rest are tried at every resolution.
        let kept = list.prefix(plan.kept).map { ($0.u, $0.v) }
        let centers = kept + [(prior.u, prior.v)] + (candidates.count > 1 ? [(0, 0)] : [])
        list = []
        for (number, center) in centers.enumerated() {
          for row in -1...1 {
            for column in -1...1 {
              if number >= kept.count && (row != 0 || column != 0) { continue }
              let (u, v) = (center.0 + Double(column) * step, center.1 + Double(row) * step)
              if contains(u, v) { continue }
              let tried = Tried(u: u, v: v, cost: price(u, v))
              list.append(tried)
              next.append(tried)
            }
          }
        }
        list = next
        // Where a smoother picture shows no gain, a finer one would show that of chance.
        if factor == 2 {
          let before = list.first { $0.u == prior.u && $0.v == prior.v }?.cost ?? price(prior.u, prior.v)
          let least = list.min { $0.cost < $1.cost }?.cost ?? before
          if least >= before - ContrastSolver.setting("PRUNE", 0.01) {
            return Found(u: prior.u, v: prior.v, cost: before, priorCost: before)
          }
        }
      }
      let priorCost = fineCost(prior.u, prior.v)
      guard let best = list.min(by: { $0.cost < $1.cost }), best.cost < priorCost else {
        return Found(u: prior.u, v: prior.v, cost: priorCost, priorCost: priorCost)
      }
      return Found(u: best.u, v: best.v, cost: best.cost, priorCost: priorCost)
    }
  }
}
