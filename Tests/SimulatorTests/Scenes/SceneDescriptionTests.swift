import Foundation
import Recordings
import Tensors
import Testing

@testable import Simulator

@Suite struct SceneDescriptionTests {
  private let law = SceneLaw(
    objects: 3...7, drawings: 2,
    motion: SceneMotionLaw(speed: 0...20_000, turning: 0...3000, scale: 0.8...1.2, path: .curve),
    background: SceneMotionLaw(speed: 1000...9000))

  @Test func `A scene that is written and read renders the same`() throws {
    let scene = try law.scene(seed: 5, size: SensorSize(width: 64, height: 48), seconds: 0.02)
    let read = try JSONDecoder().decode(Scene.self, from: JSONEncoder().encode(scene))
    #expect(read == scene)
    #expect(
      SceneSamples.crowd == (try JSONDecoder().decode(Scene.self, from: JSONEncoder().encode(SceneSamples.crowd))))
  }

  @Test func `Scenes of a law keep to it, and depend on the seed alone`() throws {
    let size = SensorSize(width: 320, height: 200)
    #expect(try law.scene(seed: 1, size: size, seconds: 0.02) == law.scene(seed: 1, size: size, seconds: 0.02))
    #expect(try law.scene(seed: 1, size: size, seconds: 0.02) != law.scene(seed: 2, size: size, seconds: 0.02))
    #expect(try law.scene(seed: 1, size: size, seconds: 0.02, objects: 12).things.count == 13)
    for seed in 0..<20 {
      let scene = try law.scene(seed: UInt64(seed), size: size, seconds: 0.02)
      #expect((4...8).contains(scene.things.count))
      for thing in 1..<scene.things.count {
        var fastest = 0.0
        for step in 0..<40 {
          let (from, to) = (Double(step) * 0.0005, Double(step + 1) * 0.0005)
          let (a, b) = (scene.pose(of: thing, at: from), scene.pose(of: thing, at: to))
          fastest = max(fastest, hypot(b.dx - a.dx, b.dy - a.dy) / 0.0005)
          #expect((0..<320).contains(a.dx) && (0..<200).contains(a.dy))
        }
        #expect(fastest <= 20_000 * 1.02)
      }
    }
  }

  @Test func `A law draws things in space among flat ones where it says so, of every form, and no other number else`()
    throws
  {
    let size = SensorSize(width: 320, height: 200)
    var both = law
    both.kinds = SceneThingKind.allCases
    var forms: Set<String> = []
    var (meshes, layers) = (0, 0)
    for seed in 0..<20 {
      let scene = try both.scene(seed: UInt64(seed), size: size, seconds: 0.02)
      try scene.check()
      for thing in scene.things.dropFirst() {
        guard case .mesh(let mesh) = thing else {
          layers += 1
          continue
        }
        meshes += 1
        forms.insert("\(mesh.form)".prefix { $0 != "(" }.description)
        // Sizes from 0.8 to 1.2, and speeds up to 20 000 pixels a second.
        for time in [0, 0.01, 0.02] {
          let scale = 480 / (480 + mesh.motion.z.value(at: time))
          #expect((0.8 - 1e-9...1.2 + 1e-9).contains(scale), "\(scale)")
        }
        let way = mesh.motion.pose(at: 0.011).origin - mesh.motion.pose(at: 0.01).origin
        #expect(hypot(way.x, way.y) < 20.4)
      }
    }
    #expect(forms.count == SceneFormKind.allCases.count, "\(forms)")
    #expect(meshes > 30 && layers > 30, "\(meshes) of \(meshes + layers)")
    both.kinds = [.meshes]
    let scene = try both.scene(seed: 3, size: size, seconds: 0.02)
    #expect(scene.things.dropFirst().allSatisfy { if case .mesh = $0 { true } else { false } })
    both.kinds = []
    #expect(throws: SceneError.badLaw(key: "kinds", "names none")) { try both.check() }
  }

  @Test func `Smooth paths go through their points without a jump in speed`() {
    let curve = SceneCurve.spline(times: [0, 1, 3, 4], values: [2, 5, -1, 0])
    for (time, value) in [(0.0, 2.0), (1, 5), (3, -1), (4, 0)] {
      #expect(abs(curve.value(at: time) - value) < 1e-12)
      let (before, after) = (
        curve.value(at: time) - curve.value(at: time - 1e-5), curve.value(at: time + 1e-5) - curve.value(at: time)
      )
      #expect(abs(before - after) < 1e-8)
    }
    // A parabola is itself.
    let parabola = SceneCurve.spline(times: [0, 1, 3, 4], values: [0, 1, 9, 16])
    for time in [0.25, 1.5, 2, 3.75] { #expect(abs(parabola.value(at: time) - time * time) < 1e-12) }
    #expect(SceneCurve.spline(times: [7], values: [3]).value(at: 100) == 3)
  }

  @Test func `Bad scenes are refused in one line`() throws {
    func refusal(_ change: (inout Scene) -> Void, pictures: [String: ScenePicture] = [:]) -> SceneError? {
      var scene = SceneSamples.crowd
      change(&scene)
      do {
        _ = try SceneRenderer(scene, pictures: pictures)
        return nil
      } catch { return error as? SceneError }
    }
    func layer(_ shape: SceneShape) -> SceneThing { SceneSamples.layer(shape) }
    let picture = ScenePicture(gray: Tensor(repeating: 9, shape: [3, 4]))
    #expect(refusal { _ in } == nil)
    #expect(
      refusal({ $0.things = [layer(.picture(name: "leaf"))] }, pictures: ["leaf": picture])
        == .pictureWithoutAlpha("leaf"))
    #expect(refusal { $0.things = [layer(.picture(name: "leaf"))] } == .missingPicture("leaf"))
    #expect(
      refusal({ _ in }, pictures: ["leaf": ScenePicture(gray: Tensor(zeros: [0, 4]))]) == .badPicture("leaf"))
    #expect(
      refusal { $0.illumination = .spline(times: [1, 1], values: [0, 1]) }?.description
        == "it has an illumination with a path whose times do not rise")
    #expect(
      refusal { $0.things[1] = layer(.star(points: 2, outerRadius: 3, innerRadius: 2)) }?.description
        == "thing 1 has a star of 2 points")
    #expect(refusal { $0.things[0] = layer(.polygon(rings: [[[0, 0], [1, 1]]])) } != nil)
    #expect(refusal { $0.width = 0 } != nil)
    #expect(
      refusal {
        $0.things = [
          .layer(SceneLayer(shape: .everywhere, texture: SceneSamples.texture(side: 100)))
        ]
      } != nil)
  }

  @Test func `What is possible but odd renders`() throws {
    var scene = SceneSamples.crowd
    scene.things = [
      .layer(SceneLayer(shape: .everywhere, texture: SceneSamples.texture(side: 1))),
      SceneSamples.layer(.ellipse(radiusX: 9, radiusY: 9), SceneMotion(scaleX: .constant(value: 0))),
      SceneSamples.layer(.ellipse(radiusX: 5e5, radiusY: 1), .still(x: 40, y: 30)),
    ]
    let renderer = try SceneSamples.renderer(scene)
    #expect(renderer.picture(at: 0).scalars.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 255 })
    scene.camera.scaleX = .constant(value: 0)
    #expect(try SceneSamples.renderer(scene).picture(at: 0).scalars.allSatisfy { $0 == 0 })
    #expect(try SceneSamples.renderer(scene).flow(from: 0, to: 1).validCount == 0)
    scene.things = []
    #expect(try SceneSamples.renderer(scene).flow(from: 0, to: 1).validCount == 0)
  }

  @Test func `A picture with alpha is a sprite, and one of a pixel too`() throws {
    let gray = Tensor<Float>(shape: [8, 8], scalars: (0..<64).map { Float($0 % 8 < 4 ? 40 : 160) })
    let alpha = Tensor<Float>(shape: [8, 8], scalars: (0..<64).map { Float($0 / 8 < 2 ? 0 : 1) })
    let texture = SceneTexture(.picture(name: "leaf"))
    let scene = Scene(
      size: SensorSize(width: 24, height: 16),
      things: [
        .layer(SceneLayer(shape: .everywhere, texture: SceneTexture(.picture(name: "dot")))),
        .layer(SceneLayer(shape: .picture(name: "leaf"), texture: texture, motion: .still(x: 11.5, y: 7.5))),
      ])
    let renderer = try SceneRenderer(
      scene,
      pictures: [
        "leaf": ScenePicture(gray: gray, alpha: alpha),
        "dot": ScenePicture(gray: Tensor(repeating: 300, shape: [1, 1])),
      ], threads: 1)
    let (picture, objects) = (renderer.picture(at: 0), renderer.objects(at: 0))
    #expect(objects[5, 11] == 0 && objects[6, 8] == 1 && objects[11, 15] == 1 && objects[12, 11] == 0)
    #expect(abs(picture[9, 9] - 40) < 1 && abs(picture[9, 14] - 160) < 1 && abs(picture[2, 2] - 300) < 0.1)
  }

  @Test func `At a slow pace nothing grows either`() throws {
    var law = SceneLaw(
      objects: 5...5, motion: SceneMotionLaw(speed: 100...200, turning: 10...60, scale: 0.3...1.5),
      background: SceneMotionLaw(speed: 10...20))
    let size = SensorSize(width: 64, height: 48)
    func motion() throws -> Double {
      try SceneRenderer(law.scene(seed: 4, size: size, seconds: 0.1), threads: 1).largestMotion(from: 0, to: 0.1)
    }
    #expect(try motion() > 5)
    law.pace = 1e-3
    #expect(try motion() < 0.1)
  }

  @Test func `Impossible laws are refused with their key`() {
    var bad = law
    bad.radius = 0...1
    #expect(throws: SceneError.badLaw(key: "radius", "is above 0 and at most 10")) {
      try bad.scene(seed: 0, size: SensorSize(width: 8, height: 8), seconds: 1)
    }
  }
}
