import Datasets
import Recordings

/// The second pass of `saccade doctor`: reads a recording again and writes what can be saved.
struct EventRepairRun {
  /// What `--json` says of a repair.
  struct Summary: Encodable {
    var output: String
    var to: String
    var eventsIn: Int
    var eventsOut: Int
    var unrolled: Int
    var shifted: Int
    var sorted: Int
    var leftLate: Int
    var exchanged: Int
    var wildDropped: Int
    var outOfRangeDropped: Int
    var hotPixelsDropped: Int
    var triggersIn: Int
    /// Triggers follow the clock of the file: where a repair moves times, they are left out.
    var triggersOut: Int
  }

  let path: String
  /// The format as the user says, or nil to tell it.
  let format: EventFormat?
  let reading: EventReadOptions
  /// Whether the first pass ended at damage, as the second may then.
  let isDamaged: Bool
  let plan: EventRepairPlan

  /// Writes the repaired recording.
  ///
  /// - Parameter eventCount: How many events the first pass read.
  func run(
    to output: String, format outputFormat: EventFormat, options: EventWriteOptions, eventCount: Int
  ) throws -> Summary {
    let reader = try EventReader(path, format: format, options: reading)
    let writer = try EventFiles.create(output, format: outputFormat, options: options)
    var repair = EventRepair(plan)
    var merger = TriggerMerger(writer)
    let progress = Progress(total: eventCount, unit: "events")
    var triggers: [ExternalTrigger] = []
    func append(_ batch: EventBatch) throws {
      try merger.append(batch, triggers)
      triggers = []
    }
    while let batch = try nextBatch(reader) {
      if plan.keepsTimes { triggers += reader.takeTriggers() }
      try repair.apply(to: batch, append)
      progress.advance(batch.count)
    }
    if plan.keepsTimes { triggers += reader.takeTriggers() }
    try repair.finish(append)
    try merger.finish(triggers)
    progress.finish()
    try writer.finish()
    return summary(repair.report, output, outputFormat, triggers: (reader.triggerCount, merger.written))
  }

  private func nextBatch(_ reader: EventReader) throws -> EventBatch? {
    do {
      return try reader.nextBatch()
    } catch  where isDamaged {
      return nil
    }
  }

  private func summary(
    _ report: EventRepairReport, _ output: String, _ format: EventFormat, triggers: (read: Int, written: Int)
  ) -> Summary {
    Summary(
      output: output, to: format.rawValue, eventsIn: report.eventsIn, eventsOut: report.eventsOut,
      unrolled: report.unrolled, shifted: report.shifted, sorted: report.sorted, leftLate: report.leftLate,
      exchanged: report.exchanged, wildDropped: report.wildDropped, outOfRangeDropped: report.outsideDropped,
      hotPixelsDropped: report.hotDropped, triggersIn: triggers.read, triggersOut: triggers.written)
  }
}

extension EventRepairRun.Summary {
  /// A line for a person: what was done, without what was not.
  var text: String {
    let parts: [(count: Int, words: String)] = [
      (unrolled, "moved behind a wrap of the clock"), (shifted, "moved behind a clock that started anew"),
      (sorted, "sorted to their place"), (leftLate, "left out of order, too late for their place"),
      (exchanged, "with columns and rows exchanged"), (wildDropped, "dropped for their wild times"),
      (outOfRangeDropped, "dropped from outside the sensor"), (hotPixelsDropped, "dropped from hot pixels"),
    ]
    let done = parts.filter { $0.count > 0 }.map { "\($0.count) \($0.words)" }
    let dropped = triggersIn - triggersOut
    let triggers = dropped > 0 ? ["\(Text.count(dropped, "trigger")) left out"] : []
    let details = (done + triggers).joined(separator: ", ")
    return "\(eventsOut) of \(Text.count(eventsIn, "event")) written to \(output)"
      + (details.isEmpty ? ", nothing changed" : ": \(details)")
  }
}
