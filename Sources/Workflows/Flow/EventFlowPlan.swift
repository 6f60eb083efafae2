import Datasets
import Files
import Recordings

/// Which windows of a recording of events become fields: spans of time or of events, of which several may be joined.
package struct EventFlowPlan {
  /// How the recording is cut.
  package let windowing: EventWindowing
  /// The spans that a window joins.
  let joined: Int
  /// Whether a window holds the one before it, too, as long as itself.
  let seesBefore: Bool
  /// The numbers of listed windows by which their fields go; nil for those that are counted.
  private let numbers: [Int]?
  /// The boundaries between the spans of listed windows, where several are joined.
  private let boundaries: [[Int64]]

  /// Windows cut by time or by count, each of `joined` spans, one span apart or as the stride says.
  init(_ windowing: EventWindowing, joined: Int, seesBefore: Bool = false) {
    let factor = seesBefore ? 2 * joined : joined
    switch windowing {
    case .time(let duration, let stride):
      self.windowing = .time(
        durationMicroseconds: duration > .max / Int64(factor) ? .max : duration * Int64(factor),
        strideMicroseconds: stride)
    case .count(let events, let stride): self.windowing = .count(events: events * factor, stride: stride)
    case .whole, .intervals: self.windowing = windowing
    }
    (self.joined, self.seesBefore) = (joined, seesBefore)
    numbers = nil
    boundaries = []
  }

  /// Windows that are listed, those of the wanted time.
  ///
  /// The window before one is what the list has right before it, else what lies there for as long.
  ///
  /// - Parameters:
  ///   - startsWithinList: Whether windows are left out before which the list has none, where that is seen.
  ///   - source: Where the list comes from, for messages.
  init(
    listed windows: [TimeWindow], joined: Int, seesBefore: Bool = false, startsWithinList: Bool = false,
    span: TimeSpan, source: String
  ) throws {
    var intervals: [EventInterval] = []
    var numbers: [Int] = []
    var boundaries: [[Int64]] = []
    for first in 0..<max(0, windows.count - joined + 1) {
      let parts = windows[first..<first + joined]
      if let gap = zip(parts, parts.dropFirst()).first(where: { $0.endMicroseconds != $1.startMicroseconds }) {
        throw JobError(
          wrongOptions: "\(Setting.joinedSpans, to: "\(joined)"): \(source) lists a window up to "
            + "\(gap.0.endMicroseconds) us and the next from "
            + "\(gap.1.startMicroseconds) us; only windows that follow each other are joined")
      }
      let start = windows[first].startMicroseconds
      let end = windows[first + joined - 1].endMicroseconds
      var from = start
      if seesBefore {
        let isListed = Self.follow(windows, max(0, first - joined)...first) && first >= joined
        if !isListed && startsWithinList { continue }
        from = isListed ? windows[first - joined].startMicroseconds : Self.before(start, end)
      }
      let interval = EventInterval(startMicroseconds: from, endMicroseconds: end)
      guard interval.startMicroseconds >= span.from, interval.endMicroseconds <= span.to else { continue }
      intervals.append(interval)
      numbers.append(windows[first].fileIndex ?? first)
      boundaries.append(seesBefore ? [start] : parts.dropFirst().map(\.startMicroseconds))
    }
    guard !intervals.isEmpty else {
      let before: Message = seesBefore ? ", with the window before," : ""
      throw JobError(
        wrongOptions: "\(source) lists no window of \(Text.count(joined, "span"))\(before) in the wanted time")
    }
    guard zip(intervals, intervals.dropFirst()).allSatisfy({ $0.startMicroseconds <= $1.startMicroseconds }) else {
      throw JobError(
        wrongOptions: "the windows that \(source) lists differ so much in length that those before them are out of "
          + "order; list them in two files")
    }
    windowing = .intervals(intervals)
    (self.joined, self.seesBefore) = (joined, seesBefore)
    self.numbers = numbers
    self.boundaries = boundaries
  }

  /// Whether some windows begin where the ones before end.
  private static func follow(_ windows: [TimeWindow], _ range: ClosedRange<Int>) -> Bool {
    zip(windows[range], windows[range].dropFirst()).allSatisfy { $0.endMicroseconds == $1.startMicroseconds }
  }

  /// Where a window starts that ends at `start` and lasts as long as from there to `end`.
  package static func before(_ start: Int64, _ end: Int64) -> Int64 {
    let (length, isLong) = end.subtractingReportingOverflow(start)
    let (from, isBeyond) = start.subtractingReportingOverflow(length)
    return isLong || isBeyond ? .min : from
  }

  /// Windows of which each is given by the bounds of its spans, one more than there are spans, after where the window
  /// before starts in case that is seen.
  ///
  /// - Precondition: The windows are in the order of their starts.
  package init(bounds: [[Int64]], numbers: [Int], joined: Int, seesBefore: Bool = false) {
    precondition(
      bounds.allSatisfy { $0.count == joined + (seesBefore ? 2 : 1) } && bounds.count == numbers.count,
      "A window has its spans' bounds.")
    windowing = .intervals(
      bounds.map { EventInterval(startMicroseconds: $0[0], endMicroseconds: $0[$0.count - 1]) })
    (self.joined, self.seesBefore) = (joined, seesBefore)
    self.numbers = numbers
    boundaries = bounds.map { seesBefore ? [$0[1]] : Array($0[1..<joined]) }
  }

  /// The windows of a recording that become fields: as the caller says, else those between MVSEC's pictures, 100 ms of
  /// DSEC, and 33.333 ms of others.
  init(
    _ choice: EventWindowChoice?, for input: EventInput, joined: Int, seesBefore: Bool = false,
    observer: any JobObserver
  ) throws {
    if let choice {
      if let listed = try choice.listedWindows(of: input.path, observer: observer) {
        try self.init(
          listed: listed, joined: joined, seesBefore: seesBefore, span: input.span,
          source: choice.listPath ?? input.path)
      } else {
        self.init(
          try choice.windowing(of: input.path, observer: observer), joined: joined, seesBefore: seesBefore)
      }
    } else if input.foundFormat == .mvsec, try MVSECImageTimes.exist(in: input.path) {
      try self.init(
        listed: try MVSECImageTimes(path: input.path).windows(), joined: joined, seesBefore: seesBefore,
        startsWithinList: true, span: input.span, source: input.path)
    } else {
      // A network that sees the window before was made for windows of DSEC's length.
      let usual: Int64 = seesBefore ? 100_000 : 33_333
      let duration = input.foundFormat?.flowPeriodMicroseconds ?? usual
      self.init(
        .time(durationMicroseconds: duration, strideMicroseconds: duration), joined: joined, seesBefore: seesBefore)
    }
  }

  /// The number of windows, where it is known before.
  var count: Int? { numbers?.count }

  /// The number by which a window's field goes.
  func number(of window: EventWindow) -> Int { numbers?[window.index] ?? window.index }

  /// The events of each span of a window; where the window before is seen, those of it and of the window.
  package func parts(of window: EventWindow) -> [EventWindow] {
    if seesBefore { return halves(of: window) }
    if joined == 1 { return [window] }
    let events = window.events
    if case .count = windowing {
      let length = events.count / joined
      return (0..<joined).map { window.part($0 * length..<($0 + 1) * length) }
    }
    let interval = window.interval
    let inner =
      numbers == nil
      ? (1..<joined).map { interval.startMicroseconds + interval.durationMicroseconds / Int64(joined) * Int64($0) }
      : boundaries[window.index]
    let bounds = [interval.startMicroseconds] + inner + [interval.endMicroseconds]
    return (0..<joined).map {
      window.part(of: EventInterval(startMicroseconds: bounds[$0], endMicroseconds: bounds[$0 + 1]))
    }
  }
}

