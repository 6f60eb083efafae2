import Recordings
import Simulator

/// Meshes for tests, small enough for a debug build.
enum MeshSamples {
  static func mesh(
    _ form: SceneForm, _ motion: SpaceMotion, bending: SceneBending? = nil, seed: UInt64 = 1
  ) -> SceneThing {
    .mesh(SceneMesh(form: form, texture: SceneSamples.texture(seed: seed), motion: motion, bending: bending))
  }

  static func turn(_ axis: SIMD3<Double>, _ start: Double, _ rate: Double) -> SceneTurn {
    SceneTurn(axis: axis, angle: .line(start: start, rate: rate))
  }

  /// A ball, a box and a ring that turn before a background, and a disc before them; 96x64.
  static let crowd = Scene(
    size: SensorSize(width: 96, height: 64),
    things: [
      SceneSamples.layer(.everywhere, SceneMotion(x: SceneSamples.line(3, 21), y: SceneSamples.line(-2, -13))),
      mesh(
        .sphere(radius: 17),
        SpaceMotion(
          x: SceneSamples.line(27, 12), y: .constant(value: 26), z: SceneSamples.line(5, 30),
          turns: [turn([1, 2, 1], 0.2, 1.5)])),
      mesh(
        .box(width: 26, height: 22, depth: 20),
        SpaceMotion(
          x: .constant(value: 62), y: SceneSamples.line(34, -9), z: .constant(value: 12),
          turns: [turn([0, 1, 0], 0.6, 0.9), turn([1, 0, 0], 0.5, -0.7)]), seed: 2),
      mesh(
        .torus(radius: 13, tube: 4),
        SpaceMotion(
          x: SceneSamples.line(42, 10), y: .constant(value: 44), z: .constant(value: -6),
          turns: [turn([1, 0.3, 0], 0.7, 1.3)]), seed: 3),
      SceneSamples.layer(
        .ellipse(radiusX: 8, radiusY: 6), SceneMotion(x: SceneSamples.line(82, -30), y: .constant(value: 16)), seed: 4),
    ], space: SceneSpace(focal: 150, samples: 4))
}
