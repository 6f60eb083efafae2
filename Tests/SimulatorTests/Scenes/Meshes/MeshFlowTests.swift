import Foundation
import Recordings
import Tensors
import Testing

@testable import Simulator

@Suite struct MeshFlowTests {
  private static let size = SensorSize(width: 48, height: 32)
  private static let focal = 90.0
  private static let middle = SIMD2(23.5, 15.5)

  private func scene(_ thing: SceneThing, camera: SceneMotion = SceneMotion()) -> Scene {
    Scene(size: Self.size, things: [thing], camera: camera, space: SceneSpace(focal: Self.focal, samples: 1))
  }

  /// Where a camera at rest sees a point.
  private func seen(_ p: SIMD3<Double>) -> SIMD2<Double> {
    Self.middle + (SIMD2(p.x, p.y) - Self.middle) * Self.focal / (Self.focal + p.z)
  }

  private func worstError(
    _ truth: SceneTruth, moved: (SIMD2<Double>) -> SIMD2<Double>?
  ) -> (worst: Double, count: Int) {
    var (worst, count) = (0.0, 0)
    for y in 0..<Self.size.height {
      for x in 0..<Self.size.width where truth.objects[y, x] >= 0 {
        let place = SIMD2(Double(x), Double(y))
        guard let to = moved(place) else { continue }
        let flow = SIMD2(Double(truth.flow.flow[0, y, x]), Double(truth.flow.flow[1, y, x]))
        let way = flow - (to - place)
        worst = max(worst, (way * way).sum().squareRoot())
        count += 1
      }
    }
    return (worst, count)
  }

  @Test func `The flow of a plane in analytic motion is the closed form`() throws {
    let motion = SpaceMotion(
      x: .line(start: 25, rate: 6), y: .line(start: 14, rate: -4), z: .line(start: 10, rate: -20),
      turns: [MeshSamples.turn([0, 1, 0], 0.5, 0.8)])
    let renderer = try SceneSamples.renderer(scene(MeshSamples.mesh(.card(width: 60, height: 50), motion)))
    let truth = renderer.truth(from: 0, to: 0.5)
    let found = worstError(truth) { place in
      // The ray meets the plane x cos a … of the turned card: p = o + u · right + v · down.
      let (s, c) = (sin(0.5), cos(0.5))
      let normal = SIMD3(s, 0, c)
      let (eye, origin) = (SIMD3(Self.middle.x, Self.middle.y, -Self.focal), SIMD3(25.0, 14, 10))
      let ray = SIMD3(place.x, place.y, 0) - eye
      let point = eye + ray * ((origin - eye) * normal).sum() / (ray * normal).sum()
      let way = point - origin
      let (u, v) = (way.x * c - way.z * s, way.y)
      let angle = 0.5 + 0.4
      let after = SIMD3(28.0, 12, 0) + SIMD3(cos(angle), 0, -sin(angle)) * u + SIMD3(0, 1, 0) * v
      return seen(after)
    }
    #expect(found.count > 900)
    #expect(found.worst < 1e-3)
    let depth = try #require(truth.depth)
    #expect(abs(Double(depth[15, 20]) - 100) < 4)
    let normals = try #require(truth.normals)
    #expect(abs(Double(normals[0, 15, 20]) + sin(0.5)) < 1e-5)
    #expect(abs(Double(normals[2, 15, 20]) + cos(0.5)) < 1e-5)
  }

  @Test func `The flow of a ball that rolls is the closed form`() throws {
    let axis = SIMD3(1.0, 2, -1) / 6.0.squareRoot()
    let motion = SpaceMotion(
      x: .line(start: 22, rate: 8), y: .constant(value: 16), z: .line(start: 6, rate: 10),
      turns: [MeshSamples.turn(axis, 0.3, 1.2)])
    let renderer = try SceneSamples.renderer(scene(MeshSamples.mesh(.sphere(radius: 12), motion)))
    let truth = renderer.truth(from: 0, to: 0.25)
    let found = worstError(truth) { place in
      let (eye, before) = (SIMD3(Self.middle.x, Self.middle.y, -Self.focal), SIMD3(22.0, 16, 6))
      let ray = SIMD3(place.x, place.y, 0) - eye
      let foot = eye - before
      let (a, b, c) = ((ray * ray).sum(), (ray * foot).sum(), (foot * foot).sum() - 144)
      guard b * b - a * c >= 0 else { return nil }
      let way = foot + ray * ((-b - (b * b - a * c).squareRoot()) / a)
      // Rodrigues: a quarter second turns by 0.3.
      let cross = SIMD3(
        axis.y * way.z - axis.z * way.y, axis.z * way.x - axis.x * way.z, axis.x * way.y - axis.y * way.x)
      let turned = way * cos(0.3) + cross * sin(0.3) + axis * ((axis * way).sum() * (1 - cos(0.3)))
      return seen(SIMD3(24, 16, 8.5) + turned)
    }
    #expect(found.count > 300)
    #expect(found.worst < 1e-3)
  }

