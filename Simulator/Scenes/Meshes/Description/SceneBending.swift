/// A wave that travels over a surface and moves its points along the normals of its rest.
///
/// A point p of the rest is moved by `amplitude · grip · sin(2π · (hertz · t − p · cycles) + phase)`, where the grip grows
/// evenly from 0 at the point `hold` to 1 at `hold + reach`, measured along `reach`; without a reach it is 1.
///
/// The surface is flat between points. Sheets and boxes have so many that it strays from the wave by 0.02 pixels at most, or
/// 160 x 160 to a side; its flow is exactly that of the flat pieces.
public struct SceneWave: Sendable, Hashable, Codable {
  /// The greatest distance from the rest, in pixels.
  public var amplitude: Double
  /// Waves a pixel along each axis of the thing: the direction in which they travel.
  public var cycles: SIMD3<Double>
  /// Waves a second.
  public var hertz: Double
  /// In radians.
  public var phase: Double
  /// Where the surface is held.
  public var hold: SIMD3<Double>
  /// From there to where it is free; zero where it is held nowhere.
  public var reach: SIMD3<Double>

  /// Describes a wave.
  public init(
    amplitude: Double, cycles: SIMD3<Double>, hertz: Double, phase: Double = 0, hold: SIMD3<Double> = .zero,
    reach: SIMD3<Double> = .zero
  ) {
    (self.amplitude, self.cycles, self.hertz, self.phase) = (amplitude, cycles, hertz, phase)
    (self.hold, self.reach) = (hold, reach)
  }

  var isFinite: Bool {
    amplitude.isFinite && hertz.isFinite && phase.isFinite && cycles.isFinite && hold.isFinite && reach.isFinite
  }
}

/// A hinge: what lies beyond it is turned about it.
public struct SceneJoint: Sendable, Hashable, Codable {
  /// A point of the hinge, in the thing's rest.
  public var origin: SIMD3<Double>
  /// The direction of the hinge.
  public var axis: SIMD3<Double>
  /// The way from the hinge to what it turns: all points p of the rest with (p − origin) · beyond > 0.
  public var beyond: SIMD3<Double>
  /// Over how many pixels behind the hinge the turn grows from nothing to all of it, as skin does.
  public var softness: Double
  /// How far it is bent, in radians.
  public var angle: SceneCurve

  /// Describes a joint.
  public init(
    origin: SIMD3<Double>, axis: SIMD3<Double>, beyond: SIMD3<Double>, softness: Double = 0, angle: SceneCurve
  ) {
    (self.origin, self.axis, self.beyond, self.softness, self.angle) = (origin, axis, beyond, softness, angle)
  }

  var fault: String? {
    guard origin.isFinite, axis.isFinite, axis.length > 0, beyond.isFinite, beyond.length > 0 else {
      return "a joint without an axis"
    }
    if !(softness >= 0 && softness.isFinite) { return "a joint with a softness of \(softness) pixels" }
    return angle.fault
  }
}

/// How the points of a thing move about their rest.
public enum SceneBending: Sendable, Hashable, Codable {
  /// The sum of waves.
  case waves([SceneWave])
  /// A chain of joints, the one nearest to the body first: each carries those after it.
  case joints([SceneJoint])

  var fault: String? {
    switch self {
    case .waves(let waves):
      if waves.isEmpty || waves.count > 64 { return "\(waves.count) waves" }
      return waves.allSatisfy(\.isFinite) ? nil : "a wave with a number that is not finite"
    case .joints(let joints):
      if joints.isEmpty || joints.count > 64 { return "\(joints.count) joints" }
      return joints.lazy.compactMap(\.fault).first
    }
  }
}
