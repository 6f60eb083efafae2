/// Puts events in order of time; those of one time stay in the order in which they came.
struct EventOrdering {
  private var waiting: ContiguousArray<PixelEvent> = []
  private var sorted: ContiguousArray<PixelEvent> = []
  /// How many of `waiting` are in order already.
  private var orderedCount = 0
  private var buckets = [Int](repeating: 0, count: 1 << mostBits)

  private static let mostBits = 11

  mutating func add(_ events: ContiguousArray<PixelEvent>) { waiting.append(contentsOf: events) }

  mutating func add(_ event: PixelEvent) { waiting.append(event) }

  /// Takes out the events up to a time, in order. Cost: two passes for each 11 bits of the span of their times.
  mutating func take(upTo time: Int64, _ body: (UnsafeBufferPointer<PixelEvent>) throws -> Void) rethrows {
    sort()
    let count = waiting.withUnsafeBufferPointer { events in
      var (low, high) = (0, events.count)
      while low < high {
        let middle = (low + high) / 2
        if events[middle].time <= time { low = middle + 1 } else { high = middle }
      }
      return low
    }
    try waiting.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
    waiting.removeFirst(count)
    orderedCount = waiting.count
  }

  private mutating func sort() {
    if orderedCount == waiting.count { return }
    var (first, last) = (Int64.max, Int64.min)
    for event in waiting {
      first = min(first, event.time)
      last = max(last, event.time)
    }
    let bits = UInt64.bitWidth - UInt64(bitPattern: last &- first).leadingZeroBitCount
    let passes = (bits + Self.mostBits - 1) / Self.mostBits
    if passes > 0 {
      let width = (bits + passes - 1) / passes
      sorted.reserveCapacity(waiting.count)
      for pass in 0..<passes {
        distribute(from: first, shift: pass * width, width: width)
        swap(&waiting, &sorted)
      }
    }
    orderedCount = waiting.count
  }

  /// One pass of a stable sort by digits, from `waiting` to `sorted`.
  private mutating func distribute(from first: Int64, shift: Int, width: Int) {
    let mask = 1 << width - 1
    if sorted.count < waiting.count {
      sorted.append(contentsOf: waiting[sorted.count...])
    } else {
      sorted.removeLast(sorted.count - waiting.count)
    }
    buckets.withUnsafeMutableBufferPointer { buckets in
      waiting.withUnsafeBufferPointer { waiting in
        sorted.withUnsafeMutableBufferPointer { sorted in
          for digit in 0...mask { buckets[digit] = 0 }
          for event in waiting { buckets[Int(truncatingIfNeeded: (event.time &- first) >> shift) & mask] += 1 }
          var start = 0
          for digit in 0...mask { (buckets[digit], start) = (start, start + buckets[digit]) }
          for event in waiting {
            let digit = Int(truncatingIfNeeded: (event.time &- first) >> shift) & mask
            sorted[buckets[digit]] = event
            buckets[digit] += 1
          }
        }
      }
    }
  }
}
