import Foundation
import Kernels
import Recordings
import Tensors
import Testing

@testable import Simulator

@Suite struct MeshPictureTests {
  @Test func `Threads, instruction sets and parts change no byte`() throws {
    let scene = MeshSamples.crowd
    let whole = try SceneSamples.renderer(scene).picture(at: 0.3)
    let truth = try SceneSamples.renderer(scene).truth(from: 0.3, to: 0.4)
    let shared = try SceneSamples.renderer(scene, threads: 2)
    #expect(shared.picture(at: 0.3) == whole)
    let again = shared.truth(from: 0.3, to: 0.4)
    #expect(again.flow == truth.flow && again.isHidden == truth.isHidden && again.depth == truth.depth)
    for set in InstructionSet.available {
      #expect(try SceneRenderer(scene, threads: 1, instructionSet: set).picture(at: 0.3) == whole, "\(set)")
    }
    let region = PixelRegion(x: 33, y: 11, size: SensorSize(width: 51, height: 39))
    let part = shared.picture(at: 0.3, region: region)
    let partTruth = shared.truth(from: 0.3, to: 0.4, region: region)
    var differences = 0
    for y in 0..<39 {
      for x in 0..<51 {
        if part[y, x] != whole[y + 11, x + 33] { differences += 1 }
        if partTruth.objects[y, x] != truth.objects[y + 11, x + 33] { differences += 1 }
        if partTruth.isHidden[y, x] != truth.isHidden[y + 11, x + 33] { differences += 1 }
        if partTruth.flow.flow[1, y, x] != truth.flow.flow[1, y + 11, x + 33] { differences += 1 }
      }
    }
    #expect(differences == 0)
  }

  @Test func `A scene with meshes that is written and read is the same`() throws {
    let data = try JSONEncoder().encode(MeshSamples.crowd)
    #expect(try JSONDecoder().decode(Scene.self, from: data) == MeshSamples.crowd)
  }

  /// A white card before black.
  private func card(_ motion: SpaceMotion, samples: Int, ambient: Double = 1) -> Scene {
    let white = SceneTexture(.pattern(ScenePatternChoice(.noise, side: 1)), darkest: 200, brightest: 200)
    return Scene(
      size: SensorSize(width: 40, height: 24),
      things: [.mesh(SceneMesh(form: .card(width: 20, height: 12), texture: white, motion: motion))],
      space: SceneSpace(focal: 100, sun: SceneSun(direction: [0, 0, 1], ambient: ambient), samples: samples))
  }

  @Test func `A sheet covers its area, wherever its edges lie`() throws {
    for shift in [0.0, 0.1, 0.3, 0.55] {
      let motion = SpaceMotion.still(x: 19.5 + shift, y: 11.5, turns: [MeshSamples.turn([0, 0, 1], 0.1, 0)])
      let sum = try SceneSamples.renderer(card(motion, samples: 8)).picture(at: 0).scalars.reduce(0, +)
      #expect(abs(sum / 200 - 240) < 2, "\(sum / 200) pixels")
    }
    // Twice as far from the camera it is half as large.
    let far = try SceneSamples.renderer(card(.still(x: 19.5, y: 11.5, z: 100), samples: 8)).picture(at: 0)
    #expect(abs(far.scalars.reduce(0, +) / 200 - 60) < 2)
  }

  @Test func `Light falls with the cosine, and a back is as bright as a front`() throws {
    for (angle, level) in [(0.0, 200.0), (.pi / 3, 125), (.pi, 200)] {
      let motion = SpaceMotion.still(x: 20, y: 12, turns: [MeshSamples.turn([0, 1, 0], angle, 0)])
      let picture = try SceneSamples.renderer(card(motion, samples: 1, ambient: 0.25)).picture(at: 0)
      #expect(abs(Double(picture[12, 20]) - level) < 0.1, "\(picture[12, 20]) at \(angle)")
    }
  }

  @Test func `What is between a surface and the sun throws a shadow`() throws {
    let white = SceneTexture(.pattern(ScenePatternChoice(.noise, side: 1)), darkest: 200, brightest: 200)
    func mesh(_ form: SceneForm, z: Double, x: Double) -> SceneThing {
      .mesh(SceneMesh(form: form, texture: white, motion: .still(x: x, y: 12, z: z)))
    }
    var scene = Scene(
      size: SensorSize(width: 40, height: 24),
      things: [mesh(.card(width: 200, height: 200), z: 0, x: 20), mesh(.sphere(radius: 4), z: -20, x: 5)],
      space: SceneSpace(focal: 1e5, sun: SceneSun(direction: [1, 0, 1], ambient: 0.5), samples: 4))
    // The shadow is 20 to the right of the ball, an ellipse of half axes 4√2 and 4.
    let level = Float(200 * (0.5 + 0.5 * 0.5.squareRoot()))
    let picture = try SceneSamples.renderer(scene).picture(at: 0)
    #expect(abs(picture[12, 25] - 100) < 0.1)
    #expect(abs(picture[12, 29] - 100) < 0.1)
    #expect(abs(picture[12, 32] - level) < 0.1)
    #expect(abs(picture[18, 25] - level) < 0.1)
    let missing = (0..<24).reduce(Float(0)) { sum, y in sum + (12..<40).reduce(0) { $0 + level - picture[y, $1] } }
    #expect(abs(Double(missing / (level - 100)) - .pi * 16 * 2.0.squareRoot()) < 2)
    scene.space?.sun.hasShadows = false
    #expect(abs(try SceneSamples.renderer(scene).picture(at: 0)[12, 25] - level) < 0.1)
  }