extension EventFlowPlan {
  /// Whether a window cut by time is the first, and has no events beyond the one before it, nor has the recording.
  func isTooLong(_ window: EventWindow, remaining: Int) -> Bool {
    guard seesBefore, case .time = windowing, window.index == 0, remaining == 0 else { return false }
    return halves(of: window)[1].events.isEmpty
  }

  private func halves(of window: EventWindow) -> [EventWindow] {
    if case .count = windowing {
      let middle = window.events.count / 2
      return [window.part(0..<middle).fitted, window.part(middle..<window.events.count).fitted]
    }
    let interval = window.interval
    let middle =
      numbers == nil ? interval.startMicroseconds + interval.durationMicroseconds / 2 : boundaries[window.index][0]
    return [(interval.startMicroseconds, middle), (middle, interval.endMicroseconds)].map {
      window.part(of: EventInterval(startMicroseconds: $0, endMicroseconds: $1))
    }
  }
}

extension EventWindow {
  /// The same window from its first event's time to just after its last's.
  fileprivate var fitted: EventWindow {
    let (first, last) = events.withColumns { columns in
      (0..<events.count).reduce((Int64.max, Int64.min)) { (min($0.0, columns.t[$1]), max($0.1, columns.t[$1])) }
    }
    return first > last
      ? self
      : EventWindow(
        index: index,
        interval: EventInterval(startMicroseconds: first, endMicroseconds: last == .max ? last : last + 1),
        events: events)
  }

  /// The events at some places.
  fileprivate func part(_ places: Range<Int>) -> EventWindow {
    var part = EventBatch(capacity: max(1, places.count))
    part.refill { target in
      events.withColumns { target.copy($0.suffix(from: places.lowerBound), count: places.count) }
    }
    return EventWindow(index: index, interval: interval, events: part)
  }

  /// The events of a part of its time.
  fileprivate func part(of interval: EventInterval) -> EventWindow {
    var part = events
    var filter = TimeFilter(startMicroseconds: interval.startMicroseconds, endMicroseconds: interval.endMicroseconds)
    filter.apply(to: &part)
    return EventWindow(index: index, interval: interval, events: part)
  }
}
