import Runtime

/// Events in columns: what readers hand out and filters pass on, at most 64 Ki at a time.
///
/// A batch has value semantics. Refilling one whose memory nobody else holds costs no allocation: a reader keeps one
/// and writes it again. A batch may hold a whole recording where memory allows it; what reads from 64 Ki at a time runs
/// in any memory.
public struct EventBatch: Sendable {
  /// The events of a batch where nothing else is said, and the most that readers hand out.
  public static let standardCapacity = 1 << 16

  /// The number of events.
  public private(set) var count = 0
  /// The number of events that fit without new memory.
  public private(set) var capacity: Int
  private var memory: AlignedMemory

  /// Makes an empty batch.
  ///
  /// - Parameter capacity: The events that fit, one or more.
  public init(capacity: Int = Self.standardCapacity) {
    precondition(capacity > 0, "A batch needs room for an event.")
    self.capacity = capacity
    memory = AlignedMemory(uninitializedByteCount: Layout(capacity: capacity).byteCount)
  }

  /// Makes a batch of events.
  public init(_ events: some Collection<Event>) {
    self.init(capacity: max(1, events.count))
    refill { columns in
      for (index, event) in events.enumerated() { columns.write(event, at: index) }
      return events.count
    }
  }

  /// Whether there is no event.
  public var isEmpty: Bool { count == 0 }

  /// The event at `index`. Cost: constant; use the columns in loops.
  public subscript(index: Int) -> Event {
    precondition(index >= 0 && index < count, "There is no event \(index) in a batch of \(count).")
    return withColumns {
      Event(timeMicroseconds: $0.t[index], x: $0.x[index], y: $0.y[index], isOn: $0.p[index] != 0)
    }
  }

  /// Calls `body` with the columns, of which the first ``count`` places hold events.
  public func withColumns<Result>(_ body: (EventColumns) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(memory) { try body(Layout(capacity: capacity).columns(in: memory)) }
  }

  /// Replaces the events.
  ///
  /// - Parameter body: Writes events from place 0 on, and returns how many. Where it throws the batch is empty.
  public mutating func refill(_ body: (EventColumns) throws -> Int) rethrows {
    if !isKnownUniquelyReferenced(&memory) {
      memory = AlignedMemory(uninitializedByteCount: Layout(capacity: capacity).byteCount)
    }
    count = 0
    let written = try withColumns(body)
    precondition(written >= 0 && written <= capacity, "\(written) events do not fit in a batch of \(capacity).")
    count = written
  }

  /// Adds events after those that are there.
  ///
  /// - Parameter body: Gets the free places, of which there may be none, writes events to the first of them, and returns
  ///   how many. Where it throws nothing is added. Cost: a copy where the memory is shared.
  public mutating func append(_ body: (EventColumns) throws -> Int) rethrows {
    if !isKnownUniquelyReferenced(&memory) { reserve(capacity) }
    let added = try withColumns { try body($0.suffix(from: count)) }
    precondition(added >= 0 && added <= capacity - count, "\(added) events do not fit behind \(count) of \(capacity).")
    count += added
  }

  /// Moves the events to memory of their own with room for `capacity`, or for them where that is more.
  public mutating func reserve(_ capacity: Int) {
    var larger = EventBatch(capacity: max(capacity, count, 1))
    larger.refill { new in withColumns { new.copy($0, count: count) } }
    self = larger
  }

  /// Changes events in place, and may drop some.
  ///
  /// - Parameter body: Gets the columns and the number of events, and returns how many of the first places stay.
  ///   Cost: a copy where the memory is shared.
  public mutating func edit(_ body: (EventColumns, Int) throws -> Int) rethrows {
    if !isKnownUniquelyReferenced(&memory) {
      let copy = AlignedMemory(uninitializedByteCount: memory.byteCount)
      copy.baseAddress.copyMemory(from: memory.baseAddress, byteCount: memory.byteCount)
      memory = copy
    }
    let kept = try withColumns { try body($0, count) }
    precondition(kept >= 0 && kept <= count, "\(kept) of \(count) events cannot stay.")
    count = kept
  }

  /// The events one by one. Cost: a copy.
  public var events: [Event] { (0..<count).map { self[$0] } }
}

/// Four columns in one block, each on a cache line of its own with a vector's length to spare.
private struct Layout {
  let capacity: Int

  private func column(_ bytesPerEvent: Int) -> Int {
    let line = AlignedMemory.alignment
    return (capacity * bytesPerEvent + 2 * line - 1) / line * line
  }

  var byteCount: Int { column(8) + 2 * column(2) + column(1) }

  func columns(in memory: AlignedMemory) -> EventColumns {
    let base = memory.baseAddress
    let (x, y) = (column(8), column(8) + column(2))
    let p = y + column(2)
    return EventColumns(
      t: base.assumingMemoryBound(to: Int64.self), x: (base + x).assumingMemoryBound(to: UInt16.self),
      y: (base + y).assumingMemoryBound(to: UInt16.self), p: (base + p).assumingMemoryBound(to: UInt8.self),
      capacity: capacity)
  }
}
