import Foundation
import Kernels
import Recordings
import Simulator
import Tensors
import Testing

@Suite struct EventTermTests {
  private static let size = SensorSize(width: 70, height: 61)
  private static let frames = movingPictures(10, size: size)

  private static let models: [EventCameraModel] = [
    .ideal(IdealEventModel(thresholds: EventThresholds(on: 0.2, off: 0.25, deviation: 0.03), refractorySeconds: 0.001)),
    .v2e(V2EModel(.noisy)), .v2e(V2EModel()),
    .voltmeter(VoltmeterModel(constants: [5.3, 20, 0.02, 1e-7, 5e-9, 0.002])),
  ]

  private func record(
    _ model: EventCameraModel, _ terms: EventTerms = EventTerms(), seed: UInt64 = 1, threads: Int = 2,
    set: InstructionSet? = nil
  ) throws -> [LabelledEvent] {
    try EventCamera(
      size: Self.size, model: model, terms: terms, seed: seed, threads: threads, instructionSet: set
    ).record(Self.frames, fps: 100)
  }

  private static let allTerms = EventTerms(
    latencyMicroseconds: 300, jitterMicroseconds: 150, hotPixels: HotPixelTerm(share: 0.01, rateHz: 500),
    arbiter: .davis)

  @Test(arguments: models.indices)
  func `The same seed gives the same events on any threads and instruction set, another seed others`(index: Int) throws
  {
    let model = Self.models[index]
    let reference = try record(model, Self.allTerms, threads: 1)
    #expect(reference.count > 1000)
    for set in InstructionSet.available {
      #expect(try record(model, Self.allTerms, threads: 3, set: set) == reference)
    }
    #expect(try record(model, Self.allTerms, seed: 2) != reference)
  }

  @Test(arguments: models.indices)
  func `Events come in order of time, whatever moves them`(index: Int) throws {
    for terms in [EventTerms(), EventTerms(jitterMicroseconds: 4000), Self.allTerms] {
      let times = try record(Self.models[index], terms).map(\.event.timeMicroseconds)
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 } && times.allSatisfy { $0 >= 0 })
    }
  }

  @Test func `A latency moves every event alike`() throws {
    let model = Self.models[0]
    let moved = try record(model, EventTerms(latencyMicroseconds: 12_345)).map { event in
      var event = event
      event.event.timeMicroseconds -= 12_345
      return event
    }
    #expect(try record(model) == moved)
  }

  @Test func `Jitter has its deviation and keeps what happened`() throws {
    let model = Self.models[0]
    let (still, moved) = try (record(model), record(model, EventTerms(jitterMicroseconds: 50)))
    #expect(still.count == moved.count)
    func sum(_ events: [LabelledEvent]) -> Double { events.reduce(0) { $0 + Double($1.event.timeMicroseconds) } }
    let count = Double(still.count)
    #expect(abs(sum(moved) - sum(still)) / count < 4 * 50 / count.squareRoot())
    #expect(moved != still)
  }

  @Test func `Hot pixels fire ON at their rate, and leave the other events as they are`() throws {
    let model = EventCameraModel.ideal(IdealEventModel())
    let hot = try record(model, EventTerms(hotPixels: HotPixelTerm(share: 0.05, rateHz: 2000)))
    let own = hot.filter { $0.cause == .hotPixel }
    #expect(own.allSatisfy { $0.event.isOn })
    #expect(hot.filter { $0.cause != .hotPixel } == (try record(model)))
    let pixels = Set(own.map { Int($0.event.y) * 70 + Int($0.event.x) }).count
    let expectedPixels = 0.05 * 70 * 61
    #expect(abs(Double(pixels) - expectedPixels) < 4 * expectedPixels.squareRoot())
    let expected = Double(pixels) * 2000 * 0.09
    #expect(abs(Double(own.count) - expected) < 4 * expected.squareRoot())
  }

  @Test func `A bottleneck lets no more through than its rate, in order, and loses nothing`() throws {
    let model = Self.models[0]
    let all = try record(model)
    let through = try record(model, EventTerms(arbiter: .bottleneck(eventsPerSecond: 50_000)))
    #expect(through.count == all.count)
    #expect(through.map(\.event.x) == all.map(\.event.x) && through.map(\.event.y) == all.map(\.event.y))
    #expect(zip(through, all).allSatisfy { $0.event.timeMicroseconds >= $1.event.timeMicroseconds })
    let times = through.map(\.event.timeMicroseconds)
    #expect(zip(times, times.dropFirst(50)).allSatisfy { $1 - $0 >= 999 })
  }

  @Test func `An arbiter of rows reads a row at a time, and loses nothing`() throws {
    let model = Self.models[0]
    let all = try record(model)
    let slow = EventArbiter.rows(rowMicroseconds: 100, eventMicroseconds: 1)
    let read = try record(model, EventTerms(arbiter: slow))
    #expect(Set(read.map(\.event.x)) == Set(all.map(\.event.x)) && read.count == all.count)
    // Two events of different rows are a row's time apart at least.
    for (first, second) in zip(read, read.dropFirst()) where first.event.y != second.event.y {
      #expect(second.event.timeMicroseconds - first.event.timeMicroseconds >= 100)
    }
    #expect(try record(model, EventTerms(arbiter: .rows(rowMicroseconds: 0, eventMicroseconds: 0))).count == all.count)
  }

  @Test func `Signal events are the same with and without shot noise where a pixel had none`() throws {
    var noisy = V2EModel(.clean)
    noisy.shotHz = 4
    let (clean, all) = try (record(.v2e(V2EModel(.clean))), record(.v2e(noisy)))
    func place(_ event: LabelledEvent) -> Int { Int(event.event.y) * 70 + Int(event.event.x) }
    let touched = Set(all.filter { $0.cause == .shotNoise }.map(place))
    #expect(!touched.isEmpty && touched.count < 70 * 61 / 2)
    #expect(all.filter { !touched.contains(place($0)) } == clean.filter { !touched.contains(place($0)) })
  }
}
