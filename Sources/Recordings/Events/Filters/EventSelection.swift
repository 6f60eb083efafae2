/// A filter that keeps some events as they are and drops the others, so that what it decides can be held against labels.
public protocol EventSelection: EventFilter {
  /// Decides on the next events of the recording. Cost: one pass.
  ///
  /// - Parameters:
  ///   - events: The events, as many as there are places in `isKept`.
  ///   - isKept: Becomes 1 where an event stays and 0 where it is dropped.
  mutating func decide(_ events: EventColumns, isKept: UnsafeMutableBufferPointer<UInt8>)
}

extension EventSelection {
  /// Drops the events that do not stay.
  public mutating func apply(to batch: inout EventBatch) {
    batch.edit { columns, count in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { isKept in
        decide(columns, isKept: isKept)
        return columns.keep(isKept)
      }
    }
  }

  /// Which of the next events of the recording stay. Cost: one pass and an allocation.
  public mutating func decide(_ batch: EventBatch) -> [Bool] {
    batch.withColumns { columns in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: batch.count) { isKept in
        decide(columns, isKept: isKept)
        return isKept.map { $0 != 0 }
      }
    }
  }
}

extension EventColumns {
  /// Moves the events that stay to the first places, in their order, and returns how many they are.
  fileprivate func keep(_ isKept: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var kept = 0
    // Without a branch: whether an event stays is hard to predict.
    for index in 0..<isKept.count {
      t[kept] = t[index]
      x[kept] = x[index]
      y[kept] = y[index]
      p[kept] = p[index]
      kept &+= Int(isKept[index])
    }
    return kept
  }
}
