/// A rule that changes events or drops some, with what it has to remember from batch to batch.
///
/// What comes out does not depend on how a recording is cut into batches.
public protocol EventFilter {
  /// Applies the rule to the next events of the recording. Cost: one pass.
  mutating func apply(to batch: inout EventBatch)
}

extension EventBatch {
  /// Keeps the events for which `isKept` holds, in their order.
  @inline(__always)
  mutating func keep(where isKept: (EventColumns, Int) -> Bool) {
    edit { columns, count in
      var kept = 0
      for index in 0..<count where isKept(columns, index) {
        columns.t[kept] = columns.t[index]
        columns.x[kept] = columns.x[index]
        columns.y[kept] = columns.y[index]
        columns.p[kept] = columns.p[index]
        kept &+= 1
      }
      return kept
    }
  }
}
