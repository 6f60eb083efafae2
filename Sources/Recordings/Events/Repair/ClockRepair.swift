/// Gives times their places on one clock: wraps are counted on, wild times go, a clock that starts anew goes on.
struct ClockRepair {
  private let unrollsWraps: Bool
  private let restarts: [Int]
  private let wildRuns: [Range<Int>]
  private var unroller = ClockUnroller()
  private var offset: Int64 = 0
  private var nextRestart = 0
  private var nextRun = 0
  private var index = 0
  /// The times of the event before, as the recording has it and as it went out.
  private var last: (read: Int64, written: Int64)?

  /// A wrap or a late event from before it steps by more than that, in microseconds.
  private static let shortStep: Int64 = 1 << 22

  init(_ plan: EventRepairPlan) {
    unrollsWraps = plan.unrollsWraps
    restarts = plan.restarts
    wildRuns = plan.wildRuns
  }

  /// Applies the rule, and adds to the report.
  mutating func apply(to batch: inout EventBatch, _ report: inout EventRepairReport) {
    if !unrollsWraps && restarts.isEmpty && wildRuns.isEmpty { return }
    batch.edit { columns, count in
      var kept = 0
      for place in 0..<count {
        defer { index += 1 }
        guard !isWild else {
          report.wildDropped += 1
          continue
        }
        columns.t[kept] = time(columns.t[place], &report)
        columns.x[kept] = columns.x[place]
        columns.y[kept] = columns.y[place]
        columns.p[kept] = columns.p[place]
        kept += 1
      }
      return kept
    }
  }

  private var isWild: Bool {
    mutating get {
      while nextRun < wildRuns.count && wildRuns[nextRun].upperBound <= index { nextRun += 1 }
      return nextRun < wildRuns.count && wildRuns[nextRun].contains(index)
    }
  }

  private mutating func time(_ read: Int64, _ report: inout EventRepairReport) -> Int64 {
    if let last {
      if unrollsWraps && (read &- last.read).magnitude > Self.shortStep.magnitude {
        _ = unroller.unroll(from: last.read, to: read)
      }
      if nextRestart < restarts.count && restarts[nextRestart] <= index {
        offset = last.written &- read &- unroller.epoch
        nextRestart += 1
      }
    }
    if unroller.epoch != 0 { report.unrolled += 1 }
    if offset != 0 { report.shifted += 1 }
    let written = read &+ unroller.epoch &+ offset
    last = (read, written)
    return written
  }
}
