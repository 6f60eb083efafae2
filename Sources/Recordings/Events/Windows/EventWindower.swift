import Files

/// Cuts a recording of events into windows while it is read, with the events of one window and a batch in memory.
///
/// <!-- with reader: EventReader, path: String -->
/// ```swift
/// let windower = EventWindower(.time(durationMicroseconds: 33_333, strideMicroseconds: 33_333), source: path)
/// while let window = try windower.next(from: { try reader.nextBatch() }) { print(window.events.count) }
/// ```
///
/// A window is complete when an event at its end or later was read. Events that come later still but belong to a window
/// that was handed out are left out and counted (``lateCount``): windows by time take a recording to be in order.
public final class EventWindower {
  /// The most events that one window may hold: more than any network takes, 3.5 GB of columns.
  public static let mostEvents = 1 << 28
  /// The most windows without any event after each other where nothing else is said; a clock that jumps further is taken
  /// for damaged.
  public static let mostEmptyWindows = 1 << 16

  /// How the recording is cut.
  public let windowing: EventWindowing
  /// The events that came too late for their windows.
  public private(set) var lateCount = 0
  /// The events that no window took at the end, where windows are cut by count.
  public private(set) var leftOverCount = 0

  private let source: String
  private let mostEmptyWindows: Int
  private var origin: Int64?
  /// Events from ``head`` on are still needed.
  private var buffer = EventBatch()
  private var head = 0
  private var index = 0
  private var isAtEnd = false
  /// The first and last time of all events read.
  private var times: (first: Int64, last: Int64)?
  private var lastEnd = Int64.min
  /// Events still to be passed over, where windows by count leave gaps.
  private var skipCount = 0

  /// Begins.
  ///
  /// - Parameters:
  ///   - source: The recording's name, for errors.
  ///   - originMicroseconds: Where the first window of a duration starts; the first event's time where nil.
  ///   - mostEmptyWindows: The most windows without any event after each other.
  public init(
    _ windowing: EventWindowing, source: String, originMicroseconds: Int64? = nil,
    mostEmptyWindows: Int = EventWindower.mostEmptyWindows
  ) {
    switch windowing {
    case .whole: break
    case .time(let duration, let stride):
      precondition(
        duration > 0 && stride > 0, "Windows need a duration and a stride, not \(duration) and \(stride) us.")
    case .count(let events, let stride):
      precondition(events > 0 && stride > 0, "Windows need events and a stride, not \(events) and \(stride).")
    case .intervals(let list):
      precondition(
        zip(list, list.dropFirst()).allSatisfy { $0.startMicroseconds <= $1.startMicroseconds },
        "Windows are listed in the order of their starts.")
    }
    self.windowing = windowing
    self.source = source
    self.mostEmptyWindows = mostEmptyWindows
    origin = originMicroseconds
  }

  /// The time before which no event is needed any more, where that is known: a reader may jump there.
  public var neededFromMicroseconds: Int64? {
    switch windowing {
    case .intervals(let list): index < list.count ? list[index].startMicroseconds : nil
    case .time: interval(index)?.startMicroseconds
    case .whole, .count: nil
    }
  }

  /// The next window, or nil when there is no more.
  ///
  /// - Parameter batches: The next events of the recording, or nil at its end; called as often as is needed.
  /// - Throws: What `batches` throws, and `FileError` where a window would hold more than ``mostEvents`` events or last longer
  ///   than 64 bits count, or the clock jumps over more windows than are allowed.
  public func next(from batches: () throws -> EventBatch?) throws -> EventWindow? {
    switch windowing {
    case .whole: try wholeWindow(batches)
    case .count(let events, let stride): try countedWindow(events, stride: stride, batches)
    case .time, .intervals: try timedWindow(batches)
    }
  }

  private func wholeWindow(_ batches: () throws -> EventBatch?) throws -> EventWindow? {
    while !isAtEnd { try take(batches) }
    guard index == 0, let times else { return nil }
    return try window(
      EventInterval(startMicroseconds: times.first, endMicroseconds: after(times.last)), count: waiting
    ) { _ in true }
  }

  private func countedWindow(
    _ events: Int, stride: Int, _ batches: () throws -> EventBatch?
  ) throws -> EventWindow? {
    while !isAtEnd && waiting < events { try take(batches) }
    guard waiting >= events else {
      leftOverCount = waiting
      return nil
    }
    let (first, last) = buffer.withColumns { columns in
      let t = UnsafeBufferPointer(start: columns.t + head, count: events)
      return t.reduce((Int64.max, Int64.min)) { (min($0.0, $1), max($0.1, $1)) }
    }
    let interval = EventInterval(startMicroseconds: first, endMicroseconds: after(last))
    let window = try window(interval, count: events) { _ in true }
    let dropped = min(stride, waiting)
    head += dropped
    skipCount = stride - dropped
    return window
  }

  private func timedWindow(_ batches: () throws -> EventBatch?) throws -> EventWindow? {
    while origin == nil && times == nil && !isAtEnd { try take(batches) }
    guard let interval = interval(index) else { return nil }
    while !isAtEnd, (times?.last ?? .min) < interval.endMicroseconds { try take(batches) }
    if case .time = windowing {
      guard let times, lastEnd <= times.last, interval.startMicroseconds <= times.last else { return nil }
    }
    let window = try window(interval, count: waiting) { interval.contains($0) }
    lastEnd = max(lastEnd, interval.endMicroseconds)
    dropFront(before: self.interval(index)?.startMicroseconds ?? .max)
    try checkGap(window)
    return window
  }