  @Test(arguments: [
    SceneForm.sphere(radius: 12), .box(width: 20, height: 14, depth: 16), .torus(radius: 9, tube: 3),
    .card(width: 20, height: 14), .blade(length: 18, width: 8, twist: 0.8),
    .terrain(width: 40, depth: 40, height: 9, seed: 3), .lathe(heights: [-8, 0, 6, 8], radii: [0, 9, 4, 0]),
  ]) func `Every form is seen, at rest and bent`(_ form: SceneForm) throws {
    for bending in [nil, SceneBending.waves([SceneWave(amplitude: 1, cycles: [0.05, 0, 0], hertz: 2)])] {
      let motion = SpaceMotion.still(x: 18, y: 13, z: 5, turns: [MeshSamples.turn([1, 0.3, 0], 0.7, 0)])
      let scene = Scene(
        size: SensorSize(width: 40, height: 24), things: [MeshSamples.mesh(form, motion, bending: bending)])
      let renderer = try SceneSamples.renderer(scene)
      let picture = renderer.picture(at: 0)
      let seen = picture.scalars.count { $0 > 1 }
      let objects = renderer.objects(at: 0).scalars.count { $0 == 0 }
      #expect(seen > 60 && abs(seen - objects) < objects / 2, "\(seen) \(objects)")
      #expect(picture.scalars.allSatisfy { $0.isFinite && $0 >= 0 && $0 < 256 })
    }
  }

  @Test func `What cannot be is told in a line`() throws {
    func fault(_ change: (inout SceneMesh) -> Void, space: SceneSpace? = nil) -> String {
      var mesh = SceneMesh(form: .sphere(radius: 3), texture: SceneSamples.texture())
      change(&mesh)
      let scene = Scene(size: SensorSize(width: 8, height: 8), things: [.mesh(mesh)], space: space)
      do {
        _ = try SceneRenderer(scene, threads: 1)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(fault { $0.form = .sphere(radius: 0) } == "thing 0 has a ball without a size")
    #expect(fault { $0.form = .torus(radius: 3, tube: 4) } == "thing 0 has a ring whose tube does not fit it")
    #expect(fault { $0.motion.turns = [MeshSamples.turn(.zero, 0, 1)] } == "thing 0 has a turn about no axis")
    #expect(fault { $0.form = .object(name: "cup", size: 9) } == "the object `cup` is not there")
    #expect(fault({ _ in }, space: SceneSpace(focal: 0)) == "it has a camera 0.0 pixels from the plane")
    #expect(fault({ _ in }, space: SceneSpace(focal: 9, samples: 3)).hasPrefix("it has 3 samples a pixel"))
    #expect(fault { _ in } == "none")
  }

  @Test func `An object of the user's may have holes, and no normals or those of some corners`() throws {
    // A box without its front: inside, its back is seen.
    let points = (0..<8).map { (corner: Int) -> SIMD3<Double> in
      let (x, y, z) = (corner & 1, (corner >> 1) & 1, corner >> 2)
      return SIMD3(Double(x), Double(y), Double(z))
    }
    let sides = [[4, 5, 7, 6], [0, 1, 5, 4], [2, 3, 7, 6], [0, 2, 6, 4], [1, 3, 7, 5]]
    let corners = sides.flatMap { (side: [Int]) -> [Int32] in [0, 1, 2, 0, 2, 3].map { Int32(side[$0]) } }
    var object = SceneObject(points: points, corners: corners)
    let mesh = SceneMesh(
      form: .object(name: "box", size: 20), texture: SceneSamples.texture(), motion: .still(x: 19.5, y: 15.5))
    let scene = Scene(
      size: SensorSize(width: 40, height: 32), things: [.mesh(mesh)], space: SceneSpace(focal: 100, samples: 1))
    func truth() throws -> SceneTruth {
      try SceneRenderer(scene, objects: ["box": object], threads: 1).truth(from: 0, to: 1)
    }
    let open = try truth()
    #expect(try #require(open.depth)[15, 19] == 110)
    #expect(try #require(open.normals)[2, 15, 19] == -1)
    object.normals = corners.indices.map { (corner: Int) -> SIMD3<Float> in
      corner < 3 ? SIMD3<Float>(0.6, 0, -0.8) : .zero
    }
    let leaning = try #require(try truth().normals)
    var values: Set<Float> = []
    for y in 10..<22 { for x in 14..<26 { values.insert(leaning[0, y, x]) } }
    #expect(values.contains { abs($0 - 0.6) < 1e-6 } && values.contains(0))
  }

  @Test func `What is wrong with an object is told in a line`() {
    func fault(_ points: [SIMD3<Double>], _ corners: [Int32]) -> String? {
      SceneObject(points: points, corners: corners).fault
    }
    let triangle: [SIMD3<Double>] = [[0, 0, 0], [1, 0, 0], [0, 1, 0]]
    #expect(fault(triangle, [0, 1, 2]) == nil)
    #expect(fault(triangle, []) == "has no triangles")
    #expect(fault(triangle, [0, 1]) == "has a triangle of 2 corners")
    #expect(fault(triangle, [0, 1, 3]) == "has corners that are none of its points")
    #expect(fault(triangle, [0, 1, 1, 2, 2, 2]) == "has no triangle with an area")
    #expect(fault([.zero, .zero, .zero], [0, 1, 2]) == "has no triangle with an area")
    #expect(fault(triangle + [[1e300, 0, 0]], [0, 1, 2])?.hasPrefix("has a point farther than") == true)
    #expect(fault(triangle + [[.nan, 0, 0]], [0, 1, 2])?.hasPrefix("has a point farther than") == true)
  }
}
