import Datasets
import Recordings

/// `--start`, `--end` and their absolute kin.
struct TimeSelection {
  var start: TimeArgument?
  var end: TimeArgument?
  var startAt: TimeArgument?
  var endAt: TimeArgument?

  /// The span on the recording's clock.
  func span(first: Int64) -> EventSpan {
    func time(_ relative: TimeArgument?, _ absolute: TimeArgument?) -> Int64? {
      if let relative {
        let (sum, isOver) = first.addingReportingOverflow(relative.microseconds)
        return isOver ? (relative.microseconds < 0 ? .min : .max) : sum
      }
      return absolute?.microseconds
    }
    return EventSpan(start: time(start, startAt) ?? .min, end: time(end, endAt) ?? .max)
  }
}

/// Times `start ..< end`, and what a pass over a recording in order may leave unread because of them.
struct EventSpan {
  var start: Int64
  var end: Int64

  var isEverything: Bool { start == .min && end == .max }
  var filter: TimeFilter { TimeFilter(startMicroseconds: start, endMicroseconds: end) }

  /// Whether a batch ends so long before the start that the reader may jump.
  func isBefore(_ batch: EventBatch) -> Bool {
    let (limit, isUnder) = start.subtractingReportingOverflow(EventReader.orderToleranceMicroseconds)
    return !isUnder && batch[batch.count - 1].timeMicroseconds < limit
  }

  /// Whether a batch begins so long after the end that nothing more can come.
  func isOver(_ batch: EventBatch) -> Bool {
    let (limit, isOver) = end.addingReportingOverflow(EventReader.orderToleranceMicroseconds)
    return !isOver && batch[0].timeMicroseconds >= limit
  }

  /// The triggers within.
  func selected(_ triggers: [ExternalTrigger]) -> [ExternalTrigger] {
    isEverything ? triggers : triggers.filter { $0.timeMicroseconds >= start && $0.timeMicroseconds < end }
  }
}
