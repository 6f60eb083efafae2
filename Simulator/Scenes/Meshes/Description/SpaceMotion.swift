/// A turn about an axis through a thing's origin.
public struct SceneTurn: Sendable, Hashable, Codable {
  /// The axis, of any length above 0.
  public var axis: SIMD3<Double>
  /// How far it is turned, in radians, by the rule of the right hand: about z, clockwise on the screen.
  public var angle: SceneCurve

  /// Describes a turn.
  public init(axis: SIMD3<Double>, angle: SceneCurve) { (self.axis, self.angle) = (axis, angle) }

  var fault: String? {
    if !(axis.isFinite && axis.length > 0) { return "a turn about no axis" }
    return angle.fault
  }
}

/// How a rigid thing lies in space at every moment: it is turned about its origin, then moved.
public struct SpaceMotion: Sendable, Hashable, Codable {
  /// Where its origin is: to the right, in pixels of the plane of layers.
  public var x: SceneCurve
  /// Downwards.
  public var y: SceneCurve
  /// Away from the camera; layers are at 0.
  public var z: SceneCurve
  /// The turns, the first of them first.
  public var turns: [SceneTurn]

  /// Describes a motion.
  public init(
    x: SceneCurve = .constant(value: 0), y: SceneCurve = .constant(value: 0), z: SceneCurve = .constant(value: 0),
    turns: [SceneTurn] = []
  ) {
    (self.x, self.y, self.z, self.turns) = (x, y, z, turns)
  }

  /// No motion, at a place.
  public static func still(x: Double = 0, y: Double = 0, z: Double = 0, turns: [SceneTurn] = []) -> SpaceMotion {
    SpaceMotion(x: .constant(value: x), y: .constant(value: y), z: .constant(value: z), turns: turns)
  }

  /// The map from the thing's own coordinates at a moment in seconds.
  public func pose(at time: Double) -> SpacePose {
    var pose = SpacePose.identity
    for turn in turns { pose = SpacePose(radians: turn.angle.value(at: time), about: turn.axis) * pose }
    pose.origin = SIMD3(x.value(at: time), y.value(at: time), z.value(at: time))
    return pose
  }

  var fault: String? {
    if turns.count > 16 { return "a motion of \(turns.count) turns" }
    return [x, y, z].lazy.compactMap(\.fault).first ?? turns.lazy.compactMap(\.fault).first
  }
}
