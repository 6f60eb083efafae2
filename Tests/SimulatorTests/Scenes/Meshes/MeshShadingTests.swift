import CKernels
import Kernels
import Recordings
import Testing

@testable import Simulator

/// The kernel that shades fragments beside the plain code, which it follows to the bit.
@Suite struct MeshShadingTests {
  private static let size = SensorSize(width: 96, height: 64)

  /// A terrain under a ring, a body of revolution that shades itself, a ball, a box that bends, and a tent whose corners
  /// have normals of their own, of which some are zero.
  private static func scene(samples: Int, sun: SceneSun = SceneSun()) -> Scene {
    func turned(_ x: Double, _ y: Double, _ z: Double, _ angle: Double) -> SpaceMotion {
      .still(x: x, y: y, z: z, turns: [MeshSamples.turn([1, 0.4, 0.2], angle, 0)])
    }
    func mesh(_ form: SceneForm, _ motion: SpaceMotion, scale: Double, bending: SceneBending? = nil) -> SceneThing {
      .mesh(
        SceneMesh(form: form, texture: SceneSamples.texture(.checks, scale: scale), motion: motion, bending: bending))
    }
    return Scene(
      size: size,
      things: [
        mesh(.terrain(width: 300, depth: 300, height: 20, seed: 4), turned(48, 55, 90, 1.2), scale: 0.3),
        mesh(.torus(radius: 13, tube: 4), turned(30, 26, 0, 0.9), scale: 1),
        mesh(.lathe(heights: [-14, -5, 4, 14], radii: [0, 13, 3, 11]), turned(66, 24, 4, 0.5), scale: 0.05),
        mesh(.sphere(radius: 8), .still(x: 46, y: 12, z: -30), scale: 1),
        mesh(
          .box(width: 16, height: 14, depth: 12), turned(14, 46, 10, 0.7), scale: 3,
          bending: .waves([SceneWave(amplitude: 1, cycles: [0.05, 0.02, 0], hertz: 2)])),
        mesh(.object(name: "tent", size: 30), turned(74, 48, 10, 2.4), scale: 1e-9),
      ], space: SceneSpace(focal: 150, sun: sun, samples: samples))
  }

  private static let places: [SIMD2<Double>] = (0..<8).map { (number: Int) -> SIMD2<Double> in
    SIMD2(Double(number) - 3.5, Double(3 * number % 8) - 3.5) / 8
  }

  private static var tent: SceneObject {
    var tent = SceneObject(
      points: [[0, 0, 0], [2, 0, 0], [1, 1, 1], [0, 0, 2], [2, 0, 2]],
      corners: [0, 1, 2, 1, 4, 2, 4, 3, 2, 3, 0, 2])
    tent.normals = (0..<12).map { (corner: Int) -> SIMD3<Float> in
      corner < 3 ? .zero : SIMD3<Float>(Float(corner % 3) - 1, 0.5, corner < 6 ? 0.25 : -0.75)
    }
    return tent
  }

  /// What each pixel sees whole, and parts of it that no picture may have.
  private static func fragments(_ reader: MeshReader, all: UInt32) -> [SaccadeSceneFragment] {
    var fragments: [SaccadeSceneFragment] = []
    for y in 0..<size.height {
      for x in 0..<size.width {
        guard let hit = reader.nearest(at: SIMD2(Double(x), Double(y))) else { continue }
        func add(_ shift: SIMD2<Double>, _ seen: UInt32) {
          fragments.append(
            SaccadeSceneFragment(
              x: Double(x) + shift.x, y: Double(y) + shift.y, column: Int32(x), row: Int32(y), owner: hit.owner,
              seen: seen))
        }
        add(.zero, all)
        if x % 5 == 0 { add([0.3, -0.2], all & 0b0110_1101 | 1) }
        if x % 31 == 0 && y % 7 == 0 { add([1e7, -3e11], all) }
      }
    }
    return fragments
  }

  @Test(arguments: [1, 8]) func `The kernel gives the bits of the plain code`(_ samples: Int) throws {
    let suns = [SceneSun(), SceneSun(direction: [-0.3, 0.5, 0.2], ambient: 0.1, hasShadows: samples == 1)]
    for sun in suns {
      let renderer = try SceneRenderer(
        Self.scene(samples: samples, sun: sun), objects: ["tent": Self.tent], threads: 1)
      let moment = try #require(renderer.meshMoment(at: 0.1))
      let whole = PixelRegion(x: 0, y: 0, size: Self.size)
      let view = renderer.meshViews(moment, at: 0.1, region: whole)[0]
      let light = MeshView(
        moment, 0..<6, eye: SceneEye(along: sun.direction), faces: .back, clip: nil, isPicture: false, threads: 1)
      let shader = MeshShader(
        view, light: sun.hasShadows ? light : nil, sun: sun, levels: [1, 0.9, 1.1, 1, 0.5, 2],
        samples: samples == 1 ? [.zero] : Self.places)
      let fragments = Self.fragments(MeshReader(view), all: shader.all)
      let plain = withExtendedLifetime((moment, view, light)) { fragments.map { shader.gray($0) } }
      // All that is asked for is in it: each mesh, light and shadow.
      #expect(Set(fragments.map { MeshReader(view).number(of: $0.owner) }) == Set(0..<6))
      #expect(Set(plain).count > fragments.count / 3 && plain.allSatisfy { $0 >= 0 && $0 < 600 })
      for set in InstructionSet.available {
        let loops = try #require(set.table).functions.scenes
        var grays = [Float](repeating: -1, count: fragments.count)
        withExtendedLifetime((moment, view, light)) {
          fragments.withUnsafeBufferPointer { fragments in
            grays.withUnsafeMutableBufferPointer { grays in
              guard let fragments = fragments.baseAddress, let out = grays.baseAddress else { return }
              shader.shade(fragments, count: grays.count, into: out, loops: loops)
            }
          }
        }
        let differences = fragments.indices.filter { grays[$0] != plain[$0] }
        #expect(differences.isEmpty, "\(set): \(differences.count) of \(fragments.count)")
      }
    }
  }
}
