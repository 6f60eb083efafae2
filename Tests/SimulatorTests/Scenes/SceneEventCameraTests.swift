import Recordings
import Simulator
import Tensors
import Testing

/// Events of a scene whose squares are looked at in times of their own.
@Suite struct SceneEventCameraTests {
  private static let region = PixelRegion(x: 8, y: 4, size: SensorSize(width: 70, height: 50))

  private static func events(_ scene: Scene = SceneSamples.crowd, threads: Int = 1) throws -> EventBatch {
    try SceneEventCamera(
      SceneSamples.renderer(scene), region: region, model: IdealEventModel(), seed: 3, threads: threads
    ).events(from: 0.2, to: 0.3)
  }

  @Test func `Pixels fire as those of a camera that sees pictures in quick succession`() throws {
    let size = Self.region.size
    let camera = EventCamera(size: size, model: .ideal(IdealEventModel()), threads: 1)
    let light = SceneLight(
      try SceneSamples.renderer(SceneSamples.crowd), rate: 1000, count: 101, first: 200, region: Self.region)
    var expected = [Int](repeating: 0, count: size.width * size.height)
    func count(_ events: EventBatch, in counts: inout [Int], _ sign: Int) {
      for event in events.events { counts[Int(event.y) * size.width + Int(event.x)] += event.isOn ? sign : -sign }
    }
    while let frame = light.next() {
      try camera.append(frame.gray, at: frame.time) { count($0.events, in: &expected, 1) }
    }
    try camera.finish { count($0.events, in: &expected, 1) }
    let events = try Self.events()
    #expect(events.count > 1000)
    var difference = expected
    count(events, in: &difference, -1)
    // The sum of polarities is what the light changed by, whatever the pictures between.
    #expect(difference.count { $0 != 0 } < difference.count / 200)
  }

  @Test func `Events are in order and in the part, and the same on two threads`() throws {
    let (one, two) = (try Self.events().events, try Self.events(threads: 2).events)
    #expect(one == two)
    #expect(one.allSatisfy { Int($0.x) < 70 && Int($0.y) < 50 && (0...100_000).contains($0.timeMicroseconds) })
    #expect(
      zip(one, one.dropFirst()).allSatisfy { first, second in
        (first.timeMicroseconds, first.y, first.x) <= (second.timeMicroseconds, second.y, second.x)
      })
    #expect(Set(one.map { Int($0.y) / 32 }).count == 2)
  }

  @Test func `Light that flickers is seen though nothing moves`() throws {
    var scene = SceneSamples.crowd
    scene.things = [SceneSamples.layer(.everywhere)]
    #expect(try Self.events(scene).isEmpty)
    scene.illumination = .wave(mean: 1, amplitude: 0.5, hertz: 50, phase: 0)
    // Five periods, in each of which every pixel tells three steps upwards and three downwards or more.
    #expect(try Self.events(scene).count > 70 * 50 * 5 * 6)
  }
}
