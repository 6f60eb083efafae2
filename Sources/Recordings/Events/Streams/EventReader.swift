/// Reads events of any source, batch by batch.
///
/// `Datasets` adds how one is made of a recording's path.
///
/// ``forEachBatch(_:)`` is the same loop. It is no `Sequence`, whose loops cannot throw: damage would look like the end.
/// A batch that the caller drops before the next one is asked for is filled again without new memory.
public final class EventReader {
  /// How far events may be out of the order of time and still be found by ``seek(toMicroseconds:)``: a second.
  public static let orderToleranceMicroseconds: Int64 = 1_000_000

  /// The damage that ended the reading, or nil.
  private var failure: (any Error)?
  /// The events that were read and passed over because they lie before a time that was sought.
  public private(set) var passedOverCount = 0
  /// The triggers met so far, taken or not.
  public private(set) var triggerCount = 0
  /// What is read: another one after a jump that opened it anew.
  package private(set) var source: any EventSource
  private let reopen: (() throws -> any EventSource)?
  /// Whether a second look at the recording costs little: it is a file that is whole.
  private let mayLookAhead: Bool
  private var batch: EventBatch?
  /// The first events after a jump, not handed out yet.
  private var waiting: EventBatch?
  /// What was odd before a jump.
  private var formerWarnings: [RecordingWarning] = []
  private let capacity: Int
  private var triggers = TriggerQueue()
  /// Events before this time are passed over until one is not.
  private var soughtTime: Int64?

  /// Reads a source that is open.
  public convenience init(_ source: any EventSource, capacity: Int = EventBatch.standardCapacity) {
    self.init(source, reopen: nil, mayLookAhead: false, capacity: capacity)
  }

  /// Reads a source that may be opened anew.
  ///
  /// - Parameters:
  ///   - source: The source, open.
  ///   - reopen: Opens it anew from its front; nil where it comes only once.
  ///   - mayLookAhead: Whether a second look at it costs little.
  ///   - capacity: The most events of a batch.
  package init(
    _ source: any EventSource, reopen: (() throws -> any EventSource)?, mayLookAhead: Bool, capacity: Int
  ) {
    self.source = source
    self.reopen = reopen
    self.mayLookAhead = mayLookAhead
    self.capacity = capacity
  }

  /// The sensor's size, where the source says it before its first event.
  public var size: SensorSize? { source.size }
  /// What was odd so far but did not stop the reading.
  public var warnings: [RecordingWarning] {
    let present = source.warnings
    return formerWarnings.filter { !present.contains($0) } + present
  }

  /// Hands out the triggers met since the last call, in order; at most ``TriggerQueue/limit`` wait.
  public func takeTriggers() -> [ExternalTrigger] { triggers.take() }

  /// The next events, or nil at the end.
  ///
  /// - Throws: `FileError` that names the byte at which the file is damaged; again at every later call.
  public func nextBatch() throws -> EventBatch? {
    while var next = try readBatch() {
      if let time = soughtTime {
        let count = next.count
        next.dropEvents(before: time)
        passedOverCount += count - next.count
      }
      batch = next
      if !next.isEmpty {
        soughtTime = nil
        return next
      }
    }
    return nil
  }

  private func readBatch() throws -> EventBatch? {
    if let failure { throw failure }
    if let next = waiting {
      waiting = nil
      collectTriggers()
      return next
    }
    // Taken out, so that the memory has one owner while it is filled.
    var filled = batch ?? EventBatch(capacity: capacity)
    batch = nil
    defer { collectTriggers() }
    do {
      return try source.next(into: &filled) ? filled : nil
    } catch {
      failure = error
      throw error
    }
  }

  private func collectTriggers() {
    let met = source.takeTriggers()
    triggerCount += met.count
    triggers.append(contentsOf: met)
  }

  /// Hands every batch that is left to a closure, in order.
  ///
  /// - Parameter body: Takes a batch; what it throws ends the reading.
  /// - Throws: What `body` throws, and `FileError` that names the byte at which the file is damaged, after the events
  ///   before it were handed out.
  public func forEachBatch(_ body: (EventBatch) throws -> Void) throws {
    while let batch = try nextBatch() { try body(batch) }
  }

  /// Goes to the first event at a time or later, forwards or back.
  ///
  /// Where the format has an index, or its times can be bisected, nothing between is read: Prophesee's RAW and DAT,
  /// AEDAT 1, 2 and 4, text, HDF5, npy, bags of ROS 1 and mcap. Else the recording is read over, from its front where the time lies behind. It is taken
  /// to be in order of time up to ``orderToleranceMicroseconds``.
  ///
  /// - Parameter time: On the recording's own clock, in microseconds.
  /// - Throws: `FileError` where the file is damaged, or where it cannot be opened again.
  public func seek(toMicroseconds time: Int64) throws {
    failure = nil
    waiting = nil
    guard try !sourceGoes(toMicroseconds: time), let reopen else { return }
    source = try reopen()
    _ = try sourceGoes(toMicroseconds: time)
  }

  private func sourceGoes(toMicroseconds time: Int64) throws -> Bool {
    _ = triggers.take()
    soughtTime = time
    let didJump = try source.seek(toMicroseconds: time)
    _ = source.takeTriggers()
    return didJump
  }

  /// Passes over all events before a time, from here on: what ``seek(toMicroseconds:)`` is, but only forwards.
  ///
  /// It jumps where the format allows it, and where the place that it finds lies after what was handed out: no event
  /// comes twice, though a clock that starts anew may lead back. Else what lies between is read. Pipes, archives and
  /// files that are followed are read on.
  ///
  /// - Parameters:
  ///   - time: On the recording's own clock, in microseconds.
  ///   - latest: The latest time of all events handed out.
  /// - Returns: Whether it jumped.
  @discardableResult
  public func skip(toMicroseconds time: Int64, beyond latest: Int64) throws -> Bool {
    _ = triggers.take()
    soughtTime = time
    guard mayLookAhead, failure == nil, waiting == nil, let ahead = try reopen?(),
      try ahead.seek(toMicroseconds: time)
    else { return false }
    var first = EventBatch(capacity: capacity)
    // What is wrong there shows when it is read.
    guard (try? ahead.next(into: &first)) == true, first[0].timeMicroseconds > latest else { return false }
    formerWarnings = warnings
    source = ahead
    waiting = first
    batch = nil
    return true
  }
}

extension EventBatch {
  /// Drops the events in front of the first one at `time` or later.
  fileprivate mutating func dropEvents(before time: Int64) {
    edit { columns, count in
      var first = 0
      while first < count && columns.t[first] < time { first += 1 }
      let kept = count - first
      if first > 0 && kept > 0 {
        columns.t.update(from: columns.t + first, count: kept)
        columns.x.update(from: columns.x + first, count: kept)
        columns.y.update(from: columns.y + first, count: kept)
        columns.p.update(from: columns.p + first, count: kept)
      }
      return kept
    }
  }
}
