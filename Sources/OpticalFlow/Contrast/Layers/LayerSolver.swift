import Kernels

/// Finds things that move over each other in a window of events: a few motions, which of them each event follows, and what
/// moves how at the window's start.
///
/// Events are shared out by expectation and maximisation, as in Stoffregen, Gallego, Drummond, Kleeman and Scaramuzza,
/// "Event-Based Motion Segmentation by Motion Compensation", ICCV 2019: an event follows the motion along which it comes to
/// lie on others. Here those around it count as well, things may grow and turn, a first layer is at rest, and what is found
/// is shared out anew at the end, since events that once strayed to a motion keep each other there.
struct LayerSolver {
  struct Solution {
    /// The motions; that of the first layer is rest.
    var motions: [LayerMotion]
    /// The layer of each event that was looked at.
    var labels: [Int]
    var events: LayerEvents
  }

  /// The most motions beside rest.
  var most: Int
  let workers: Workers

  /// How far around an event others count, in pixels, round by round, and after which rounds motions are fitted.
  private static let rounds = [6.0, 6, 6, 4, 4, 3, 3]
  private static let fitted: Set<Int> = [2, 4, 6]
  /// The same of the last sharing out, and how decidedly: the power of what speaks for a layer.
  private static let lastRounds: [(deviation: Double, power: Float)] = [(3, 1), (3, 2), (2, 2), (2, 4)]
  /// What speaks for rest counts more: events along an edge fit every motion along it.
  private static let restFactor: Float = 1.2
  /// How much sharper the events of a layer must be than at rest, together with those at rest among them, and how much
  /// sharper than along any other layer's motion.
  private static let (sharperThanRest, sharperThanOthers) = (1.12, 1.1)
  /// How far around events of a layer others count as among them, and how dense they have to lie.
  private static let (densityDeviation, densityShare): (Double, Float) = (6, 0.1)
  /// The least part of the events that makes a layer.
  private static let leastShare = 0.006
  private static let (mostEvents, stepsOfFit) = (150_000, 10)
  /// What an event adds to its own pixel of the blurred picture.
  private static let ownVote: Float = 0.32

  /// The layers of a window.
  ///
  /// - Parameter known: Motions to try besides those that are found.
  func solve(_ all: ContrastSolver.Events, known: [LayerMotion] = []) -> Solution {
    let events = LayerEvents(all, step: max(1, (all.x.count + Self.mostEvents - 1) / Self.mostEvents))
    var motions = [LayerMotion.rest] + LayerSearch(workers: workers).motions(of: all, most: most) + known
    var weights = even(motions.count, events.count)
    for (round, deviation) in Self.rounds.enumerated() where motions.count > 1 {
      weights = shared(events, motions, weights, deviation: deviation, power: round < 2 ? 1 : 2)
      guard Self.fitted.contains(round) else { continue }
      let fitted = fit(motions, events, weights)
      let kept = motions.indices.filter { fitted[$0] != nil }
      motions = kept.compactMap { fitted[$0] }
      weights = kept.map { weights[$0] }
      while let worst = needless(motions, events, labels(weights, events.count)) {
        motions.remove(at: worst)
        weights.remove(at: worst)
      }
    }
    weights = even(motions.count, events.count)
    for (deviation, power) in Self.lastRounds where motions.count > 1 {
      weights = shared(events, motions, weights, deviation: deviation, power: power)
    }
    return Solution(motions: motions, labels: labels(weights, events.count), events: events)
  }

  private func even(_ layers: Int, _ count: Int) -> [[Float]] {
    Array(repeating: Array(repeating: 1 / Float(layers), count: count), count: layers)
  }

  /// The layer with the greatest weight of each event.
  private func labels(_ weights: [[Float]], _ count: Int) -> [Int] {
    (0..<count).map { event in
      weights.indices.dropFirst().reduce(0) { weights[$1][event] > weights[$0][event] ? $1 : $0 }
    }
  }

  /// Each event's weights in all layers, by how it fits the pictures that the present weights make.
  private func shared(
    _ events: LayerEvents, _ motions: [LayerMotion], _ weights: [[Float]], deviation: Double, power: Float
  ) -> [[Float]] {
    var scores = weights
    scores.withUnsafeMutableBufferPointer { scores in
      // Every item writes a place of its own.
      nonisolated(unsafe) let scores = scores
      workers.forEach(motions.count) { layer in
        scores[layer] = score(events, motions[layer], weights[layer], deviation: deviation)
      }
    }
    for event in 0..<events.count {
      var sum: Float = 0
      for layer in motions.indices {
        let score = scores[layer][event] * (layer == 0 ? Self.restFactor : 1)
        let value = power == 1 ? score : power == 2 ? score * score : score * score * score * score
        scores[layer][event] = value
        sum += value
      }
      for layer in motions.indices { scores[layer][event] /= sum }
    }
    return scores
  }

