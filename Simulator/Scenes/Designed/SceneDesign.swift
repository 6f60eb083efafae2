import Foundation
import Recordings

/// Scenes that are designed rather than drawn: one subject each, of meshes before a background, at its natural speed for a
/// camera of 20 000 frames a second.
public enum SceneDesign: String, Sendable, CaseIterable {
  case ball, cook, dice, doll, fan, fly, hand, jump, poker, top

  /// What is to be seen, in a line.
  public var text: String {
    switch self {
    case .ball: "balls that are thrown over a floor and spin"
    case .cook: "a pan that tosses what is in it"
    case .dice: "three dice that tumble over a table"
    case .doll: "a doll that swings its arms and legs"
    case .fan: "a fan of five blades at 1200 turns a minute"
    case .fly: "an insect that crosses the picture, its wings at 180 strokes a second"
    case .hand: "a hand that waves, and bends its fingers"
    case .jump: "a figure that jumps over hills"
    case .poker: "playing cards that are thrown"
    case .top: "two tops that spin and nod"
    }
  }

  /// The sensor for which they are made.
  public static let size = SensorSize(width: 800, height: 500)
  /// Spike frames a second.
  public static let rate = Rational(20_000)
  /// The frames of a recording.
  public static let frames = 500

  /// The scene, whose subject is as large a part of any sensor.
  ///
  /// - Parameter seed: The seed of its patterns. What moves how is the same for all.
  public func scene(seed: UInt64 = 0, size: SensorSize = SceneDesign.size) -> Scene {
    let set = DesignSet(seed: seed, size: size)
    return switch self {
    case .ball: set.ball
    case .cook: set.cook
    case .dice: set.dice
    case .doll: set.doll
    case .fan: set.fan
    case .fly: set.fly
    case .hand: set.hand
    case .jump: set.jump
    case .poker: set.poker
    case .top: set.top
    }
  }
}

/// What designed scenes are put together from. Places are measured from the middle of the sensor, and all lengths are those
/// of a sensor of 800x500.
struct DesignSet {
  let seed: UInt64
  let size: SensorSize
  private let scale: Double

  init(seed: UInt64, size: SensorSize) {
    (self.seed, self.size) = (seed, size)
    scale = min(
      Double(size.width) / Double(SceneDesign.size.width), Double(size.height) / Double(SceneDesign.size.height))
  }

  func length(_ length: Double) -> Double { length * scale }

  /// A scene of things before a background, seen by a camera in motion.
  ///
  /// - Parameter pan: The way that the picture moves for it, in pixels a second.
  func scene(_ things: [SceneThing], background: ScenePattern, pan: SIMD2<Double> = [1400, 350]) -> Scene {
    let behind = SceneLayer(
      shape: .everywhere, texture: texture(background, 0, darkest: 15, brightest: 150, scale: 1.6), motion: .still())
    let camera = SceneMotion(x: .line(start: 0, rate: -length(pan.x)), y: .line(start: 0, rate: -length(pan.y)))
    return Scene(
      size: size, things: [.layer(behind)] + things, camera: camera,
      space: SceneSpace(focal: length(1200), sun: SceneSun(direction: [0.45, 0.75, 0.55], ambient: 0.4)))
  }

  func texture(
    _ kind: ScenePattern, _ number: UInt64, darkest: Double = 25, brightest: Double = 235, scale: Double = 1
  ) -> SceneTexture {
    SceneTexture(
      .pattern(ScenePatternChoice(kind, seed: seed &* 100 &+ number, grain: 0.4)), darkest: darkest,
      brightest: brightest, scale: self.scale * scale)
  }

  func mesh(
    _ form: SceneForm, _ kind: ScenePattern, _ number: UInt64, at motion: SpaceMotion, bending: SceneBending? = nil,
    textureScale: Double = 1
  ) -> SceneThing {
    .mesh(
      SceneMesh(
        form: scaled(form), texture: texture(kind, number, scale: textureScale), motion: motion,
        bending: bending.map { scaled($0) }))
  }

  /// A motion at a constant speed and constant turns.
  ///
  /// - Parameters:
  ///   - speed: In pixels a second.
  ///   - turns: Axes, angles at the start in radians, and radians a second.
  func motion(
    _ place: SIMD3<Double>, speed: SIMD3<Double> = .zero, turns: [(SIMD3<Double>, Double, Double)] = []
  ) -> SpaceMotion {
    SpaceMotion(
      x: .line(start: length(place.x) + Double(size.width - 1) / 2, rate: length(speed.x)),
      y: .line(start: length(place.y) + Double(size.height - 1) / 2, rate: length(speed.y)),
      z: .line(start: length(place.z), rate: length(speed.z)),
      turns: turns.map { SceneTurn(axis: $0, angle: .line(start: $1, rate: $2)) })
  }

  /// A motion that swings: turns are waves of a mean, an amplitude and a phase in radians, and a number of swings a second.
  func swinging(
    _ place: SIMD3<Double>, speed: SIMD3<Double> = .zero,
    _ swings: [(axis: SIMD3<Double>, mean: Double, amplitude: Double, hertz: Double, phase: Double)]
  ) -> SpaceMotion {
    var motion = motion(place, speed: speed)
    motion.turns = swings.map {
      SceneTurn(
        axis: $0.axis, angle: .wave(mean: $0.mean, amplitude: $0.amplitude, hertz: $0.hertz, phase: $0.phase))
    }
    return motion
  }

  /// A level floor so far below the middle.
  func floor(_ depth: Double, _ kind: ScenePattern, _ number: UInt64) -> SceneThing {
    mesh(
      .card(width: 4000, height: 2400), kind, number, at: motion([0, depth, 600], turns: [([1, 0, 0], .pi / 2, 0)]),
      textureScale: 1.5)
  }

  private func scaled(_ form: SceneForm) -> SceneForm {
    switch form {
    case .sphere(let radius): .sphere(radius: length(radius))
    case .box(let width, let height, let depth):
      .box(width: length(width), height: length(height), depth: length(depth))
    case .torus(let radius, let tube): .torus(radius: length(radius), tube: length(tube))
    case .card(let width, let height): .card(width: length(width), height: length(height))
    case .blade(let long, let width, let twist): .blade(length: length(long), width: length(width), twist: twist)
    case .terrain(let width, let depth, let height, let seed):
      .terrain(width: length(width), depth: length(depth), height: length(height), seed: seed)
    case .lathe(let heights, let radii): .lathe(heights: heights.map { length($0) }, radii: radii.map { length($0) })
    case .object(let name, let size): .object(name: name, size: length(size))
    }
  }

  private func scaled(_ bending: SceneBending) -> SceneBending {
    switch bending {
    case .waves(let waves):
      .waves(
        waves.map {
          SceneWave(
            amplitude: length($0.amplitude), cycles: $0.cycles / scale, hertz: $0.hertz, phase: $0.phase,
            hold: $0.hold * scale, reach: $0.reach * scale)
        })
    case .joints(let joints):
      .joints(
        joints.map {
          SceneJoint(
            origin: $0.origin * scale, axis: $0.axis, beyond: $0.beyond, softness: length($0.softness),
            angle: $0.angle)
        })
    }
  }
}
