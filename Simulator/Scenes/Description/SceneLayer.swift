/// A flat thing of a scene: a texture, cut out by a shape, in motion.
public struct SceneLayer: Sendable, Hashable, Codable {
  /// What it is cut out by.
  public var shape: SceneShape
  /// What it is painted with.
  public var texture: SceneTexture
  /// How it moves.
  public var motion: SceneMotion
  /// What its gray levels are multiplied by; below 0 counts as 0.
  public var brightness: SceneCurve
  /// How wide its edge is, in pixels of the sensor: over so much it goes from nothing to opaque, half of it at the
  /// outline. 1 is what a pixel that sees its square would give. A picture's edge is its own.
  public var edge: Double

  /// Describes a layer.
  public init(
    shape: SceneShape, texture: SceneTexture, motion: SceneMotion = SceneMotion(),
    brightness: SceneCurve = .constant(value: 1), edge: Double = 1
  ) {
    (self.shape, self.texture, self.motion) = (shape, texture, motion)
    (self.brightness, self.edge) = (brightness, edge)
  }

  var fault: String? {
    if !(edge > 0 && edge.isFinite) { return "an edge of \(edge) pixels" }
    return shape.fault ?? texture.fault ?? motion.fault ?? brightness.fault
  }
}
