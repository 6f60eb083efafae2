import Datasets
import Recordings

/// What a pass over a recording in order may leave unread because of the time that is wanted.
extension TimeSpan {
  /// Whether a batch ends so long before the start that the reader may jump.
  func isAfter(_ batch: EventBatch) -> Bool {
    let (limit, isUnder) = from.subtractingReportingOverflow(EventReader.orderToleranceMicroseconds)
    return !isUnder && batch[batch.count - 1].timeMicroseconds < limit
  }

  /// Whether a batch begins so long after the end that nothing more can come.
  func isOver(at batch: EventBatch) -> Bool {
    let (limit, isOver) = to.addingReportingOverflow(EventReader.orderToleranceMicroseconds)
    return !isOver && batch[0].timeMicroseconds >= limit
  }

  /// The triggers within.
  func selected(_ triggers: [ExternalTrigger]) -> [ExternalTrigger] {
    isEverything ? triggers : triggers.filter { contains($0.timeMicroseconds) }
  }
}
