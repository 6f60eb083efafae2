import Datasets
import Files
import Recordings

/// Reads the wanted time of a recording, in one pass forwards: it jumps to its start at most once, stops after its end,
/// and tells where a clock starts anew, which no jump or stop can reckon with.
package struct EventSpanReading {
  let span: TimeSpan
  let path: String
  private let observer: any JobObserver
  private let reader: EventReader
  private var waiting: EventBatch?
  private var mayJump: Bool
  private var wantsJump = false
  private var isOver = false
  private var hasWarned = false
  private var latest = Int64.min
  private var readCount = 0
  /// Whether some of the recording was left unread.
  private var hasGaps = false

  /// - Parameter first: The first batch of the recording, which the reader has handed out.
  package init(
    _ reader: EventReader, span: TimeSpan, first: EventBatch?, path: String, observer: any JobObserver
  ) {
    (self.reader, self.span, self.path, self.observer) = (reader, span, path, observer)
    waiting = first
    mayJump = span.from != .min
  }

  /// How many events the recording has; nil where not all of it was read.
  package var eventCount: Int? { hasGaps ? nil : readCount + reader.passedOverCount }

  /// Passes over what lies before a time, where the format allows a jump without reading it.
  package mutating func skip(toMicroseconds time: Int64) throws {
    guard let batch = waiting, TimeSpan(from: time, to: .max).isAfter(batch) else { return }
    _ = try check(batch)
    readCount += batch.count
    waiting = nil
    if mayJump || span.from == .min { try jump(toMicroseconds: time) }
  }

  /// The events of the next batch that are of the wanted time, perhaps none, or nil after the last.
  ///
  /// - Throws: What the reader throws; the warning of a clock that starts anew where warnings are errors.
  package mutating func next() throws -> EventBatch? {
    if isOver { return nil }
    if wantsJump { try jump(toMicroseconds: span.from) }
    let held = waiting
    waiting = nil
    guard var batch = try held ?? reader.nextBatch() else { return nil }
    readCount += batch.count
    if span.isEverything { return batch }
    let isInOrder = try check(batch)
    if isInOrder && span.isOver(at: batch) {
      (isOver, hasGaps) = (true, true)
      return nil
    }
    wantsJump = mayJump && span.isAfter(batch)
    var filter = span.filter
    filter.apply(to: &batch)
    return batch
  }

  private mutating func jump(toMicroseconds time: Int64) throws {
    (wantsJump, mayJump) = (false, false)
    if try reader.skip(toMicroseconds: time, beyond: latest) { hasGaps = true }
  }

  /// Whether no event so far lies further back than the tolerance of order allows; the first that does is warned of.
  private mutating func check(_ batch: EventBatch) throws -> Bool {
    let tolerance = EventReader.orderToleranceMicroseconds
    var (latest, back) = (latest, (from: Int64(0), to: Int64(0)))
    let isInOrder = batch.withColumns { columns in
      for index in 0..<batch.count {
        let time = columns.t[index]
        let (limit, isOver) = time.addingReportingOverflow(tolerance)
        if !isOver && limit < latest {
          back = (latest, time)
          return false
        }
        latest = max(latest, time)
      }
      return true
    }
    self.latest = latest
    if isInOrder { return true }
    mayJump = false
    if !hasWarned {
      hasWarned = true
      try observer.warn(
        kind: "order", path: path,
        "time steps back from \(back.from) to \(back.to) us; to take a part of the time is to take the recording for in "
          + "order, up to a second; \(Work.examine) says more")
    }
    return false
  }
}
