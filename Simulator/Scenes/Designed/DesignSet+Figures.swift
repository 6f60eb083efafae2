import Foundation

extension DesignSet {
  /// A limb that hangs from a joint, with another one half-way down: its angles swing.
  ///
  /// - Parameters:
  ///   - swing: Of the upper joint about the axis across the picture's plane, in radians.
  ///   - bend: Of the lower one, from 0 to so much.
  private func limb(
    _ number: UInt64, at place: SIMD3<Double>, speed: SIMD3<Double>, length long: Double, width: Double,
    mean: Double, swing: Double, bend: Double, hertz: Double, phase: Double
  ) -> SceneThing {
    let half = long / 2
    let radii = [0, 0.42, 0.5, 0.47, 0.42, 0.45, 0.42, 0.36, 0.34, 0.4, 0].map { $0 * width }
    let heights = [0, 0.03, 0.15, 0.3, 0.42, 0.5, 0.6, 0.75, 0.88, 0.96, 1].map { $0 * long }
    let knee = SceneJoint(
      origin: [0, half, 0], axis: [0, 0, 1], beyond: [0, 1, 0], softness: 0.6 * width,
      angle: .wave(mean: bend / 2, amplitude: bend / 2, hertz: hertz, phase: phase + 0.8))
    return mesh(
      .lathe(heights: heights, radii: radii), .stripes, number,
      at: swinging(place, speed: speed, [(axis: [0, 0, 1], mean: mean, amplitude: swing, hertz: hertz, phase: phase)]),
      bending: .joints([knee]))
  }

  /// A head, a body, two arms and two legs.
  private func figure(at place: SIMD3<Double>, speed: SIMD3<Double>, swing: Double, hertz: Double) -> [SceneThing] {
    func part(_ way: SIMD3<Double>) -> SIMD3<Double> { place + way }
    return [
      mesh(
        .sphere(radius: 44), .noise, 10,
        at: swinging(
          part([0, -150, 0]), speed: speed,
          [(axis: [0, 1, 0.2], mean: 0, amplitude: 0.5, hertz: hertz, phase: 0.3)])),
      mesh(
        .lathe(heights: [-110, -100, -70, -20, 30, 60, 66], radii: [0, 34, 52, 42, 56, 40, 0]), .checks, 11,
        at: swinging(part(.zero), speed: speed, [(axis: [0, 1, 0], mean: 0, amplitude: 0.35, hertz: hertz, phase: 0)])),
      limb(
        12, at: part([-50, -86, 0]), speed: speed, length: 130, width: 32, mean: 0.7, swing: swing, bend: -0.9,
        hertz: hertz, phase: 0),
      limb(
        13, at: part([50, -86, 0]), speed: speed, length: 130, width: 32, mean: -0.7, swing: swing, bend: 0.9,
        hertz: hertz, phase: 0.6),
      limb(
        14, at: part([-28, 50, 0]), speed: speed, length: 150, width: 42, mean: 0.15, swing: 0.8 * swing, bend: 0.8,
        hertz: hertz, phase: 2),
      limb(
        15, at: part([28, 50, 0]), speed: speed, length: 150, width: 42, mean: -0.15, swing: 0.8 * swing, bend: -0.8,
        hertz: hertz, phase: 3.4),
    ]
  }

  /// A doll that swings its arms and legs.
  var doll: Scene {
    scene(
      [floor(215, .wood, 1)] + figure(at: [0, 0, 40], speed: [500, 200, 0], swing: 0.7, hertz: 5),
      background: .bricks, pan: [1300, 300])
  }

  /// A figure that jumps over hills.
  var jump: Scene {
    let hills = mesh(
      .terrain(width: 3200, depth: 2200, height: 110, seed: 5), .noise, 1,
      at: motion([0, 240, 500]), textureScale: 1.5)
    return scene(
      [hills] + figure(at: [-60, 10, 60], speed: [2600, -2400, 0], swing: 0.9, hertz: 4),
      background: .noise, pan: [-1300, 200])
  }

