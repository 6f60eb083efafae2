import Kernels

/// Tries displacements of one tile's events.
struct TileTrial {
  private let tile: TileSearch.Tile
  private let plan: TileSearch.Plan
  private let candidates: [(u: Double, v: Double)]
  private let margin: Double
  private let width: Double
  private let height: Double
  private let picture: ShiftedPicture
  private var scaled: [Int: Scaled] = [:]

  /// The events at a part of the resolution.
  private struct Scaled {
    var x: [Float]
    var y: [Float]
    var restEnergy: Double
    var width: Int
    var height: Int
  }

  private struct Tried {
    var u: Double
    var v: Double
    var cost: Double
  }

  /// The margin around a tile for what moves out of it, in pixels at most.
  private static let mostMargin = 48.0
  /// How much better, of what rest costs, a displacement must be at half the resolution for the whole to be looked at.
  private static let leastGain = 0.01
  /// The moments and their weights, 1 together.
  private static let moments: [(reference: Float, weight: Double)] = {
    let sum = ContrastObjective.momentWeights.reduce(0, +)
    return zip(ContrastObjective.moments, ContrastObjective.momentWeights).map { ($0, $1 / sum) }
  }()

  /// - Parameters:
  ///   - candidates: Displacements to try, that before first.
  ///   - isWhole: Whether the tile is all of the picture, beyond which nothing is seen.
  init(
    tile: TileSearch.Tile, width: Double, height: Double, plan: TileSearch.Plan, candidates: [(u: Double, v: Double)],
    isWhole: Bool, workers: Workers
  ) {
    (self.tile, self.plan, self.candidates, self.width, self.height) = (tile, plan, candidates, width, height)
    let reach = candidates.map { max(abs($0.u), abs($0.v)) }.max() ?? 0
    margin = isWhole ? 0 : min(reach + Double(plan.range) / 2 + 4, Self.mostMargin).rounded(.up)
    picture = ShiftedPicture(
      mostWidth: Int(width + 2 * margin) + 4, mostHeight: Int(height + 2 * margin) + 4, workers: workers)
  }

  /// The cost on pictures of the whole and of half the resolution, of which the first sees pixels and the second is
  /// smoother.
  mutating func fineCost(_ u: Double, _ v: Double) -> Double {
    0.5 * (cost(u, v, factor: 1) + cost(u, v, factor: 2))
  }

  /// The best displacement: the best of a grid around that before and of the candidates, then around the best of these
  /// with half the steps on pictures of twice the resolution, down to half a pixel.
  mutating func best(prior: (u: Double, v: Double)) -> TileSearch.Found {
    var factor = plan.coarsest
    var step = Double(factor)
    var centers = candidates.dropFirst().map { ($0.u, $0.v) }
    let steps = plan.range / factor
    for row in -steps...steps {
      for column in -steps...steps { centers.append((prior.u + Double(column) * step, prior.v + Double(row) * step)) }
    }
    var list = tried(centers, factor: factor)
    while step > 0.5 || factor > 1 {
      step /= 2
      factor = max(1, factor / 2)
      // The displacement before and rest are tried at every resolution.
      centers = [(prior.u, prior.v), (0, 0)]
      for kept in list.sorted(by: { $0.cost < $1.cost }).prefix(plan.kept) {
        for row in -1...1 {
          for column in -1...1 { centers.append((kept.u + Double(column) * step, kept.v + Double(row) * step)) }
        }
      }
      list = tried(centers, factor: factor)
      // Where a smoother picture shows no gain, a finer one would show that of chance.
      if factor == 2, let before = list.first?.cost, let least = list.map(\.cost).min(),
        least >= before - Self.leastGain
      {
        return TileSearch.Found(u: prior.u, v: prior.v, cost: before, priorCost: before)
      }
    }
    let before = list.first?.cost ?? 1
    let best = list.min { $0.cost < $1.cost } ?? Tried(u: prior.u, v: prior.v, cost: before)
    return TileSearch.Found(u: best.u, v: best.v, cost: best.cost, priorCost: before)
  }

  /// What displacements cost, each once.
  private mutating func tried(_ displacements: [(Double, Double)], factor: Int) -> [Tried] {
    var list: [Tried] = []
    for (u, v) in displacements where !list.contains(where: { abs($0.u - u) < 0.01 && abs($0.v - v) < 0.01 }) {
      list.append(Tried(u: u, v: v, cost: factor == 1 ? fineCost(u, v) : cost(u, v, factor: factor)))
    }
    return list
  }

  /// The cost on pictures of 1 / factor of the resolution.
  private mutating func cost(_ u: Double, _ v: Double, factor: Int) -> Double {
    let scaled = scale(factor)
    guard scaled.restEnergy > 0 else { return 1 }
    let (su, sv) = (Float(u) / Float(factor), Float(v) / Float(factor))
    return Self.moments.reduce(0) { cost, moment in
      let energy = energy(scaled, su, sv, moment.reference)
      // Events that all leave the picture are not sharp.
      return cost + moment.weight * (energy > 0 ? scaled.restEnergy / energy : 1e3)
    }
  }

  private mutating func scale(_ factor: Int) -> Scaled {
    if let known = scaled[factor] { return known }
    // Centres of pixels stay centres.
    func moved(_ value: Float) -> Float { (value + Float(margin) + 0.5) / Float(factor) - 0.5 }
    func side(_ length: Double) -> Int { max(3, Int((length + 2 * margin).rounded(.up)) / factor + 1) }
    var made = Scaled(
      x: tile.x.map(moved), y: tile.y.map(moved), restEnergy: 0, width: side(width), height: side(height))
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
}
