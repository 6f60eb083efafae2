/// Writes events and triggers of a recording in the order of time, as cameras store them.
///
/// Readers hand out the triggers of a batch beside it, or all of them with the first batch. A trigger goes before the
/// first event that is later; events keep their order.
public struct TriggerMerger {
  /// How many triggers were written.
  public private(set) var written = 0
  private let sink: any EventSink
  private var waiting: ArraySlice<ExternalTrigger> = []

  /// Writes to a sink, which is finished by its owner.
  public init(_ sink: any EventSink) { self.sink = sink }

  /// Appends a batch and the triggers that came with it; those that are later wait for a later batch.
  ///
  /// - Throws: What the sink throws.
  public mutating func append(_ batch: EventBatch, _ triggers: [ExternalTrigger]) throws {
    waiting += triggers.filter(type(of: sink).holds)
    if batch.isEmpty { return }
    var start = 0
    while let trigger = waiting.first {
      let time = trigger.timeMicroseconds
      let end = batch.withColumns { columns in
        var end = start
        while end < batch.count && columns.t[end] <= time { end += 1 }
        return end
      }
      if end == batch.count { break }
      if end > start { try sink.append(batch.copy(of: start..<end)) }
      try sink.append([trigger])
      start = end
      waiting = waiting.dropFirst()
      written += 1
    }
    if start == 0 { try sink.append(batch) } else { try sink.append(batch.copy(of: start..<batch.count)) }
  }

  /// Appends the triggers that are later than all events.
  ///
  /// - Parameter triggers: Those that came after the last batch.
  public mutating func finish(_ triggers: [ExternalTrigger] = []) throws {
    waiting += triggers.filter(type(of: sink).holds)
    try sink.append(Array(waiting))
    written += waiting.count
    waiting = []
  }
}

extension EventBatch {
  /// Some of the events. Cost: a copy.
  package func copy(of places: Range<Int>) -> EventBatch {
    precondition(places.lowerBound >= 0 && places.upperBound <= count, "There are no events \(places) in \(count).")
    var part = EventBatch(capacity: max(1, places.count))
    withColumns { columns in
      part.refill {
        $0.t.update(from: columns.t + places.lowerBound, count: places.count)
        $0.x.update(from: columns.x + places.lowerBound, count: places.count)
        $0.y.update(from: columns.y + places.lowerBound, count: places.count)
        $0.p.update(from: columns.p + places.lowerBound, count: places.count)
        return places.count
      }
    }
    return part
  }
}
