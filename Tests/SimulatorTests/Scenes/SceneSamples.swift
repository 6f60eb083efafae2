import Recordings
import Simulator
import Tensors

/// Scenes for tests, with textures small enough for a debug build.
enum SceneSamples {
  static func texture(
    _ kind: ScenePattern = .noise, seed: UInt64 = 1, side: Int = 128, darkest: Double = 20, brightest: Double = 230,
    scale: Double = 1
  ) -> SceneTexture {
    SceneTexture(
      .pattern(ScenePatternChoice(kind, seed: seed, side: side)), darkest: darkest, brightest: brightest, scale: scale)
  }

  static func layer(
    _ shape: SceneShape, _ motion: SceneMotion = .still(), kind: ScenePattern = .noise, seed: UInt64 = 1
  ) -> SceneThing {
    .layer(SceneLayer(shape: shape, texture: texture(kind, seed: seed), motion: motion))
  }

  static func line(_ start: Double, _ rate: Double) -> SceneCurve { .line(start: start, rate: rate) }

  /// A moving background, a disc that goes before a star, and a polygon with a hole; 96x64.
  static let crowd = Scene(
    size: SensorSize(width: 96, height: 64),
    things: [
      layer(.everywhere, SceneMotion(x: line(3, 21), y: line(-2, -13))),
      layer(
        .star(points: 5, outerRadius: 22, innerRadius: 11),
        SceneMotion(x: line(40, -30), y: line(30, 9), angle: line(0.3, 0.7)), kind: .bricks, seed: 2),
      layer(
        .polygon(rings: [
          [[-14, -12], [14, -12], [14, 12], [-14, 12]], [[-6, -5], [6, -5], [6, 5], [-6, 5]],
        ]),
        SceneMotion(x: line(70, 15), y: line(40, -25), scaleX: line(1, 0.2), shear: line(0.1, 0.3)), kind: .wood,
        seed: 3
      ),
      layer(
        .ellipse(radiusX: 13, radiusY: 9), SceneMotion(x: line(30, 40), y: line(28, 5)), kind: .text, seed: 4),
    ])

  static func renderer(_ scene: Scene, threads: Int = 1) throws -> SceneRenderer {
    try SceneRenderer(scene, threads: threads)
  }
}
