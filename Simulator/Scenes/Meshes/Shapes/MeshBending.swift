import Foundation

/// A bending at one moment, which moves single points.
struct MeshBending {
  private enum Step {
    case waves([(wave: SceneWave, turns: Double)])
    /// The joints with what they do, the farthest from the body first.
    case joints([(joint: SceneJoint, pose: SpacePose, angle: Double)])
  }

  private let step: Step

  init(_ bending: SceneBending, at time: Double) {
    switch bending {
    case .waves(let waves): step = .waves(waves.map { ($0, $0.hertz * time) })
    case .joints(let joints):
      step = .joints(
        joints.reversed().map { joint in
          let angle = joint.angle.value(at: time)
          return (joint, SpacePose(radians: angle, about: joint.axis, through: joint.origin), angle)
        })
    }
  }

  /// Where a point of the rest is.
  func callAsFunction(_ rest: SIMD3<Double>, normal: SIMD3<Double>) -> SIMD3<Double> {
    switch step {
    case .waves(let waves):
      var height = 0.0
      for (wave, turns) in waves {
        let length = wave.reach.dot(wave.reach)
        let grip = length > 0 ? min(max((rest - wave.hold).dot(wave.reach) / length, 0), 1) : 1
        height += wave.amplitude * grip * sin(2 * .pi * (turns - rest.dot(wave.cycles)) + wave.phase)
      }
      return rest + normal * height
    case .joints(let joints):
      var point = rest
      for (joint, pose, angle) in joints {
        let way = (rest - joint.origin).dot(joint.beyond) / joint.beyond.length
        if way > 0 {
          point = pose(point)
        } else if way > -joint.softness {
          let part = 1 + way / joint.softness
          let share = part * part * (3 - 2 * part)
          point = SpacePose(radians: angle * share, about: joint.axis, through: joint.origin)(point)
        }
      }
      return point
    }
  }
}

extension SceneBending {
  /// How far the flat pieces of a net may be from what waves make of it, in pixels, unless there would be too many.
  static let tolerance = 0.02
  private static let mostPieces = 160

  /// Into how many pieces each side of a net is cut.
  ///
  /// Over a piece that a wave of the height a passes in the angle s, a straight line strays from it by a s² / 8 at most.
  func pieces(over extent: SIMD3<Double>, least: Int) -> Int {
    guard case .waves(let waves) = self else { return least }
    let sum = waves.reduce(0) { sum, wave in
      let way = 2 * Double.pi * SIMD3(abs(wave.cycles.x), abs(wave.cycles.y), abs(wave.cycles.z)).dot(extent)
      return sum + abs(wave.amplitude) * way * way / 8
    }
    let pieces = (sum / Self.tolerance).squareRoot().rounded(.up)
    return Int(min(max(pieces, Double(least)), Double(Self.mostPieces)))
  }
}
