import Datasets
import Files
import Recordings

/// Which windows of a recording of events become fields: spans of time or of events, of which several may be joined.
package struct EventFlowPlan {
  /// How the recording is cut.
  package let windowing: EventWindowing
  /// The spans that a window joins.
  let joined: Int
  /// The numbers of listed windows by which their fields go; nil for those that are counted.
  private let numbers: [Int]?
  /// The boundaries between the spans of listed windows, where several are joined.
  private let boundaries: [[Int64]]

  /// Windows cut by time or by count, each of `joined` spans, one span apart or as the stride says.
  init(_ windowing: EventWindowing, joined: Int) {
    switch windowing {
    case .time(let duration, let stride):
      self.windowing = .time(
        durationMicroseconds: duration > .max / Int64(joined) ? .max : duration * Int64(joined),
        strideMicroseconds: stride)
    case .count(let events, let stride): self.windowing = .count(events: events * joined, stride: stride)
    case .whole, .intervals: self.windowing = windowing
    }
    self.joined = joined
    numbers = nil
    boundaries = []
  }

  /// Windows that are listed, those of the wanted time.
  ///
  /// - Parameter source: Where the list comes from, for messages.
  init(listed windows: [TimeWindow], joined: Int, span: TimeSpan, source: String) throws {
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
      let interval = EventInterval(
        startMicroseconds: windows[first].startMicroseconds,
        endMicroseconds: windows[first + joined - 1].endMicroseconds)
      guard interval.startMicroseconds >= span.from, interval.endMicroseconds <= span.to else { continue }
      intervals.append(interval)
      numbers.append(windows[first].fileIndex ?? first)
      boundaries.append(parts.dropFirst().map(\.startMicroseconds))
    }
    guard !intervals.isEmpty else {
      throw JobError(wrongOptions: "\(source) lists no window of \(Text.count(joined, "span")) in the wanted time")
    }
    windowing = .intervals(intervals)
    self.joined = joined
    self.numbers = numbers
    self.boundaries = boundaries
  }

  /// Windows of which each is given by the bounds of its spans, one more than there are spans.
  ///
  /// - Precondition: The windows are in the order of their starts.
  package init(bounds: [[Int64]], numbers: [Int], joined: Int) {
    precondition(
      bounds.allSatisfy { $0.count == joined + 1 } && bounds.count == numbers.count, "A window has its spans' bounds.")
    windowing = .intervals(
      bounds.map { EventInterval(startMicroseconds: $0[0], endMicroseconds: $0[joined]) })
    self.joined = joined
    self.numbers = numbers
    boundaries = bounds.map { Array($0[1..<joined]) }
  }

  /// The windows of a recording that become fields: as the caller says, else those between MVSEC's pictures, 100 ms of
  /// DSEC, and 33.333 ms of others.
  init(_ choice: EventWindowChoice?, for input: EventInput, joined: Int, observer: any JobObserver) throws {
    if let choice {
      if let listed = try choice.listedWindows(of: input.path, observer: observer) {
        try self.init(listed: listed, joined: joined, span: input.span, source: choice.listPath ?? input.path)
      } else {
        self.init(try choice.windowing(of: input.path, observer: observer), joined: joined)
      }
    } else if input.foundFormat == .mvsec, try MVSECImageTimes.exist(in: input.path) {
      try self.init(
        listed: try MVSECImageTimes(path: input.path).windows(), joined: joined, span: input.span, source: input.path)
    } else {
      let duration = input.foundFormat?.flowPeriodMicroseconds ?? 33_333
      self.init(.time(durationMicroseconds: duration, strideMicroseconds: duration), joined: joined)
    }
  }

  /// The number of windows, where it is known before.
  var count: Int? { numbers?.count }

  /// The number by which a window's field goes.
  func number(of window: EventWindow) -> Int { numbers?[window.index] ?? window.index }

  /// The events of each span of a window.
  package func parts(of window: EventWindow) -> [EventWindow] {
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

extension EventWindow {
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
