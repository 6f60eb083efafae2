/// Writes what can be saved of a recording: a pass over it by a plan that ``EventExamination`` made in a pass before.
///
/// Clocks are put right first, then places, then the order of time, within ``EventReordering/window`` events. No event
/// is dropped but those that the plan names. Memory: what the window takes; batches may be cut anywhere.
public struct EventRepair {
  private var clock: ClockRepair
  private let places: PlaceRepair
  private var reordering: EventReordering?
  private var soFar = EventRepairReport()

  /// Begins a repair.
  public init(_ plan: EventRepairPlan) {
    clock = ClockRepair(plan)
    places = PlaceRepair(plan)
    reordering = plan.sorts ? EventReordering(window: plan.sortingWindow) : nil
  }

  /// What was done so far.
  public var report: EventRepairReport {
    var report = soFar
    report.sorted = reordering?.sorted ?? 0
    report.leftLate = reordering?.leftLate ?? 0
    return report
  }

  /// Takes the next events of the recording, and calls `body` with those that are ready.
  public mutating func apply(to batch: EventBatch, _ body: (EventBatch) throws -> Void) rethrows {
    var batch = batch
    soFar.eventsIn += batch.count
    clock.apply(to: &batch, &soFar)
    places.apply(to: &batch, &soFar)
    soFar.eventsOut += batch.count
    if batch.isEmpty { return }
    if reordering == nil { return try body(batch) }
    try reordering?.apply(to: batch, body)
  }

  /// Calls `body` with the rest, at the recording's end.
  public mutating func finish(_ body: (EventBatch) throws -> Void) rethrows { try reordering?.finish(body) }
}
