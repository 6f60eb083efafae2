import Kernels
import Recordings
import TestSupport
import Testing

@testable import OpticalFlow

@Suite struct ContrastEstimatorTests {
  private static func window(_ events: [Event], index: Int = 0) -> EventWindow {
    EventWindow(
      index: index, interval: EventInterval(startMicroseconds: 0, endMicroseconds: 10_000),
      events: EventBatch(events))
  }

  private static func estimator(_ options: FlowEstimatorOptions = FlowEstimatorOptions()) throws -> ContrastEstimator {
    let workers = try Workers(threads: 2)
    let layout = ContrastMaximization().layout(sensorWidth: 60, sensorHeight: 40)
    return ContrastEstimator(layout: layout, options: options, spanCount: 1, workers: workers)
  }

  /// Dots that go to the right by 6 pixels.
  private static let moving: [Event] = {
    var random = SeededRandom(seed: 6)
    let dots = (0..<40).map { _ in
      (x: Int.random(in: 4..<46, using: &random), y: Int.random(in: 4..<36, using: &random))
    }
    return (0..<3000).map { index in
      let dot = dots[index % dots.count]
      let time = Double(index) / 3000
      return Event(
        timeMicroseconds: Int64(time * 10_000), x: UInt16(dot.x + Int((6 * time).rounded())), y: UInt16(dot.y),
        isOn: true)
    }
  }()

  @Test func `Every pixel with an event has flow, and what is far from all has none`() throws {
    let estimator = try Self.estimator()
    let input = try #require(estimator.input(of: [Self.window(Self.moving)]))
    let estimate = estimator.flow(of: input)
    let valid = try #require(estimate.valid)
    #expect(estimate.problem == nil && !estimate.isAtRest)
    var near = [UInt8](repeating: 0, count: 60 * 40)
    for event in Self.moving {
      for y in max(0, Int(event.y) - 8)...min(39, Int(event.y) + 8) {
        for x in max(0, Int(event.x) - 8)...min(59, Int(event.x) + 8) { near[y * 60 + x] = 1 }
      }
    }
    #expect(valid.scalars == near)
    let errors = Self.moving.map { event in
      abs(estimate.flows[0][0, Int(event.y), Int(event.x)] - 6) + abs(estimate.flows[0][1, Int(event.y), Int(event.x)])
    }
    #expect(errors.reduce(0, +) / Float(errors.count) < 0.5)
  }

  @Test func `Windows that say nothing of motion have no flow, and it is told why`() throws {
    let few = Array(Self.moving.prefix(99))
    let instant = Self.moving.map { Event(timeMicroseconds: 5000, x: $0.x, y: $0.y, isOn: true) }
    for (events, told) in [(few, "holds 99 events"), (instant, "a single moment")] {
      let estimator = try Self.estimator()
      let estimate = estimator.flow(of: try #require(estimator.input(of: [Self.window(events)])))
      #expect(estimate.problem?.contains(told) == true)
      #expect(estimate.valid?.scalars.contains(1) == false)
      #expect(estimate.flows[0].scalars.allSatisfy { $0 == 0 })
    }
    #expect(try Self.estimator().input(of: [Self.window([])]) == nil)
  }

  @Test func `Events of one pixel stay where they are`() throws {
    let estimator = try Self.estimator()
    let events = (0..<500).map { Event(timeMicroseconds: Int64($0 * 20), x: 30, y: 20, isOn: true) }
    let estimate = estimator.flow(of: try #require(estimator.input(of: [Self.window(events)])))
    #expect(estimate.problem == nil && estimate.isAtRest)
    #expect(estimate.flows[0].scalars.allSatisfy { $0 == 0 })
  }

  @Test func `Of too many events some are drawn by the seed, evenly in time`() throws {
    var options = FlowEstimatorOptions()
    options.mostEvents = 500
    func times(seed: UInt64) throws -> [Float] {
      options.seed = seed
      return try #require(Self.estimator(options).input(of: [Self.window(Self.moving)])).events.time
    }
    let drawn = try times(seed: 1)
    #expect(drawn.count == 500 && drawn == drawn.sorted())
    for part in 0..<10 { #expect(drawn.count { Int($0 * 10) == part } == 50) }
    #expect(try times(seed: 1) == drawn)
    #expect(try times(seed: 2) != drawn)
  }

  @Test func `Grids have half the tiles at each coarser scale`() {
    #expect(TileGrid(columns: 16, rows: 16).scales().map(\.description) == ["1x1", "2x2", "4x4", "8x8", "16x16"])
    #expect(TileGrid(columns: 12, rows: 9).scales(2).map(\.description) == ["6x5", "12x9"])
  }
}