  /// The time of a window, or nil after the last.
  private func interval(_ index: Int) -> EventInterval? {
    switch windowing {
    case .intervals(let list): return index < list.count ? list[index] : nil
    case .time(let duration, let stride):
      guard let start = origin ?? times?.first else { return nil }
      let (offset, isFar) = stride.multipliedReportingOverflow(by: Int64(index))
      let (from, isBeyond) = start.addingReportingOverflow(offset)
      if isFar || isBeyond || from > .max - duration { return nil }
      return EventInterval(startMicroseconds: from, endMicroseconds: from + duration)
    case .whole, .count: return nil
    }
  }

  private func after(_ time: Int64) -> Int64 { time == .max ? time : time + 1 }

  private var waiting: Int { buffer.count - head }

  /// Reads a batch and keeps what is needed of it.
  private func take(_ batches: () throws -> EventBatch?) throws {
    guard let batch = try batches() else {
      isAtEnd = true
      return
    }
    if batch.isEmpty { return }
    note(batch)
    let needed = neededFromMicroseconds ?? .min
    let skipped = min(skipCount, batch.count)
    skipCount -= skipped
    try makeRoom(batch.count)
    buffer.append { free in
      batch.withColumns { columns in
        var kept = 0
        for place in skipped..<batch.count {
          let time = columns.t[place]
          if time < needed {
            if time < lastEnd { lateCount += 1 }
            continue
          }
          free.t[kept] = time
          free.x[kept] = columns.x[place]
          free.y[kept] = columns.y[place]
          free.p[kept] = columns.p[place]
          kept += 1
        }
        return kept
      }
    }
  }

  private func note(_ batch: EventBatch) {
    batch.withColumns { columns in
      var (first, last) = times ?? (columns.t[0], columns.t[0])
      for place in 0..<batch.count {
        first = min(first, columns.t[place])
        last = max(last, columns.t[place])
      }
      // Windows that were begun stay where they are, though an earlier event may come.
      times = (times?.first ?? first, last)
      if case .whole = windowing { times?.first = first }
    }
  }

  /// Makes room for so many events after those that wait.
  private func makeRoom(_ count: Int) throws {
    if buffer.capacity - buffer.count >= count { return }
    let needed = waiting + count
    guard needed <= Self.mostEvents else {
      throw FileError(
        .badContent, path: source, problem: "window \(index) holds more than \(Self.mostEvents) events",
        remedy: "choose shorter windows")
    }
    if head >= buffer.count / 2 && needed <= buffer.capacity {
      compact()
    } else {
      compact()
      buffer.reserve(max(needed, 2 * buffer.capacity))
    }
  }

  private func compact() {
    if head == 0 { return }
    let first = head
    buffer.edit { columns, count in
      let kept = count - first
      columns.t.update(from: columns.t + first, count: kept)
      columns.x.update(from: columns.x + first, count: kept)
      columns.y.update(from: columns.y + first, count: kept)
      columns.p.update(from: columns.p + first, count: kept)
      return kept
    }
    head = 0
  }

  /// Passes over the events at the front that no window needs any more.
  private func dropFront(before time: Int64) {
    buffer.withColumns { columns in
      while head < buffer.count && columns.t[head] < time { head += 1 }
    }
  }

  /// The next window: the events among the first `count` waiting ones whose time belongs to it.
  private func window(
    _ interval: EventInterval, count: Int, where belongs: (Int64) -> Bool
  ) throws -> EventWindow {
    try Self.requireMeasurable(interval, source: source)
    var events = EventBatch(capacity: max(1, count))
    events.refill { target in
      buffer.withColumns { columns in
        var kept = 0
        for place in head..<head + count where belongs(columns.t[place]) {
          target.t[kept] = columns.t[place]
          target.x[kept] = columns.x[place]
          target.y[kept] = columns.y[place]
          target.p[kept] = columns.p[place]
          kept += 1
        }
        return kept
      }
    }
    defer { index += 1 }
    return EventWindow(index: index, interval: interval, events: events)
  }

  /// The windows of a duration that are still to come, as far as the events read tell: those up to the latest of them.
  public var windowsToCome: Int {
    guard case .time(_, let stride) = windowing, let last = times?.last, let next = interval(index) else { return 0 }
    let (left, isOver) = last.subtractingReportingOverflow(next.startMicroseconds)
    return isOver ? .max : left < 0 ? 0 : Int(clamping: min(left / stride, .max - 1)) + 1
  }

  /// Refuses a stretch of time whose length 64 bits do not hold.
  ///
  /// - Parameter source: The recording's name.
  /// - Throws: `FileError` that names its times.
  public static func requireMeasurable(_ interval: EventInterval, source: String) throws {
    guard interval.isMeasurable else {
      throw FileError(
        .badContent, path: source,
        problem:
          "a window from \(interval.startMicroseconds) to \(interval.endMicroseconds) us is longer than 64 bits count",
        remedy: "its times are damaged; \(Work.examine) says more")
    }
  }

  /// Refuses a clock that is damaged, before millions of windows come out empty.
  private func checkGap(_ window: EventWindow) throws {
    guard case .time(_, let stride) = windowing, window.events.isEmpty, waiting > 0 else { return }
    let next = buffer.withColumns { $0.t[head] }
    let (gap, isOver) = next.subtractingReportingOverflow(window.interval.endMicroseconds)
    guard isOver || gap / stride > Int64(mostEmptyWindows) else { return }
    throw FileError(
      .badContent, path: source,
      problem: "the clock jumps over more than \(mostEmptyWindows) windows without any event",
      place: "\(next) us", remedy: "\(Work.examine) says more of it; or choose longer windows")
  }
}
