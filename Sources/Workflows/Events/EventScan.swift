import Recordings

/// What a first reading of a recording tells, so that pictures suit it.
package struct EventScan {
  package private(set) var count = 0
  package private(set) var firstMicroseconds: Int64?
  package private(set) var lastMicroseconds: Int64?
  private let binMicroseconds: Int64
  private var origin: Int64 = 0
  private var counts: [Int64: Int] = [:]

  /// Reads the wanted time of a recording.
  ///
  /// - Parameter binMicroseconds: The duration of the windows that are counted apart.
  package init(_ input: EventInput, binMicroseconds: Int64, observer: any JobObserver) throws {
    try self.init(binMicroseconds: binMicroseconds, origin: input.originMicroseconds, observer: observer) {
      try input.nextBatch()
    }
  }

  /// Reads events.
  ///
  /// - Parameters:
  ///   - origin: Where the first window that is counted starts; nil for the first event.
  ///   - next: The next events, or nil after the last.
  init(
    binMicroseconds: Int64, origin: Int64?, observer: any JobObserver, _ next: () throws -> EventBatch?
  ) throws {
    precondition(binMicroseconds > 0, "A window lasts at least a microsecond.")
    self.binMicroseconds = binMicroseconds
    let progress = observer.steps(total: nil, unit: "events")
    defer { progress.finish() }
    while let batch = try next() {
      try progress.advance(batch.count)
      if batch.isEmpty { continue }
      if count == 0 { self.origin = origin ?? batch[0].timeMicroseconds }
      add(batch)
    }
  }

  /// The time from the first event to the last.
  package var durationMicroseconds: Int64 {
    guard let firstMicroseconds, let lastMicroseconds else { return 0 }
    let (duration, isOver) = lastMicroseconds.subtractingReportingOverflow(firstMicroseconds)
    return isOver ? .max : duration
  }

  /// The window that holds the middle one of all events; nil where there are none.
  package var middleWindow: EventInterval? {
    var before = 0
    for bin in counts.keys.sorted() {
      before += counts[bin] ?? 0
      if 2 * before > count {
        let start = origin &+ bin &* binMicroseconds
        return EventInterval(startMicroseconds: start, endMicroseconds: max(start, start &+ binMicroseconds))
      }
    }
    return nil
  }

  private mutating func add(_ batch: EventBatch) {
    batch.withColumns { columns in
      var (bin, inBin) = (Int64.min, 0)
      var (first, last) = (firstMicroseconds ?? columns.t[0], lastMicroseconds ?? columns.t[0])
      for place in 0..<batch.count {
        let time = columns.t[place]
        first = min(first, time)
        last = max(last, time)
        let offset = time &- origin
        let (quotient, rest) = offset.quotientAndRemainder(dividingBy: binMicroseconds)
        let own = rest < 0 ? quotient - 1 : quotient
        if own != bin {
          if inBin > 0 { counts[bin, default: 0] += inBin }
          (bin, inBin) = (own, 0)
        }
        inBin += 1
      }
      if inBin > 0 { counts[bin, default: 0] += inBin }
      (firstMicroseconds, lastMicroseconds) = (first, last)
    }
    count += batch.count
  }
}
