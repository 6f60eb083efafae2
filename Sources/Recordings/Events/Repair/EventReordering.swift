/// Lets events that are a little late find their place: a sort by time within a window that glides over a recording.
///
/// An event finds its place where at most a window of events came before it that belong after it. Events of one time keep
/// their order. One that comes later still is not lost: it goes out as early as it can. What comes out does not depend
/// on how the recording is cut into batches. Memory: two windows.
public struct EventReordering {
  /// The window where nothing else is said.
  public static let standardWindow = EventBatch.standardCapacity
  /// The largest window: it takes about a gigabyte.
  public static let largestWindow = 1 << 24

  /// The most events that one may have to overtake.
  public let window: Int

  /// Events that came later than one after them and found their place.
  public private(set) var sorted = 0
  /// Events that came too late for their place.
  public private(set) var leftLate = 0
  /// A window in order, and the events since.
  private var held: EventBatch
  private var sortedCount = 0
  private var lastWritten: Int64?

  /// Holds no event yet.
  ///
  /// - Parameter window: The most events that one may have to overtake, from 1 to ``largestWindow``.
  public init(window: Int = EventReordering.standardWindow) {
    precondition((1...Self.largestWindow).contains(window), "A window of \(window) events is none.")
    self.window = window
    held = EventBatch(capacity: 2 * window)
  }

  /// Takes the next events, and calls `body` with those whose place is certain.
  public mutating func apply(to batch: EventBatch, _ body: (EventBatch) throws -> Void) rethrows {
    var taken = 0
    while taken < batch.count {
      let number = min(held.capacity - held.count, batch.count - taken)
      held.append(batch, taken..<taken + number)
      taken += number
      if held.count == held.capacity {
        sort()
        try write(window, body)
      }
    }
  }

  /// Calls `body` with the rest.
  public mutating func finish(_ body: (EventBatch) throws -> Void) rethrows {
    sort()
    while !held.isEmpty { try write(min(window, held.count), body) }
  }

  private mutating func write(_ number: Int, _ body: (EventBatch) throws -> Void) rethrows {
    var part = EventBatch(capacity: number)
    part.append(held, 0..<number)
    held.removeFirst(number)
    sortedCount = held.count
    part.withColumns { columns in
      if let lastWritten {
        for index in 0..<number {
          if columns.t[index] >= lastWritten { break }
          leftLate += 1
          sorted -= 1
        }
      }
      lastWritten = max(lastWritten ?? .min, columns.t[number - 1])
    }
    try body(part)
  }

  /// Puts what is held in order of time.
  private mutating func sort() {
    let (start, count) = (sortedCount, held.count)
    sortedCount = count
    guard count > start else { return }
    let late = held.withColumns { columns -> Int in
      var latest = start > 0 ? columns.t[start - 1] : lastWritten ?? columns.t[0]
      var late = 0
      for index in start..<count {
        if columns.t[index] < latest { late += 1 } else { latest = columns.t[index] }
      }
      return late
    }
    if late == 0 { return }
    sorted += late
    let order = held.withColumns { columns in
      (0..<count).sorted { (columns.t[$0], $0) < (columns.t[$1], $1) }
    }
    held.permute(order)
  }
}

extension EventBatch {
  /// Appends events of another batch. There must be room.
  mutating func append(_ other: EventBatch, _ range: Range<Int>) {
    other.withColumns { source in
      append { $0.copy(source.suffix(from: range.lowerBound), count: range.count) }
    }
  }

  /// Removes the first events.
  mutating func removeFirst(_ number: Int) {
    edit { columns, count in
      columns.copy(columns.suffix(from: number), count: count - number)
    }
  }

  /// Puts event `order[i]` at place i, for all events.
  mutating func permute(_ order: [Int]) {
    let before = self
    before.withColumns { source in
      refill { target in
        for (index, from) in order.enumerated() {
          target.t[index] = source.t[from]
          target.x[index] = source.x[from]
          target.y[index] = source.y[from]
          target.p[index] = source.p[from]
        }
        return order.count
      }
    }
  }
}