  /// An insect that crosses the picture.
  var fly: Scene {
    let speed = SIMD3<Double>(7000, -1600, 0)
    func wing(_ number: UInt64, _ side: Double, _ back: Double) -> SceneThing {
      mesh(
        .blade(length: 150, width: 80, twist: 0.4 * side), .wood, number,
        at: swinging(
          [-100 - back, 30, 0], speed: speed,
          [
            (axis: [0, 0, 1], mean: -.pi / 2 + 0.15 * side, amplitude: 0, hertz: 1, phase: 0),
            (axis: [1, 0, 0], mean: 0.5 * side, amplitude: 0.5, hertz: 180, phase: side > 0 ? 0 : .pi),
            (axis: [0, 1, 0], mean: 0.3 * side, amplitude: 0, hertz: 1, phase: 0),
          ]))
    }
    let along: [(SIMD3<Double>, Double, Double)] = [([0, 0, 1], -.pi / 2 - 0.2, 0)]
    return scene(
      [
        mesh(
          .lathe(
            heights: [-120, -110, -70, -20, 0, 20, 60, 85, 90], radii: [0, 16, 40, 46, 26, 36, 42, 22, 0]), .stripes, 2,
          at: motion([-110, 40, 0], speed: speed, turns: along)),
        mesh(
          .sphere(radius: 36), .checks, 3, at: motion([0, 20, 0], speed: speed, turns: [([0, 0, 1], 0.3, 2)])),
        wing(4, 1, 0), wing(5, -1, 14),
      ], background: .noise, pan: [1500, 300])
  }

  /// A hand that waves and bends its fingers.
  var hand: Scene {
    let speed = SIMD3<Double>(1500, -300, 0)
    let (hertz, wave) = (6.0, 0.22)
    func finger(
      _ number: UInt64, _ root: SIMD3<Double>, long: Double, lean: Double, phase: Double
    ) -> SceneThing {
      let bend = SceneCurve.wave(mean: 0.2, amplitude: 0.2, hertz: 9, phase: phase)
      let axis = SIMD3<Double>(1, 0, 0)
      let heights = [-1, -0.97, -0.85, -0.6, -0.4, -0.2, 0, 0.1].map { $0 * long }
      let radii = [0, 8, 15, 17, 18, 18, 19, 0].map { $0 * 1.15 }
      let rows = stride(from: 0, to: heights.count - 1, by: 1).flatMap { row in
        (0..<3).map { part -> (Double, Double) in
          let share = Double(part) / 3
          return (
            heights[row] + share * (heights[row + 1] - heights[row]), radii[row] + share * (radii[row + 1] - radii[row])
          )
        }
      }
      var motion = swinging(
        root + [0, 120, 0], speed: speed, [(axis: [0, 0, 1], mean: lean, amplitude: 0, hertz: 1, phase: 0)])
      // The hand's turn about the wrist: of the place of a finger's root, and of the finger itself.
      motion.turns.append(
        SceneTurn(axis: [0, 0, 1], angle: .wave(mean: 0, amplitude: wave, hertz: hertz, phase: 0)))
      let times = (0..<41).map { Double($0) * 0.00125 - 0.0125 }
      func path(_ axis: Int) -> [Double] {
        times.map { time in
          let angle = SceneCurve.wave(mean: 0, amplitude: wave, hertz: hertz, phase: 0).value(at: time)
          let turned = SpacePose(radians: angle, about: [0, 0, 1])(root) + [0, 120, 0] + speed * time
          return length(turned[axis]) + Double(axis == 0 ? size.width - 1 : size.height - 1) / 2
        }
      }
      (motion.x, motion.y) = (.spline(times: times, values: path(0)), .spline(times: times, values: path(1)))
      return mesh(
        .lathe(heights: rows.map(\.0) + [heights[heights.count - 1]], radii: rows.map(\.1) + [0]), .noise, number,
        at: motion,
        bending: .joints([
          SceneJoint(origin: [0, -0.05 * long, 0], axis: axis, beyond: [0, -1, 0], softness: 16, angle: bend),
          SceneJoint(origin: [0, -0.5 * long, 0], axis: axis, beyond: [0, -1, 0], softness: 14, angle: bend),
        ]))
    }
    let palm = mesh(
      .lathe(heights: [-150, -142, -110, -60, -10, 40, 140], radii: [0, 62, 74, 70, 52, 40, 42]), .noise, 2,
      at: swinging(
        [0, 120, 0], speed: speed, [(axis: [0, 0, 1], mean: 0, amplitude: wave, hertz: hertz, phase: 0)]))
    return scene(
      [
        palm, finger(3, [-58, -132, 0], long: 110, lean: -0.22, phase: 0),
        finger(4, [-20, -142, 0], long: 130, lean: -0.07, phase: 0.5),
        finger(5, [20, -142, 0], long: 124, lean: 0.07, phase: 1),
        finger(6, [56, -132, 0], long: 96, lean: 0.22, phase: 1.5),
        finger(7, [62, -60, -10], long: 100, lean: 0.95, phase: 2),
      ], background: .bricks, pan: [-1200, 300])
  }
}
