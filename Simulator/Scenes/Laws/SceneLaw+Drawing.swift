import Foundation
import Recordings
import Runtime

extension SceneLaw {
  /// Draws a scene: the background, then the things before it.
  ///
  /// - Parameters:
  ///   - seed: The seed of everything in it, patterns and paths.
  ///   - size: The sensor.
  ///   - seconds: How long it is to be looked at, from 0 on.
  ///   - objects: How many things are before the background; nil for a number of the law's.
  /// - Throws: ``SceneError`` where the law is impossible.
  public func scene(seed: UInt64, size: SensorSize, seconds: Double, objects: Int? = nil) throws -> Scene {
    try check()
    var draws = SceneDraws(seed: seed, thing: 0)
    let count = objects ?? draws.integer(in: self.objects)
    var things: [SceneThing] = []
    let path = ScenePathDrawing(size: size, seconds: seconds, pace: pace)
    things.append(
      .layer(
        SceneLayer(shape: .everywhere, texture: texture(&draws), motion: path.motion(background, &draws))))
    for number in 0..<count {
      var draws = SceneDraws(seed: seed, thing: number + 1)
      let radius = draws.number(in: radius) * Double(min(size.width, size.height))
      // A law of one kind draws no more than it did before there were others.
      if (kinds.count == 1 ? kinds[0] : draws.one(of: kinds)) == .meshes {
        things.append(
          .mesh(
            SceneMesh(
              form: draws.one(of: forms).form(radius: radius, &draws), texture: texture(&draws),
              motion: path.spaceMotion(motion, focal: SceneSpace(size: size).focal, &draws))))
        continue
      }
      let kind = draws.integer(in: 0...shapes.count + cutouts.count - 1)
      if kind < shapes.count {
        things.append(
          .layer(
            SceneLayer(
              shape: shapes[kind].shape(radius: radius, &draws), texture: texture(&draws),
              motion: path.motion(motion, &draws))))
      } else {
        let cutout = cutouts[kind - shapes.count]
        things.append(
          .layer(
            SceneLayer(
              shape: .picture(name: cutout.name), texture: SceneTexture(.picture(name: cutout.name)),
              motion: path.motion(motion, &draws).scaled(by: 2 * radius / Double(cutout.side)))))
      }
    }
    return Scene(size: size, things: things)
  }

  private func texture(_ draws: inout SceneDraws) -> SceneTexture {
    let kind = draws.integer(in: 0...patterns.count + pictures.count - 1)
    guard kind < patterns.count else {
      return SceneTexture(
        .picture(name: pictures[kind - patterns.count]), scale: draws.number(in: patternScale),
        x: draws.number(in: -500...500), y: draws.number(in: -500...500))
    }
    let choice = ScenePatternChoice(
      patterns[kind], seed: UInt64(draws.integer(in: 0...drawings - 1)), grain: grainStep(&draws))
    let darkest = draws.number(in: darkest)
    let brightest = min(255, darkest + draws.number(in: spread))
    return SceneTexture(
      .pattern(choice), darkest: darkest, brightest: brightest, scale: draws.number(in: patternScale),
      angle: draws.angle(), x: draws.number(in: -500...500), y: draws.number(in: -500...500))
  }

  /// One of two numbers: textures are made for each.
  private func grainStep(_ draws: inout SceneDraws) -> Double {
    draws.number() < 0.5 ? grain.lowerBound : grain.upperBound
  }
}

extension SceneMotion {
  /// The same of a thing that is larger than described.
  fileprivate func scaled(by factor: Double) -> SceneMotion {
    var motion = self
    (motion.scaleX, motion.scaleY) = (scaleX.scaled(by: factor), scaleY.scaled(by: factor))
    return motion
  }
}

extension SceneShapeKind {
  /// A shape of the kind with about the given radius.
  func shape(radius: Double, _ draws: inout SceneDraws) -> SceneShape {
    switch self {
    case .ellipse: return .ellipse(radiusX: radius, radiusY: radius * draws.number(in: 0.5...1))
    case .rectangle:
      let (width, height) = (2 * radius, 2 * radius * draws.number(in: 0.4...1))
      return .roundedRectangle(width: width, height: height, corner: height * draws.number(in: 0...0.5))
    case .star:
      let points = draws.integer(in: 4...7)
      return .star(points: points, outerRadius: radius, innerRadius: radius * draws.number(in: 0.45...0.7))
    case .blob:
      let amplitudes = (0..<4).map { draws.number(in: 0...0.2 / Double($0 + 1)) }
      let phases = (0..<4).map { _ in draws.angle() }
      return .blob(radius: radius * 0.9, amplitudes: amplitudes, phases: phases)
    case .polygon:
      let corners = draws.integer(in: 5...9)
      let start = draws.angle()
      func ring(_ share: ClosedRange<Double>) -> [SIMD2<Double>] {
        (0..<corners).map { corner in
          let angle = start + 2 * .pi * (Double(corner) + draws.number(in: -0.3...0.3)) / Double(corners)
          return SIMD2(cos(angle), sin(angle)) * (radius * draws.number(in: share))
        }
      }
      let outer = ring(0.75...1)
      // Every other one has a hole.
      return .polygon(rings: draws.number() < 0.5 ? [outer] : [outer, ring(0.25...0.4)])
    }
  }
}

