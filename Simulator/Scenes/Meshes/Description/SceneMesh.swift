/// A thing of a scene that has three dimensions: a surface of triangles, or a sphere, in motion.
///
/// Space is that of the plane of layers, which is at z = 0: there a pixel is a pixel, and what is farther away is smaller
/// (``SceneSpace``). Meshes that follow each other in a scene hide each other by their depth; layers before and after them
/// are painted in order.
public struct SceneMesh: Sendable, Hashable, Codable {
  /// Its form.
  public var form: SceneForm
  /// What it is painted with. Gray levels are those of a part that faces the light.
  public var texture: SceneTexture
  /// How it moves as a whole.
  public var motion: SpaceMotion
  /// How its points move before that; nil for a rigid thing.
  public var bending: SceneBending?
  /// What its gray levels are multiplied by; below 0 counts as 0.
  public var brightness: SceneCurve

  /// The most triangles of all things of a scene.
  public static let mostTriangles = 1_000_000

  /// Describes a thing.
  public init(
    form: SceneForm, texture: SceneTexture, motion: SpaceMotion = SpaceMotion(), bending: SceneBending? = nil,
    brightness: SceneCurve = .constant(value: 1)
  ) {
    (self.form, self.texture, self.motion) = (form, texture, motion)
    (self.bending, self.brightness) = (bending, brightness)
  }

  var fault: String? { form.fault ?? texture.fault ?? motion.fault ?? bending?.fault ?? brightness.fault }
}