  @Test func `The flow of a sheet that waves is the closed form of its net, which is as near to the wave as it says`()
    throws
  {
    let wave = SceneWave(amplitude: 6, cycles: [0.03, 0, 0], hertz: 1.5, phase: 0.4)
    let motion = SpaceMotion.still(x: 24, y: 16, z: 20)
    let renderer = try SceneSamples.renderer(
      scene(MeshSamples.mesh(.card(width: 60, height: 60), motion, bending: .waves([wave]))))
    let (before, after) = (renderer.truth(from: 0, to: 0.1), renderer.truth(from: 0.1, to: 0))
    // Columns of points 60 / n apart, between which the sheet is flat.
    let triangles = try #require(renderer.meshes).atlas.corners.count
    let step = 60 / (Double(triangles) / 2).squareRoot()
    func height(_ x: Double, _ time: Double) -> Double { 6 * sin(2 * Double.pi * (1.5 * time - x * 0.03) + 0.4) }
    func flat(_ x: Double, _ time: Double) -> Double {
      let left = -30 + ((x + 30) / step).rounded(.down) * step
      let share = (x - left) / step
      return height(left, time) * (1 - share) + height(left + step, time) * share
    }
    let sagitta = 6 * pow(2 * .pi * 0.03 * step, 2) / 8
    #expect(sagitta < 0.02)
    // Points of the rest are moved along z: the depth tells which point a pixel sees, and that where it goes.
    let depth = try #require(before.depth)
    var (worstDepth, worstFlow, most, count) = (0.0, 0.0, 0.0, 0)
    for y in 4..<28 {
      for x in 4..<44 {
        let z = Double(depth[y, x]) - Self.focal
        let rest = (SIMD2(Double(x), Double(y)) - Self.middle) * (Self.focal + z) / Self.focal + Self.middle
        worstDepth = max(worstDepth, abs(z - 20 - flat(rest.x - 24, 0)))
        let flow = SIMD2(Double(before.flow.flow[0, y, x]), Double(before.flow.flow[1, y, x]))
        func error(_ height: (Double, Double) -> Double) -> Double {
          let way =
            seen(SIMD3(rest, z + height(rest.x - 24, 0.1) - height(rest.x - 24, 0))) - SIMD2(Double(x), Double(y))
          return ((way - flow) * (way - flow)).sum().squareRoot()
        }
        worstFlow = max(worstFlow, error(flat))
        most = max(most, (flow * flow).sum().squareRoot())
        // The wave itself is within the sagitta at both moments, which is seen so much smaller.
        #expect(abs(z - 20 - height(rest.x - 24, 0)) < sagitta + 1e-5)
        let offset = rest - Self.middle
        let share = (offset * offset).sum().squareRoot() * Self.focal / pow(Self.focal + 14 - sagitta, 2)
        #expect(error(height) < 2 * sagitta * share + 1e-4)
        count += 1
      }
    }
    #expect(count == 960 && most > 1)
    #expect(worstDepth < 1e-4, "\(worstDepth)")
    #expect(worstFlow < 1e-4, "\(worstFlow)")
    #expect(after.flow.flow != before.flow.flow)
  }

  @Test func `Waves cut a net finer the shorter and higher they are`() {
    func pieces(_ amplitude: Double, _ cycles: SIMD3<Double>) -> Int {
      SceneBending.waves([SceneWave(amplitude: amplitude, cycles: cycles, hertz: 1)])
        .pieces(over: [60, 60, 0], least: 24)
    }
    #expect(pieces(0.1, [0.001, 0, 0]) == 24)
    #expect(pieces(6, [0.03, 0, 0]) == 70)
    #expect(pieces(6, [0.06, 0, 0]) == 139)
    #expect(pieces(6, [3, 0, 0]) == 160)
  }