  /// What speaks for a layer at each event: the others that come to lie where it does, and how well those around it lie on
  /// each other.
  private func score(
    _ events: LayerEvents, _ motion: LayerMotion, _ weights: [Float], deviation: Double
  ) -> [Float] {
    let places = events.places(along: motion, at: 0)
    let picture = LayerPicture(
      x: places.x, y: places.y, weights: weights, width: events.width, height: events.height
    ).blurred(0.7)
    let (mean, squares) = (picture.blurred(deviation), picture.squared.blurred(deviation))
    return weights.indices.map { event in
      let (x, y) = (places.x[event], places.y[event])
      let others = max(picture.value(x, y) - Self.ownVote * weights[event], 0)
      return (others + 0.15) * (squares.value(x, y) / (mean.value(x, y) + 0.2) + 0.02)
    }
  }

  /// The motions that fit the layers' events; nil for a layer that does not keep together.
  private func fit(_ motions: [LayerMotion], _ events: LayerEvents, _ weights: [[Float]]) -> [LayerMotion?] {
    var result = [LayerMotion?](motions)
    result.withUnsafeMutableBufferPointer { result in
      nonisolated(unsafe) let result = result
      workers.forEach(motions.count) { layer in
        guard layer > 0 else { return }
        let own = LayerEvents(events) { weights[layer][$0] > 0.1 }
        let fit = LayerFit(events: own, weights: weights[layer].filter { $0 > 0.1 })
        result[layer] = own.count < 100 ? nil : fit.fitted(from: motions[layer], steps: Self.stepsOfFit)
      }
    }
    return result
  }

  /// The layer that is needed least, of those that are not: without it its events would be about as sharp.
  private func needless(_ motions: [LayerMotion], _ events: LayerEvents, _ labels: [Int]) -> Int? {
    var excess = [Double](repeating: .infinity, count: motions.count)
    excess.withUnsafeMutableBufferPointer { excess in
      nonisolated(unsafe) let excess = excess
      workers.forEach(motions.count) { layer in
        guard layer > 0 else { return }
        let own = LayerEvents(events) { labels[$0] == layer }
        guard own.count >= max(ContrastMaximization.fewestEvents, Int(Self.leastShare * Double(events.count))) else {
          excess[layer] = 0
          return
        }
        func energy(_ events: LayerEvents, _ motion: LayerMotion) -> Double {
          let places = events.places(along: motion, at: 0)
          return LayerPicture(x: places.x, y: places.y, weights: nil, width: own.width, height: own.height)
            .blurred(1).energy
        }
        let around = withRest(around: layer, own, motions[layer], events, labels)
        let gain = energy(around, motions[layer]) / energy(around, .rest)
        let others = motions.indices.dropFirst().filter { $0 != layer }.map { energy(own, motions[$0]) }.max() ?? 0
        excess[layer] = min(
          gain / Self.sharperThanRest,
          others > 0 ? energy(own, motions[layer]) / (others * Self.sharperThanOthers) : .infinity)
      }
    }
    guard let least = excess.indices.dropFirst().min(by: { excess[$0] < excess[$1] }), excess[least] < 1 else {
      return nil
    }
    return least
  }

  /// The events of a layer and those at rest that would lie among them along its motion.
  private func withRest(
    around layer: Int, _ own: LayerEvents, _ motion: LayerMotion, _ events: LayerEvents, _ labels: [Int]
  ) -> LayerEvents {
    let places = own.places(along: motion, at: 0)
    let density = LayerPicture(x: places.x, y: places.y, weights: nil, width: own.width, height: own.height)
      .blurred(Self.densityDeviation)
    let sum = places.x.indices.reduce(0) { $0 + Double(density.value(places.x[$1], places.y[$1])) }
    let least = Self.densityShare * Float(sum / Double(own.count))
    let all = events.places(along: motion, at: 0)
    return LayerEvents(events) { event in
      labels[event] == layer || labels[event] == 0 && density.value(all.x[event], all.y[event]) >= least
    }
  }
}
