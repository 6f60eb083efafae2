/// How a thing lies in the plane at every moment: it is scaled, then sheared, then turned, then moved.
public struct SceneMotion: Sendable, Hashable, Codable {
  /// Where the thing's origin is, in pixels to the right and downwards.
  public var x: SceneCurve
  /// See ``x``.
  public var y: SceneCurve
  /// How far it is turned, in radians, clockwise on the screen.
  public var angle: SceneCurve
  /// By how much it is larger than described, along its own axes. Zero is no size.
  public var scaleX: SceneCurve
  /// See ``scaleX``.
  public var scaleY: SceneCurve
  /// How far a point moves along the thing's x for each pixel of its y.
  public var shear: SceneCurve

  /// Describes a motion.
  public init(
    x: SceneCurve = .constant(value: 0), y: SceneCurve = .constant(value: 0), angle: SceneCurve = .constant(value: 0),
    scaleX: SceneCurve = .constant(value: 1), scaleY: SceneCurve = .constant(value: 1),
    shear: SceneCurve = .constant(value: 0)
  ) {
    (self.x, self.y, self.angle) = (x, y, angle)
    (self.scaleX, self.scaleY, self.shear) = (scaleX, scaleY, shear)
  }

  /// No motion, at a place.
  public static func still(x: Double = 0, y: Double = 0) -> SceneMotion {
    SceneMotion(x: .constant(value: x), y: .constant(value: y))
  }

  /// The map from the thing's own coordinates at a moment in seconds.
  public func pose(at time: Double) -> ScenePose {
    let form = ScenePose(
      xx: scaleX.value(at: time), xy: shear.value(at: time) * scaleY.value(at: time), yx: 0,
      yy: scaleY.value(at: time), dx: 0, dy: 0)
    var pose = ScenePose.rotation(radians: angle.value(at: time)) * form
    (pose.dx, pose.dy) = (x.value(at: time), y.value(at: time))
    return pose
  }

  var fault: String? { [x, y, angle, scaleX, scaleY, shear].lazy.compactMap(\.fault).first }
}