  @Test func `A joint turns what lies beyond it, and carries the next one`() throws {
    let joints = [
      SceneJoint(origin: [0, 0, 0], axis: [0, 0, 1], beyond: [1, 0, 0], angle: .constant(value: .pi / 2)),
      SceneJoint(origin: [10, 0, 0], axis: [0, 0, 1], beyond: [1, 0, 0], angle: .constant(value: -.pi / 2)),
    ]
    let bending = MeshBending(.joints(joints), at: 0)
    func check(_ rest: SIMD3<Double>, _ expected: SIMD3<Double>) {
      let way = bending(rest, normal: .zero) - expected
      #expect((way * way).sum() < 1e-18)
    }
    check([-5, 1, 2], [-5, 1, 2])
    check([5, 0, 0], [0, 5, 0])
    check([15, 0, 3], [5, 10, 3])
  }

  @Test func `Forward and backward flow meet on points that are seen at both moments`() throws {
    let renderer = try SceneSamples.renderer(MeshSamples.crowd)
    let (forward, backward) = (renderer.truth(from: 0.1, to: 0.2), renderer.truth(from: 0.2, to: 0.1))
    let (back, first) = (renderer.moment(at: 0.2), renderer.moment(at: 0.1))
    let carrier = MotionCarrier(renderer, from: back, to: first)
    let readers = back.views.map { MeshReader($0) }
    var (checked, near) = (0, 0)
    for y in 0..<64 {
      for x in 0..<96 where forward.isHidden[y, x] == 0 && forward.leaves[y, x] == 0 && forward.objects[y, x] > 0 {
        let way = SIMD2(Double(forward.flow.flow[0, y, x]), Double(forward.flow.flow[1, y, x]))
        let to = SIMD2(Double(x), Double(y)) + way
        let number = Int(forward.objects[y, x])
        guard number < 4 else { continue }
        checked += 1
        guard let hit = readers[0].nearest(at: to), readers[0].number(of: hit.owner) == number else { continue }
        let loop = carrier.displacement(of: number, owner: hit.owner, at: to) + way
        if (loop * loop).sum().squareRoot() <= 0.01 { near += 1 }
      }
    }
    withExtendedLifetime((back, first)) {}
    #expect(checked > 1200)
    #expect(near * 100 >= checked * 99, "\(near) of \(checked)")
    #expect(backward.visibleCount < 96 * 64)
  }

  @Test func `A picture warped by its flow is the picture before`() throws {
    // Sheets, whose textures have no seams, in light that comes from everywhere: what turns keeps its gray level.
    let wave = SceneWave(amplitude: 2, cycles: [0.02, 0.01, 0], hertz: 2)
    let scene = Scene(
      size: SensorSize(width: 96, height: 64),
      things: [
        MeshSamples.mesh(
          .card(width: 50, height: 54),
          SpaceMotion(
            x: .line(start: 26, rate: 20), y: .constant(value: 31), z: .line(start: 5, rate: 60),
            turns: [MeshSamples.turn([0.2, 1, 0], 0.4, 1.5)])),
        MeshSamples.mesh(
          .card(width: 50, height: 54), SpaceMotion(x: .constant(value: 70), y: .line(start: 33, rate: 30)),
          bending: .waves([wave]), seed: 2),
      ], space: SceneSpace(focal: 150, sun: SceneSun(ambient: 1), samples: 1))
    let renderer = try SceneSamples.renderer(scene)
    let (before, after) = (renderer.picture(at: 0.1), renderer.picture(at: 0.15))
    let truth = renderer.truth(from: 0.1, to: 0.15)
    let signalToNoise = WarpedPicture.signalToNoise(before, after, truth) { truth.objects[$1, $0] >= 0 }
    #expect(signalToNoise.count > 800)
    #expect(signalToNoise.decibels > 35, "\(signalToNoise)")
  }

