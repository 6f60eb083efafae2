/// Fits a layer's motion to its events: the one that makes their picture sharpest, by its energy over the sum of weights.
struct LayerFit {
  var events: LayerEvents
  /// A weight an event.
  var weights: [Float]

  /// What growing and turning count in pixels: their move at so many pixels from the centre.
  private static let arm = 40.0
  private static let deviation = 1.0
  /// How far a descent may go, in pixels a window, and how much a thing may grow and turn.
  private static let (mostMove, mostGrowth, mostTurning) = (6.0, 0.15, 0.075)

  /// The motion, from one that is about right; nil where the sharpest is none of a thing that keeps together.
  func fitted(from start: LayerMotion, steps: Int) -> LayerMotion? {
    let total = weights.reduce(0) { $0 + Double($1) }
    guard total > 0 else { return nil }
    let places = events.places(along: start, at: 0)
    var (sumX, sumY) = (0.0, 0.0)
    for index in weights.indices {
      sumX += Double(weights[index] * places.x[index])
      sumY += Double(weights[index] * places.y[index])
    }
    let centred = start.about(sumX / total, sumY / total)
    func motion(_ values: [Double]) -> LayerMotion {
      LayerMotion(
        u: values[0], v: values[1], growth: values[2] / Self.arm, turning: values[3] / Self.arm,
        centerX: centred.centerX, centerY: centred.centerY)
    }
    var minimizer = QuasiNewton()
    (minimizer.mostSteps, minimizer.mostMove) = (steps, 2)
    let from = [centred.u, centred.v, centred.growth * Self.arm, centred.turning * Self.arm]
    let found = minimizer.minimize(from: from, isFree: [true, true, true, true]) { evaluate(motion($0), over: total) }
    let result = motion(found.values)
    let (du, dv) = (result.u - centred.u, result.v - centred.v)
    guard abs(result.growth) <= Self.mostGrowth, abs(result.turning) <= Self.mostTurning,
      du * du + dv * dv <= Self.mostMove * Self.mostMove
    else { return nil }
    return result
  }

  /// Less the picture's energy, and how that changes with the motion.
  private func evaluate(_ motion: LayerMotion, over total: Double) -> (value: Double, gradient: [Double]) {
    let places = events.places(along: motion, at: 0)
    let picture = LayerPicture(
      x: places.x, y: places.y, weights: weights, width: events.width, height: events.height
    ).blurred(Self.deviation)
    let slopes = picture.blurred(Self.deviation)
    var gradient = [0.0, 0, 0, 0]
    for index in weights.indices {
      let slope = slopes.slope(places.x[index], places.y[index])
      // An event's place changes by -offset times what the flow there does.
      let factor = 2 * Double(weights[index]) * Double(events.offset[index]) / total
      let (sx, sy) = (factor * Double(slope.x), factor * Double(slope.y))
      let rx = (Double(places.x[index]) - motion.centerX) / Self.arm
      let ry = (Double(places.y[index]) - motion.centerY) / Self.arm
      gradient[0] += sx
      gradient[1] += sy
      gradient[2] += sx * rx + sy * ry
      gradient[3] += sy * rx - sx * ry
    }
    return (-picture.energy / total, gradient)
  }
}
