import Recordings

/// What a first reading of a recording tells, so that pictures suit it.
struct EventScan {
  private(set) var count = 0
  private(set) var firstMicroseconds: Int64?
  private(set) var lastMicroseconds: Int64?
  private let binMicroseconds: Int64
  private var origin: Int64 = 0
  private var counts: [Int64: Int] = [:]

  /// Reads the wanted time of a recording.
  ///
  /// - Parameter binMicroseconds: The duration of the windows that are counted apart.
  init(_ input: EventInput, binMicroseconds: Int64) throws {
    try self.init(binMicroseconds: binMicroseconds, origin: input.originMicroseconds) { try input.nextBatch() }
  }

  /// Reads events.
  ///
  /// - Parameters:
  ///   - origin: Where the first window that is counted starts; nil for the first event.
  ///   - next: The next events, or nil behind the last.
  init(binMicroseconds: Int64, origin: Int64?, _ next: () throws -> EventBatch?) throws {
    precondition(binMicroseconds > 0, "A window lasts at least a microsecond.")
    self.binMicroseconds = binMicroseconds
    let progress = Progress(total: nil, unit: "events")
    defer { progress.finish() }
    while let batch = try next() {
      progress.advance(batch.count)
      if batch.isEmpty { continue }
      if count == 0 { self.origin = origin ?? batch[0].timeMicroseconds }
      add(batch)
    }
  }

  /// The time from the first event to the last.
  var durationMicroseconds: Int64 {
    guard let firstMicroseconds, let lastMicroseconds else { return 0 }
    let (duration, isOver) = lastMicroseconds.subtractingReportingOverflow(firstMicroseconds)
    return isOver ? .max : duration
  }

  /// The window that holds the middle one of all events; nil where there are none.
  var middleWindow: EventInterval? {
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
