/// What a batch shows at a glance: whether its times need a closer look, and how far its places reach.
///
/// Every column is read once, in loops without a branch that the compiler turns into vectors.
struct EventBatchSummary {
  /// All steps of time, from the event before the batch on, combined by "or": negative where one is negative, and no
  /// smaller than the largest otherwise.
  private(set) var stepUnion: Int64 = 0
  /// The events of pixels that became brighter.
  private(set) var onCount = 0
  /// The greatest column and row.
  private(set) var largestX: UInt16 = 0
  private(set) var largestY: UInt16 = 0

  /// - Parameter last: The time of the event before the batch, or nil at the start of a recording.
  init(_ batch: EventBatch, after last: Int64?) {
    guard !batch.isEmpty else { return }
    batch.withColumns { columns in
      let (t, x, y, p) = (columns.t, columns.x, columns.y, columns.p)
      var union = t[0] &- (last ?? t[0])
      var index = 1
      while index < batch.count {
        union |= t[index] &- t[index &- 1]
        index &+= 1
      }
      stepUnion = union
      largestX = Self.largest(x, batch.count)
      largestY = Self.largest(y, batch.count)
      onCount = Self.count(p, batch.count)
    }
  }

  /// Whether no event is earlier than the one before.
  var isOrdered: Bool { stepUnion >= 0 }

  private static func largest(_ values: UnsafeMutablePointer<UInt16>, _ count: Int) -> UInt16 {
    var largest: UInt16 = 0
    var index = 0
    while index < count {
      largest = max(largest, values[index])
      index &+= 1
    }
    return largest
  }

  private static func count(_ polarities: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    var on: UInt32 = 0
    var index = 0
    while index < count {
      on &+= polarities[index] == 0 ? 0 : 1
      index &+= 1
    }
    return Int(on)
  }
}
