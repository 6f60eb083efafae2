/// Keeps events in a span of time: `start <= t < end`.
public struct TimeFilter: EventFilter {
  /// The first time that stays, absolute, in microseconds.
  public var startMicroseconds: Int64
  /// The first time that no longer stays, absolute, in microseconds.
  public var endMicroseconds: Int64

  /// Keeps `startMicroseconds..<endMicroseconds`.
  public init(startMicroseconds: Int64 = .min, endMicroseconds: Int64 = .max) {
    self.startMicroseconds = startMicroseconds
    self.endMicroseconds = endMicroseconds
  }

  /// Applies the rule.
  public mutating func apply(to batch: inout EventBatch) {
    let (start, end) = (startMicroseconds, endMicroseconds)
    batch.keep { $0.t[$1] >= start && $0.t[$1] < end }
  }
}

/// Keeps the events of a rectangle; its corner becomes the origin unless told otherwise.
public struct RegionFilter: EventFilter {
  /// The first column and row, and how many of each.
  public var x: Int, y: Int, width: Int, height: Int
  /// Whether columns and rows are counted from the rectangle's corner afterwards.
  public var movesOrigin: Bool

  /// Keeps columns `x..<x + width` and rows `y..<y + height`.
  public init(x: Int, y: Int, width: Int, height: Int, movesOrigin: Bool = true) {
    precondition(x >= 0 && y >= 0 && width > 0 && height > 0, "A region lies in the sensor and is not empty.")
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
    self.movesOrigin = movesOrigin
  }

  /// Applies the rule.
  public mutating func apply(to batch: inout EventBatch) {
    let (columns, rows) = (x..<x + width, y..<y + height)
    batch.keep { columns.contains(Int($0.x[$1])) && rows.contains(Int($0.y[$1])) }
    guard movesOrigin, x > 0 || y > 0 else { return }
    batch.edit { [x, y] events, count in
      for index in 0..<count {
        events.x[index] &-= UInt16(truncatingIfNeeded: x)
        events.y[index] &-= UInt16(truncatingIfNeeded: y)
      }
      return count
    }
  }
}

/// Makes on events off events, and off events on events.
public struct PolarityExchange: EventFilter {
  /// Exchanges polarities.
  public init() {}

  /// Applies the rule.
  public mutating func apply(to batch: inout EventBatch) {
    batch.edit { events, count in
      for index in 0..<count { events.p[index] ^= 1 }
      return count
    }
  }
}

/// Keeps the events of one polarity.
public struct PolarityFilter: EventFilter {
  /// Whether events of growing brightness stay, else those of falling.
  public var keepsOn: Bool

  /// Keeps on or off events.
  public init(keepsOn: Bool) { self.keepsOn = keepsOn }

  /// Applies the rule.
  public mutating func apply(to batch: inout EventBatch) {
    let wanted: UInt8 = keepsOn ? 1 : 0
    batch.keep { $0.p[$1] == wanted }
  }
}

/// Keeps every n-th event, the first among them.
public struct SubsampleFilter: EventFilter {
  /// One of how many events stays.
  public let factor: Int
  private var untilNext = 0

  /// Keeps events 0, `factor`, 2·`factor`, …
  public init(factor: Int) {
    precondition(factor > 0, "One of at least one event stays.")
    self.factor = factor
  }

  /// Applies the rule.
  public mutating func apply(to batch: inout EventBatch) {
    var left = untilNext
    let factor = factor
    batch.keep { _, _ in
      if left > 0 {
        left -= 1
        return false
      }
      left = factor - 1
      return true
    }
    untilNext = left
  }
}

/// Limits how many events a window of time lets through: the first ones, as a camera's event rate control drops the
/// rest of each period.
///
/// Windows are `[k·w, (k+1)·w)` of the recording's clock, for any integer k.
public struct EventRateFilter: EventFilter {
  /// The most events of a window.
  public let eventsPerWindow: Int
  /// The length of a window, in microseconds.
  public let windowMicroseconds: Int64
  private var window: Int64?
  private var count = 0

  /// Lets at most `eventsPerWindow` events through in each `windowMicroseconds`.
  public init(eventsPerWindow: Int, windowMicroseconds: Int64 = 1000) {
    precondition(eventsPerWindow > 0 && windowMicroseconds > 0, "A limit needs a window and an event.")
    self.eventsPerWindow = eventsPerWindow
    self.windowMicroseconds = windowMicroseconds
  }

  /// Applies the rule.
  public mutating func apply(to batch: inout EventBatch) {
    let (length, limit) = (windowMicroseconds, eventsPerWindow)
    var (window, count) = (window, count)
    batch.keep { columns, index in
      let time = columns.t[index]
      let current = time / length - (time % length < 0 ? 1 : 0)
      if current != window { (window, count) = (current, 0) }
      count += 1
      return count <= limit
    }
    (self.window, self.count) = (window, min(count, limit))
  }
}

extension TimeSpan {
  /// A filter that keeps its events.
  public var filter: TimeFilter { TimeFilter(startMicroseconds: from, endMicroseconds: to) }
}
