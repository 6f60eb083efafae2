import Kernels
import Recordings
import Representations
import Tensors
import TestSupport
import Testing

/// Events that lie between pixels.
struct FractionalCoordinateTests {
  private static func places(_ events: EventBatch, seed: UInt64) -> EventCoordinates {
    var random = SeededRandom(seed: seed)
    var places = EventCoordinates(x: [], y: [])
    for event in events.events {
      places.x.append(Float(event.x) + Float.random(in: -3...3, using: &random))
      places.y.append(Float(event.y) + Float.random(in: -3...3, using: &random))
    }
    return places
  }

  @Test(arguments: [1, 2, 15], [(1, 1), (23, 17), (90, 70)])
  func `E-RAFT's grid shares an event among its eight neighbours`(bins: Int, size: (width: Int, height: Int)) throws {
    let events = sampleEvents(3000, width: size.width, height: size.height)
    let places = Self.places(events, seed: 5)
    let volume = SpaceTimeWindow(width: size.width, height: size.height, around: events)
    let expected = try ReferenceEventTensors.scalars("eraft:\(bins)", of: events, at: places, over: volume)
    let first = ERAFTVoxelGrid(bins: bins).tensor(
      of: events, at: places, over: volume, workers: try Workers(threads: 1))
    for (actual, expected) in zip(first.scalars, expected) {
      #expect((Double(actual) - expected).magnitude <= 1e-4 + 1e-4 * expected.magnitude)
    }
    for set in InstructionSet.available {
      let workers = try Workers(threads: 2, instructionSet: set)
      #expect(ERAFTVoxelGrid(bins: bins).tensor(of: events, at: places, over: volume, workers: workers) == first)
    }
  }

  @Test func `An event whose neighbours are all outside is left out and counted`() throws {
    let x: [Float] = [-1, -0.5, 3.5, 4, .nan, 1, 1, 1, .infinity, -1e30, 1e30]
    let y: [Float] = [1, -0.5, 2.5, 1, 1, .nan, -1, 3, 1, 1, 1]
    let events = EventBatch((0..<x.count).map { Event(timeMicroseconds: Int64($0), x: 0, y: 0, isOn: true) })
    let accumulator = ERAFTVoxelGrid(bins: 3).accumulator(
      over: SpaceTimeWindow(width: 4, height: 3, around: events), workers: try Workers(threads: 1))
    accumulator.add(events, at: EventCoordinates(x: x, y: y))
    _ = accumulator.finish()
    #expect(accumulator.droppedEventCount == x.count - 2)
  }

  @Test func `What has no fractions puts an event to the nearest pixel`() throws {
    let events = EventBatch((0..<5).map { Event(timeMicroseconds: $0, x: 0, y: 0, isOn: false) })
    let places = EventCoordinates(x: [1.4, 1.5, -0.5, -0.6, .nan], y: [0, 0.49, 1.4, 0, 0])
    let volume = SpaceTimeWindow(width: 3, height: 2, around: events)
    let counts = EventCount().tensor(of: events, at: places, over: volume, workers: try Workers(threads: 1))
    #expect(counts.scalars == [0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0])
  }
}
