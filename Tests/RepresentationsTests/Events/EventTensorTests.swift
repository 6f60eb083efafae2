import Kernels
import Recordings
import Representations
import Tensors
import TestSupport
import Testing

/// What holds for every representation of events.
struct EventTensorTests {
  private static let sizes = [(1, 1), (7, 5), (64, 3), (130, 97)]

  @Test(arguments: everyKind, sizes)
  func `A tensor is what its formula says`(kind: String, size: (width: Int, height: Int)) throws {
    let representation = try EventRepresentation(kind)
    for count in [1, 2, 37, 1000] {
      let events = sampleEvents(count, width: size.width, height: size.height, outside: true, seed: UInt64(count))
      let volume = SpaceTimeWindow(
        width: size.width, height: size.height, startMicroseconds: 5_000_000, endMicroseconds: 6_000_000)
      let tensor = representation.tensor(of: events, over: volume, workers: try Workers(threads: 1))
      #expect(tensor.shape == representation.shape(width: size.width, height: size.height))
      #expect(tensor.scalarType == representation.scalarType)
      #expect(tensor.shape.count == representation.axes.count)
      let expected = try ReferenceEventTensors.scalars(kind, of: events, over: volume)
      let worst = zip(tensor.float32.scalars, expected).map { (Double($0) - $1).magnitude - 1e-4 * $1.magnitude }.max()
      #expect((worst ?? .infinity) <= 1e-5, "\(count) events")
    }
  }

  @Test(arguments: everyKind)
  func `The bytes do not depend on threads, instruction sets or batches`(kind: String) throws {
    let representation = try EventRepresentation(kind)
    let events = sampleEvents(20_000, width: 120, height: 90, outside: true)
    let volume = SpaceTimeWindow(width: 120, height: 90, around: events)
    let expected = representation.tensor(of: events, over: volume, workers: try Workers(threads: 1))
    for set in InstructionSet.available {
      for threads in [1, 2, 5] {
        let workers = try Workers(threads: threads, instructionSet: set)
        #expect(representation.tensor(of: events, over: volume, workers: workers) == expected, "\(set), \(threads)")
        let accumulator = representation.accumulator(over: volume, workers: workers)
        for (start, end) in [(0, 1), (1, 9000), (9000, 9000), (9000, 20_000)] {
          accumulator.add(events.part(start..<end))
        }
        #expect(accumulator.finish() == expected, "in batches, \(set), \(threads)")
      }
    }
  }

  @Test(arguments: everyKind)
  func `An accumulator begins anew, at another size too`(kind: String) throws {
    let representation = try EventRepresentation(kind)
    let workers = try Workers(threads: 2)
    let large = sampleEvents(5000, width: 50, height: 40, outside: true, seed: 2)
    let small = sampleEvents(900, width: 9, height: 8, outside: true, seed: 3)
    let volumes = [
      SpaceTimeWindow(width: 50, height: 40, around: large), SpaceTimeWindow(width: 9, height: 8, around: small),
      SpaceTimeWindow(width: 50, height: 40, around: large),
    ]
    let accumulator = representation.accumulator(over: volumes[0], workers: workers)
    for (volume, events) in zip(volumes, [large, small, large]) {
      accumulator.begin(volume)
      accumulator.add(events)
      #expect(accumulator.finish() == representation.tensor(of: events, over: volume, workers: workers))
      #expect(accumulator.eventCount == events.count)
    }
  }

  @Test(arguments: everyKind)
  func `Events outside of the picture are left out and counted`(kind: String) throws {
    let events = EventBatch([
      Event(timeMicroseconds: 0, x: 4, y: 0, isOn: true), Event(timeMicroseconds: 1, x: 1, y: 3, isOn: false),
      Event(timeMicroseconds: 2, x: 65535, y: 65535, isOn: false),
      Event(timeMicroseconds: 3, x: 3, y: 65535, isOn: true),
      Event(timeMicroseconds: 4, x: 1, y: 1, isOn: true),
    ])
    let accumulator = try EventRepresentation(kind).accumulator(
      over: SpaceTimeWindow(width: 4, height: 3, around: events), workers: try Workers(threads: 2))
    accumulator.add(events)
    _ = accumulator.finish()
    #expect(accumulator.droppedEventCount == 4)
    #expect(accumulator.eventCount == 5)
  }

  @Test(arguments: everyKind)
  func `A window without events is a tensor of zeros`(kind: String) throws {
    let representation = try EventRepresentation(kind)
    let volume = SpaceTimeWindow(width: 6, height: 4, startMicroseconds: 10, endMicroseconds: 20)
    let tensor = representation.tensor(of: EventBatch([]), over: volume, workers: try Workers(threads: 2))
    #expect(tensor.shape == representation.shape(width: 6, height: 4))
    #expect(tensor.float32.scalars.allSatisfy { $0 == 0 })
  }

  @Test(arguments: everyKind)
  func `Places between pixels that are whole numbers change nothing`(kind: String) throws {
    let representation = try EventRepresentation(kind)
    let events = sampleEvents(3000, width: 20, height: 15, outside: true)
    let places = EventCoordinates(x: events.events.map { Float($0.x) }, y: events.events.map { Float($0.y) })
    let volume = SpaceTimeWindow(width: 20, height: 15, around: events)
    let workers = try Workers(threads: 2)
    #expect(
      representation.tensor(of: events, at: places, over: volume, workers: workers)
        == representation.tensor(of: events, over: volume, workers: workers))
  }

  @Test(arguments: everyKind)
  func `A pixel that flickers counts all of its events`(kind: String) throws {
    // Counts go beyond 8 and 16 bits; the references of what remembers times are too slow for that.
    let isCount = ["count", "polarity", "histogram", "voxel", "ste"].contains { kind.hasPrefix($0) }
    let count = isCount ? 70_000 : 700
    let events = EventBatch((0..<Int64(count)).map { Event(timeMicroseconds: $0 * 300, x: 2, y: 1, isOn: true) })
    let volume = SpaceTimeWindow(width: 4, height: 3, around: events)
    let tensor = try EventRepresentation(kind).tensor(of: events, over: volume, workers: try Workers(threads: 2))
    let expected = try ReferenceEventTensors.scalars(kind, of: events, over: volume)
    for (actual, expected) in zip(tensor.float32.scalars, expected) {
      #expect((Double(actual) - expected).magnitude <= 1e-5 + 1e-4 * expected.magnitude)
    }
  }
}
