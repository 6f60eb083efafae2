import Foundation

extension DesignSet {
  /// Balls that are thrown over a floor and spin.
  var ball: Scene {
    scene(
      [
        floor(190, .wood, 1),
        mesh(
          .sphere(radius: 95), .checks, 2,
          at: motion([-150, -20, 0], speed: [4200, -1800, 0], turns: [([0.3, 1, 0.4], 0.2, 28)])),
        mesh(
          .sphere(radius: 55), .stripes, 3,
          at: motion([190, 40, 120], speed: [-2600, 1500, -1200], turns: [([1, 0.2, 0], 0, -35)])),
        mesh(
          .sphere(radius: 70), .bricks, 4,
          at: motion([60, -150, 260], speed: [900, 3000, 0], turns: [([0, 0.4, 1], 1, 22)])),
      ], background: .noise)
  }

  /// Three dice that tumble over a table.
  var dice: Scene {
    func die(_ number: UInt64, _ place: SIMD3<Double>, _ speed: SIMD3<Double>, _ axis: SIMD3<Double>) -> SceneThing {
      mesh(
        .box(width: 120, height: 120, depth: 120), .text, number,
        at: motion(place, speed: speed, turns: [(axis, Double(number), 24)]), textureScale: 1.4)
    }
    return scene(
      [
        floor(200, .checks, 1), die(2, [-190, -10, 0], [3800, 1200, 0], [0.2, 0.5, 1]),
        die(3, [30, 70, 160], [2900, -700, -800], [1, 0.4, 0.7]),
        die(4, [210, -90, 240], [1800, 1900, 500], [0.6, 1, -0.5]),
      ], background: .noise)
  }

  /// A fan of five blades.
  var fan: Scene {
    let rate = 2 * Double.pi * 20
    let blades = (0..<5).map { number in
      mesh(
        .blade(length: 190, width: 110, twist: -0.35), .stripes, 5 + UInt64(number),
        at: motion([0, 0, 0], turns: [([1, 0, 0], 0.5, 0), ([0, 0, 1], 2 * .pi * Double(number) / 5, rate)]))
    }
    return scene(
      blades + [
        mesh(
          .lathe(heights: [-22, -12, 0, 20, 30], radii: [0, 24, 32, 32, 0]), .checks, 3,
          at: motion([0, 0, -20], turns: [([1, 0, 0], .pi / 2, 0), ([0, 0, 1], 0, rate)])),
        mesh(.torus(radius: 215, tube: 12), .wood, 4, at: motion([0, 0, -10])),
      ], background: .bricks, pan: [1100, -250])
  }

  /// Playing cards that are thrown.
  var poker: Scene {
    let cards = (0..<6).map { number -> SceneThing in
      let part = Double(number)
      let place = SIMD3(-260 + 105 * part, 90 * sin(1.7 * part) - 10, 40 + 45 * cos(2.3 * part))
      return mesh(
        .card(width: 125, height: 180), number % 2 == 0 ? .text : .checks, 2 + UInt64(number),
        at: motion(
          place, speed: [1500 + 500 * cos(part), 2600 * cos(1.1 * part + 0.4), 600 * sin(part)],
          turns: [([0, 0, 1], 0.5 * part, 14 - 3 * part), ([1, 0.4, 0], 0.4 + 0.3 * part, 12)]),
        bending: .waves([SceneWave(amplitude: 5, cycles: [0.002, 0.004, 0], hertz: 40, phase: part)]))
    }
    return scene([floor(210, .noise, 1)] + cards, background: .wood)
  }

  /// Two tops that spin and nod.
  var top: Scene {
    func top(_ number: UInt64, _ place: SIMD3<Double>, _ size: Double, _ tilt: Double, _ turnsPerSecond: Double)
      -> SceneThing
    {
      mesh(
        .lathe(
          heights: [-90, -86, -40, -34, -10, 10, 30, 60, 90].map { $0 * size },
          radii: [0, 9, 10, 60, 95, 100, 82, 34, 0].map { $0 * size }), .stripes, number,
        at: motion(
          place, speed: [500, 0, 0],
          turns: [([0, 1, 0], 0, 2 * .pi * turnsPerSecond), ([0, 0, 1], tilt, 0), ([0, 1, 0], 0.7, 9)]),
        textureScale: 1.3)
    }
    return scene(
      [floor(170, .wood, 1), top(2, [-120, 60, 0], 1.25, 0.28, 16), top(3, [190, 65, 180], 1, -0.2, 22)],
      background: .noise, pan: [1000, 250])
  }

  /// A pan that tosses what is in it.
  var cook: Scene {
    let food: [(SceneForm, ScenePattern, SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)] = [
      (.sphere(radius: 34), .noise, [-90, -40, 10], [400, -3200, 0], [1, 0, 0.3]),
      (.box(width: 60, height: 44, depth: 30), .bricks, [10, -110, -20], [-300, -2400, 300], [0.4, 1, 0.2]),
      (.torus(radius: 32, tube: 12), .stripes, [90, -60, 20], [700, -2900, 0], [1, 0.5, 0]),
      (.box(width: 80, height: 20, depth: 40), .wood, [-170, -140, 30], [900, 1200, 0], [0.2, 0.3, 1]),
      (.sphere(radius: 24), .checks, [150, -170, -10], [-600, 1900, 0], [0, 1, 1]),
    ]
    let pieces = food.enumerated().map { number, piece in
      mesh(
        piece.0, piece.1, 4 + UInt64(number),
        at: motion(piece.2, speed: piece.3, turns: [(piece.4, Double(number), 18 + 3 * Double(number))]))
    }
    let tilt = SpaceMotion(
      x: motion([-30, 100, 0], speed: [700, -1100, 0]).x, y: motion([-30, 100, 0], speed: [700, -1100, 0]).y,
      z: .constant(value: 0),
      turns: [
        SceneTurn(axis: [1, 0, 0], angle: .constant(value: 0.45)),
        SceneTurn(axis: [0, 0, 1], angle: .wave(mean: 0.05, amplitude: 0.25, hertz: 6, phase: 0)),
      ])
    // It lies along y about the pan's middle, and is turned to x first.
    var handle = tilt
    handle.turns.insert(SceneTurn(axis: [0, 0, 1], angle: .constant(value: -1.5)), at: 0)
    return scene(
      [
        mesh(
          .lathe(heights: [-30, -26, 20, 30, 34], radii: [190, 194, 165, 150, 0]), .noise, 2, at: tilt),
        mesh(.lathe(heights: [176, 180, 300, 420, 426], radii: [0, 15, 13, 18, 0]), .wood, 3, at: handle),
      ] + pieces, background: .bricks)
  }
}
