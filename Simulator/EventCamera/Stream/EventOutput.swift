import Foundation
import Recordings
import Runtime

/// The way of events from the pixels to whoever takes them: terms of the camera, order, batches.
struct EventOutput {
  private let terms: EventTerms
  private let width: Int
  private let random: CounterRandom
  private let earliest: Int64
  private var ordering = EventOrdering()
  private var hotPixels: HotPixels?
  private var arbiter: ArbiterQueue?
  private var read: ContiguousArray<PixelEvent> = []
  private let batches: EventBatches

  /// Deviations at which jitter is cut off.
  private static let mostDeviations = 4.0

  init(terms: EventTerms, width: Int, height: Int, from time: Rational, random: CounterRandom) {
    (self.terms, self.width, self.random) = (terms, width, random)
    earliest = time.wholeMicroseconds
    batches = EventBatches(width: width)
    hotPixels = terms.hotPixels.map {
      HotPixels($0, pixelCount: width * height, from: time.doubleValue, random: random)
    }
    arbiter = terms.arbiter.map { ArbiterQueue($0, width: width, height: height) }
  }

  /// Takes the events of a step, and hands out those before which none can come any more.
  mutating func add(
    _ blocks: [BlockEvents], of step: EventStep, emit: (SimulatedEvents) throws -> Void
  ) throws {
    let moves = terms.latencyMicroseconds > 0 || terms.jitterMicroseconds > 0
    for block in blocks {
      if moves { for index in block.events.indices { block.events[index] = moved(block.events[index]) } }
      ordering.add(block.events)
      block.events.removeAll(keepingCapacity: true)
    }
    if var hot = hotPixels {
      hotPixels = nil
      hot.addEvents(of: step) { ordering.add(moved($0)) }
      hotPixels = hot
    }
    let reach = terms.latencyMicroseconds - Self.mostDeviations * terms.jitterMicroseconds
    try handOut(upTo: step.lastMicrosecond + Int64(reach.rounded(.down)), emit: emit)
  }

  /// Hands out the rest.
  mutating func finish(emit: (SimulatedEvents) throws -> Void) throws { try handOut(upTo: .max, emit: emit) }

  private func moved(_ event: PixelEvent) -> PixelEvent {
    if terms.latencyMicroseconds == 0 && terms.jitterMicroseconds == 0 { return event }
    var shift = terms.latencyMicroseconds
    if terms.jitterMicroseconds > 0 {
      let draw = random.normals(for: .eventJitter, frame: Int(event.time), pixel: Int(event.place)).0
      shift += terms.jitterMicroseconds * max(-Self.mostDeviations, min(Self.mostDeviations, draw))
    }
    var event = event
    event.time = max(earliest, event.time + Int64(shift.rounded()))
    return event
  }

  private mutating func handOut(upTo time: Int64, emit: (SimulatedEvents) throws -> Void) throws {
    let batches = batches
    guard var queue = arbiter else {
      return try ordering.take(upTo: time) { try batches.handOut($0, emit: emit) }
    }
    // It has one owner at a time, so that it is changed in place.
    arbiter = nil
    ordering.take(upTo: time) { queue.add($0) }
    queue.read(upTo: time, to: &read)
    arbiter = queue
    try read.withUnsafeBufferPointer { try batches.handOut($0, emit: emit) }
    read.removeAll(keepingCapacity: true)
  }
}

/// Cuts events into batches, whose memory is used again.
private final class EventBatches {
  private var batch = SimulatedEvents()
  private let width: Int

  init(width: Int) { self.width = width }

  func handOut(_ events: UnsafeBufferPointer<PixelEvent>, emit: (SimulatedEvents) throws -> Void) throws {
    for start in stride(from: 0, to: events.count, by: EventBatch.standardCapacity) {
      let end = min(start + EventBatch.standardCapacity, events.count)
      batch.fill(with: UnsafeBufferPointer(rebasing: events[start..<end]), width: width)
      try emit(batch)
    }
  }
}

extension SimulatedEvents {
  fileprivate mutating func fill(with part: UnsafeBufferPointer<PixelEvent>, width: Int) {
    causes.removeAll(keepingCapacity: true)
    for event in part { causes.append(event.cause.rawValue) }
    let width = UInt32(width)
    events.refill { columns in
      for (index, event) in part.enumerated() {
        let (row, column) = event.place.quotientAndRemainder(dividingBy: width)
        columns.t[index] = event.time
        columns.x[index] = UInt16(truncatingIfNeeded: column)
        columns.y[index] = UInt16(truncatingIfNeeded: row)
        columns.p[index] = event.isOn ? 1 : 0
      }
      return part.count
    }
  }
}
