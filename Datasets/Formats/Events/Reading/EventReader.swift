import Recordings
import Tensors

/// Reads a recording of events of any format, batch by batch.
///
/// ```swift
/// let reader = try EventReader("recording.raw")
/// while let batch = try reader.nextBatch() { … }
/// ```
///
/// It is also a sequence, `for batch in try EventReader(path)`: a loop ends at damage as it does at the end, and
/// ``failure`` tells one from the other. A batch that the caller drops before the next one is asked for is filled again
/// without new memory.
public final class EventReader: Sequence, IteratorProtocol {
  /// How far events may be out of the order of time and still be found by ``seek(toMicroseconds:)``: a second.
  public static let orderToleranceMicroseconds: Int64 = 1_000_000

  /// The damage that ended the reading, or nil.
  public private(set) var failure: (any Error)?
  /// The triggers met so far, taken or not.
  public private(set) var triggerCount = 0
  private var source: any EventSource
  private let reopen: (() throws -> any EventSource)?
  private var batch: EventBatch?
  private let capacity: Int
  private var triggers = TriggerQueue()
  /// Events before this time are passed over until one is not.
  private var soughtTime: Int64?

  /// Opens a recording.
  ///
  /// - Parameters:
  ///   - path: The file, a folder of segments or of a ROS 2 bag, a named pipe, or `-` for standard input.
  ///   - format: The format, or nil to tell it from the content.
  ///   - capacity: The most events of a batch.
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or its header is damaged.
  public convenience init(
    _ path: String, format: EventFormat? = nil, options: EventReadOptions = EventReadOptions(),
    capacity: Int = EventBatch.standardCapacity
  ) throws {
    let open = { try EventFiles.open(path, format: format, options: options) }
    self.init(try open(), reopen: open, capacity: capacity)
  }

  /// Reads a source that is open.
  public convenience init(_ source: any EventSource, capacity: Int = EventBatch.standardCapacity) {
    self.init(source, reopen: nil, capacity: capacity)
  }

  private init(_ source: any EventSource, reopen: (() throws -> any EventSource)?, capacity: Int) {
    self.source = source
    self.reopen = reopen
    self.capacity = capacity
  }

  /// What the file says before its first event.
  public var header: EventHeader { source.header }
  /// What was odd so far but did not stop the reading.
  public var warnings: [RecordingWarning] { source.warnings }

  /// Hands out the triggers met since the last call, in order; at most ``TriggerQueue/limit`` wait.
  public func takeTriggers() -> [ExternalTrigger] { triggers.take() }

  /// The next events, or nil at the end.
  ///
  /// - Throws: `FileError` that names the byte at which the file is damaged; again at every later call.
  public func nextBatch() throws -> EventBatch? {
    while var next = try readBatch() {
      if let time = soughtTime { next.dropEvents(before: time) }
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

  /// The next events, or nil at the end or at damage; see ``failure``.
  public func next() -> EventBatch? { try? nextBatch() }

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
    guard try !skip(toMicroseconds: time), let reopen else { return }
    source = try reopen()
    try skip(toMicroseconds: time)
  }

  /// Passes over all events before a time, from here on: what ``seek(toMicroseconds:)`` is, but only forwards, and without
  /// opening the recording again. So it serves pipes.
  ///
  /// - Returns: Whether the reader jumped; else it will read what lies between.
  @discardableResult
  public func skip(toMicroseconds time: Int64) throws -> Bool {
    _ = triggers.take()
    soughtTime = time
    let didJump = try source.seek(toMicroseconds: time)
    _ = source.takeTriggers()
    return didJump
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
