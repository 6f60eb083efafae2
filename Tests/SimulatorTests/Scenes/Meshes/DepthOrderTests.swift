import Recordings
import Testing

@testable import Simulator

@Suite struct DepthOrderTests {
  private static let size = SensorSize(width: 48, height: 32)

  private func card(x: Double, z: Double, seed: UInt64, rate: Double = 0) -> SceneThing {
    MeshSamples.mesh(
      .card(width: 20, height: 20),
      SpaceMotion(x: .constant(value: x), y: .constant(value: 16), z: .line(start: z, rate: rate)), seed: seed)
  }

  private func order(_ things: [SceneThing], at times: [Double] = [0]) throws -> SceneDepthOrder {
    let scene = Scene(size: Self.size, things: things, space: SceneSpace(focal: 100, samples: 1))
    let renderer = try SceneSamples.renderer(scene)
    let order = renderer.depthOrder(at: times)
    // What a pixel sees is before all else there.
    for time in times {
      let objects = renderer.objects(at: time)
      for y in stride(from: 0, to: 32, by: 5) {
        for x in stride(from: 0, to: 48, by: 5) where objects[y, x] >= 0 && order.changing.isEmpty {
          let view = renderer.moment(at: time).views
          let seen = view.flatMap { MeshReader($0).all(at: SIMD2(Double(x), Double(y))).map(\.thing) }
          let first = order.things.first { $0 == objects[y, x] || seen.contains($0) }
          #expect(first == Int(objects[y, x]), "at \(x), \(y)")
        }
      }
    }
    return order
  }

  @Test func `Meshes are ordered by depth, layers by their numbers`() throws {
    let wall = SceneSamples.layer(.everywhere)
    let disc = SceneSamples.layer(.ellipse(radiusX: 4, radiusY: 4), .still(x: 20, y: 16), seed: 4)
    let near = card(x: 18, z: -10, seed: 1)
    let far = card(x: 26, z: 20, seed: 2)
    #expect(try order([wall, near, far, disc]) == SceneDepthOrder(things: [3, 1, 2, 0], changing: []))
    #expect(try order([wall, far, near, disc]) == SceneDepthOrder(things: [3, 2, 1, 0], changing: []))
    // A layer between them parts what hides each other by depth.
    #expect(try order([wall, near, disc, far]) == SceneDepthOrder(things: [3, 2, 1, 0], changing: []))
    // What never meets is ordered by how near it is.
    #expect(try order([wall, card(x: 8, z: 0, seed: 1), card(x: 40, z: 5, seed: 2)]).things == [1, 2, 0])
    #expect(try order([wall, disc]) == SceneDepthOrder(things: [1, 0], changing: []))
  }

  @Test func `What changes places, in time or about each other, is told`() throws {
    let passing = [card(x: 20, z: 0, seed: 1), card(x: 24, z: 10, seed: 2, rate: -30)]
    #expect(try order(passing, at: [0]) == SceneDepthOrder(things: [0, 1], changing: []))
    #expect(try order(passing, at: [1]) == SceneDepthOrder(things: [1, 0], changing: []))
    #expect(try order(passing, at: [0, 1]).changing == [[0, 1]])
    let ring = MeshSamples.mesh(
      .torus(radius: 12, tube: 2), .still(x: 24, y: 16, turns: [MeshSamples.turn([1, 0, 0], 1.4, 0)]))
    let ball = MeshSamples.mesh(.sphere(radius: 7), .still(x: 24, y: 16), seed: 2)
    #expect(try order([ring, ball]).changing == [[0, 1]])
  }
}