/// Draws how things move over a sensor in a time.
struct ScenePathDrawing {
  let size: SensorSize
  let seconds: Double
  let pace: Double

  /// How much of the sensor's sides paths keep to or go through.
  private static let middle = 0.9

  func motion(_ law: SceneMotionLaw, _ draws: inout SceneDraws) -> SceneMotion {
    let speed = draws.number(in: law.speed) * pace
    var motion = SceneMotion()
    switch law.path {
    case .line: (motion.x, motion.y) = line(speed, &draws)
    case .curve: (motion.x, motion.y) = curve(speed, every: law.curveSeconds, &draws)
    }
    motion.angle = .line(start: draws.angle(), rate: draws.signed(in: law.turning) * .pi / 180 * pace)
    let first = draws.number(in: law.scale)
    var second = draws.number(in: law.scale)
    // What moves slower grows slower, but nothing leaves the range.
    if pace < 1 { second = first * pow(second / first, pace) }
    let scale: SceneCurve =
      first == second ? .constant(value: first) : .spline(times: [0, max(seconds, 1e-6)], values: [first, second])
    (motion.scaleX, motion.scaleY) = (scale, scale)
    motion.shear = .constant(value: draws.signed(in: law.shear))
    return motion
  }

  private func place(_ draws: inout SceneDraws) -> SIMD2<Double> {
    let border = (1 - Self.middle) / 2
    return SIMD2(
      Double(size.width - 1) * draws.number(in: border...1 - border),
      Double(size.height - 1) * draws.number(in: border...1 - border))
  }

  private func line(_ speed: Double, _ draws: inout SceneDraws) -> (SceneCurve, SceneCurve) {
    let (through, time, angle) = (place(&draws), draws.number() * seconds, draws.angle())
    let velocity = SIMD2(cos(angle), sin(angle)) * speed
    let start = through - velocity * time
    return (.line(start: start.x, rate: velocity.x), .line(start: start.y, rate: velocity.y))
  }

  private func curve(_ speed: Double, every interval: Double, _ draws: inout SceneDraws) -> (SceneCurve, SceneCurve) {
    let count = min(Int((seconds / interval).rounded(.up)), 10_000) + 3
    let times = (0..<count).map { Double($0 - 1) * interval }
    var points = [place(&draws)]
    var heading = draws.angle()
    while points.count < count {
      // Ahead, more or less, or in any direction that does not lead out of the sensor.
      var next = points[points.count - 1]
      for attempt in 0..<16 {
        let angle = heading + (attempt < 4 ? draws.number(in: -0.8...0.8) : draws.angle())
        next = points[points.count - 1] + SIMD2(cos(angle), sin(angle)) * (speed * interval)
        if attempt == 15 { next = place(&draws) }
        if isInside(next) {
          heading = angle
          break
        }
      }
      points.append(next)
    }
    let drawn = scaled(points, times, to: speed)
    return (.spline(times: times, values: drawn.map(\.x)), .spline(times: times, values: drawn.map(\.y)))
  }

  private func isInside(_ point: SIMD2<Double>) -> Bool {
    let (x, y) = (point.x / Double(max(size.width - 1, 1)) - 0.5, point.y / Double(max(size.height - 1, 1)) - 0.5)
    return abs(x) <= Self.middle / 2 && abs(y) <= Self.middle / 2
  }

  /// Shrinks or stretches a path about its middle so that nowhere it is faster than `speed`, and somewhere as fast.
  private func scaled(_ points: [SIMD2<Double>], _ times: [Double], to speed: Double) -> [SIMD2<Double>] {
    let x = SceneCurve.spline(times: times, values: points.map(\.x))
    let y = SceneCurve.spline(times: times, values: points.map(\.y))
    let steps = 12 * (times.count - 1)
    let step = (times[times.count - 1] - times[0]) / Double(steps)
    var fastest = 0.0
    for index in 0..<steps {
      let (from, to) = (times[0] + step * Double(index), times[0] + step * Double(index + 1))
      let way = SIMD2(x.value(at: to) - x.value(at: from), y.value(at: to) - y.value(at: from))
      fastest = max(fastest, (way * way).sum().squareRoot() / step)
    }
    if fastest == 0 { return points }
    let middle = points.reduce(.zero, +) / Double(points.count)
    return points.map { middle + ($0 - middle) * (speed / fastest) }
  }
}