  @Test func `A point behind another is hidden, and so is one on the far side of a ball`() throws {
    let still = SpaceMotion.still(x: 24, y: 16)
    let scene = Scene(
      size: Self.size,
      things: [
        MeshSamples.mesh(
          .card(width: 10, height: 30),
          SpaceMotion(x: .line(start: 8, rate: 16), y: .constant(value: 16), z: .constant(value: 30))),
        MeshSamples.mesh(.card(width: 10, height: 30), still, seed: 2),
      ], space: SceneSpace(focal: 1000, samples: 1))
    let truth = try SceneSamples.renderer(scene).truth(from: 0, to: 1)
    let row = 16
    // The far card is seen from about 3.9 to 13.2, and moves by 15.5 behind the near one, which is at 19...29.
    for x in 5..<13 {
      #expect(truth.objects[row, x] == 0)
      let to = Double(x) + Double(truth.flow.flow[0, row, x])
      if abs(to - 19) > 0.1 && abs(to - 29) > 0.1 {
        #expect(truth.isHidden[row, x] == ((19...29).contains(to) ? 1 : 0))
      }
    }
    #expect(truth.isHidden[row, 24] == 0)
    let ball = try SceneSamples.renderer(
      self.scene(
        MeshSamples.mesh(
          .sphere(radius: 12),
          SpaceMotion(x: .constant(value: 24), y: .constant(value: 16), turns: [MeshSamples.turn([0, 1, 0], 0, .pi)]))))
    let half = ball.truth(from: 0, to: 1)
    // Half a turn brings all but the rim to the back.
    #expect(half.isHidden[16, 24] == 1 && half.isHidden[12, 20] == 1)
    #expect(ball.truth(from: 0, to: 0.1).isHidden[16, 24] == 0)
  }

  @Test func `Events are labelled with what their pixel sees, and the largest motion is about that of the flow`() throws
  {
    let renderer = try SceneSamples.renderer(MeshSamples.crowd)
    let events = [(0, 30, 30), (0, 60, 34), (200_000, 42, 44), (200_000, 80, 16), (200_000, 2, 2)].map { time, x, y in
      Event(timeMicroseconds: Int64(time), x: UInt16(x), y: UInt16(y), isOn: true)
    }
    let labels = renderer.objects(of: EventBatch(events))
    for (label, event) in zip(labels, events) {
      #expect(label == renderer.objects(at: Double(event.timeMicroseconds) * 1e-6)[Int(event.y), Int(event.x)])
    }
    #expect(Set(labels).count >= 4)
    let ball = try SceneSamples.renderer(
      scene(MeshSamples.mesh(.sphere(radius: 10), .still(x: 24, y: 16, turns: [MeshSamples.turn([0, 1, 0], 0, 1)]))))
    let most = ball.largestMotion(from: 0, to: 0.1)
    #expect(most > 0.9 && most < 1.3, "\(most)")
  }
}

/// How well one picture is foretold by another and the flow to it.
enum WarpedPicture {
  static func signalToNoise(
    _ before: Tensor<Float>, _ after: Tensor<Float>, _ truth: SceneTruth, where counts: (_ x: Int, _ y: Int) -> Bool
  ) -> (decibels: Double, count: Int) {
    let (height, width) = (before.shape[0], before.shape[1])
    var (sum, count) = (0.0, 0)
    for y in 2..<height - 2 {
      for x in 2..<width - 2 where counts(x, y) {
        let around = [(x, y), (x - 2, y), (x + 2, y), (x, y - 2), (x, y + 2)]
        guard around.allSatisfy({ truth.objects[$0.1, $0.0] == truth.objects[y, x] }),
          around.allSatisfy({ truth.isHidden[$0.1, $0.0] == 0 && truth.leaves[$0.1, $0.0] == 0 })
        else { continue }
        let (toX, toY) = (Float(x) + truth.flow.flow[0, y, x], Float(y) + truth.flow.flow[1, y, x])
        let (left, top) = (Int(toX.rounded(.down)), Int(toY.rounded(.down)))
        guard left >= 0, top >= 0, left < width - 1, top < height - 1 else { continue }
        let (a, b) = (toX - Float(left), toY - Float(top))
        let above = after[top, left] * (1 - a) + after[top, left + 1] * a
        let below = after[top + 1, left] * (1 - a) + after[top + 1, left + 1] * a
        let difference = Double(above * (1 - b) + below * b - before[y, x])
        sum += difference * difference
        count += 1
      }
    }
    return (10 * log10(255 * 255 * Double(count) / sum), count)
  }
}
