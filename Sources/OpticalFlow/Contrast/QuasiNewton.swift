/// Makes a function of a few hundred values small, by L-BFGS (Nocedal and Wright, "Numerical Optimization", 7.2).
///
/// Cost: one evaluation a step, now and then two, and 4 · ``memory`` products of vectors.
struct QuasiNewton {
  /// The steps that it remembers.
  var memory = 8
  /// The most steps.
  var mostSteps = 20
  /// How far any value moves in the first step.
  var firstMove = 0.5
  /// How far any value moves in a step at most.
  var mostMove = 8.0
  /// It ends when a step gains less than this part of the value.
  var tolerance = 1e-5

  /// What it came to.
  struct Result {
    var values: [Double]
    var value: Double
  }

  /// Starts at `start`; only values whose `isFree` is true are moved.
  func minimize(
    from start: [Double], isFree: [Bool], _ function: ([Double]) throws -> (value: Double, gradient: [Double])
  ) rethrows -> Result {
    func masked(_ gradient: [Double]) -> [Double] { zip(gradient, isFree).map { $1 ? $0 : 0 } }
    func evaluate(_ values: [Double]) throws -> (value: Double, gradient: [Double]) {
      let (value, gradient) = try function(values)
      return (value, masked(gradient))
    }
    var values = start
    var (value, gradient) = try evaluate(values)
    var pairs: [(move: [Double], change: [Double], scale: Double)] = []
    for _ in 0..<mostSteps {
      var direction = Self.direction(gradient, pairs)
      var slope = Self.dot(direction, gradient)
      if !(slope < 0) {
        pairs.removeAll()
        direction = gradient.map(-)
        slope = Self.dot(direction, gradient)
      }
      let reach = direction.map(\.magnitude).max() ?? 0
      guard slope < 0, reach > 0, value.isFinite else { break }
      var length = pairs.isEmpty ? firstMove / reach : min(1, mostMove / reach)
      var accepted: (values: [Double], value: Double, gradient: [Double])?
      for _ in 0..<6 {
        let tried = zip(values, direction).map { $0 + length * $1 }
        let (triedValue, triedGradient) = try evaluate(tried)
        if triedValue <= value + 1e-4 * length * slope {
          accepted = (tried, triedValue, triedGradient)
          break
        }
        // Where a parabola through what is known has its least, held within what makes sense.
        let bent = triedValue - value - length * slope
        let best = bent > 0 && bent.isFinite ? -slope * length * length / (2 * bent) : 0
        length = min(max(best, 0.1 * length), 0.5 * length)
      }
      guard let accepted else { break }
      let move = zip(accepted.values, values).map { $0 - $1 }
      let change = zip(accepted.gradient, gradient).map { $0 - $1 }
      let curvature = Self.dot(move, change)
      if curvature > 1e-10 * Self.dot(change, change).squareRoot() * Self.dot(move, move).squareRoot() {
        if pairs.count == memory { pairs.removeFirst() }
        pairs.append((move, change, 1 / curvature))
      }
      let gain = value - accepted.value
      (values, value, gradient) = accepted
      if gain < tolerance * abs(value) { break }
    }
    return Result(values: values, value: value)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func direction(
    _ gradient: [Double], _ pairs: [(move: [Double], change: [Double], scale: Double)]
  ) -> [Double] {
    var direction = gradient
    var parts: [Double] = []
    for pair in pairs.reversed() {
      let part = pair.scale * dot(pair.move, direction)
      parts.append(part)
      for index in direction.indices { direction[index] -= part * pair.change[index] }
    }
    if let last = pairs.last {
      let scale = 1 / (last.scale * dot(last.change, last.change))
      for index in direction.indices { direction[index] *= scale }
    }
    for (pair, part) in zip(pairs, parts.reversed()) {
      let other = pair.scale * dot(pair.change, direction)
      for index in direction.indices { direction[index] += (part - other) * pair.move[index] }
    }
    return direction.map(-)
  }
}
