import Foundation

/// The kinds of things that a law draws.
public enum SceneThingKind: String, Sendable, CaseIterable {
  /// Flat things, which hide each other in the order of the list.
  case layers
  /// Things of three dimensions, of which those that follow each other hide each other by their depth.
  case meshes
}

/// The kinds of forms that a law gives to meshes.
public enum SceneFormKind: String, Sendable, CaseIterable {
  case sphere, box, torus, card, blade
  /// A body of revolution of random radii.
  case vase
}

extension SceneFormKind {
  /// A form of the kind that reaches about as far as the given radius.
  func form(radius: Double, _ draws: inout SceneDraws) -> SceneForm {
    switch self {
    case .sphere: return .sphere(radius: radius)
    case .box:
      return .box(
        width: 1.5 * radius, height: 1.5 * radius * draws.number(in: 0.5...1),
        depth: 1.5 * radius * draws.number(in: 0.5...1))
    case .torus:
      let tube = radius * draws.number(in: 0.15...0.3)
      return .torus(radius: radius - tube, tube: tube)
    case .card: return .card(width: 2 * radius, height: 2 * radius * draws.number(in: 0.4...1))
    case .blade:
      return .blade(
        length: 1.6 * radius, width: radius * draws.number(in: 0.6...1), twist: draws.number(in: -0.8...0.8))
    case .vase:
      // Closed at both ends; waves of the radius have no corner.
      let waves = (1...3).map {
        (number: Double($0), share: draws.number(in: 0...0.3 / Double($0)), phase: draws.angle())
      }
      let rows = 24
      let angles = (0...rows).map { Double.pi * Double($0) / Double(rows) }
      let radii = angles.map { angle in
        let bulge = waves.reduce(0.7) { $0 + $1.share * sin($1.number * angle + $1.phase) }
        return max(0, radius * bulge * sin(angle))
      }
      return .lathe(heights: angles.map { -radius * cos($0) }, radii: [0] + radii[1..<rows] + [0])
    }
  }
}

extension ScenePathDrawing {
  /// How a thing in space moves: along a path as flat things do, at a depth at which it is as much larger as the law says.
  func spaceMotion(_ law: SceneMotionLaw, focal: Double, _ draws: inout SceneDraws) -> SpaceMotion {
    let flat = motion(law, &draws)
    func direction() -> SIMD3<Double> {
      let (z, angle) = (draws.number(in: -1...1), draws.angle())
      let width = (1 - z * z).squareRoot()
      return SIMD3(width * cos(angle), width * sin(angle), z)
    }
    let z: SceneCurve
    switch flat.scaleX {
    case .constant(let scale): z = .constant(value: focal / scale - focal)
    case .spline(let times, let scales): z = .spline(times: times, values: scales.map { focal / $0 - focal })
    case .line, .wave: preconditionFailure("A law has sizes that are constant or go from one to another.")
    }
    let start = SceneTurn(axis: direction(), angle: .constant(value: draws.angle()))
    return SpaceMotion(x: flat.x, y: flat.y, z: z, turns: [start, SceneTurn(axis: direction(), angle: flat.angle)])
  }
}
