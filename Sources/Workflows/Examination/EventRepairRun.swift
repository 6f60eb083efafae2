import Datasets
import Recordings

/// The second pass of a repair: reads a recording again and writes what can be saved.
public struct EventRepairRun {
  /// What a repair did.
  public struct Summary: Encodable, Sendable {
    /// What was written.
    public var output: String
    /// The format that was written.
    public var to: String
    /// The events that were read.
    public var eventsIn: Int
    /// The events that were written.
    public var eventsOut: Int
    /// The events that were moved after a wrap of the clock.
    public var unrolled: Int
    /// The events that were moved after a clock that started anew.
    public var shifted: Int
    /// The events that were sorted to their place.
    public var sorted: Int
    /// The events that were too late for it.
    public var leftLate: Int
    /// The events whose column and row were exchanged.
    public var exchanged: Int
    /// The events that were dropped for their wild times.
    public var wildDropped: Int
    /// The events that were dropped from outside the sensor.
    public var outOfRangeDropped: Int
    /// The events that were dropped from hot pixels.
    public var hotPixelsDropped: Int
    /// The triggers that were read.
    public var triggersIn: Int
    /// Triggers follow the clock of the file: where a repair moves times, they are left out.
    public var triggersOut: Int
  }

  let recording: EventRecording
  /// Whether the first pass ended at damage, as the second may then.
  let isDamaged: Bool
  let plan: EventRepairPlan

  /// Writes the repaired recording.
  ///
  /// - Parameter eventCount: How many events the first pass read.
  func run(
    to output: String, format outputFormat: EventFormat, options: EventWriteOptions, eventCount: Int,
    observer: any JobObserver
  ) throws -> Summary {
    let reader = try recording.reader()
    let writer = try EventFiles.create(output, format: outputFormat, options: options)
    var repair = EventRepair(plan)
    var merger = TriggerMerger(writer)
    let progress = observer.steps(total: eventCount, unit: "events")
    defer { progress.finish() }
    var triggers: [ExternalTrigger] = []
    func append(_ batch: EventBatch) throws {
      try merger.append(batch, triggers)
      triggers = []
    }
    while let batch = try nextBatch(reader) {
      if plan.keepsTimes { triggers += reader.takeTriggers() }
      try repair.apply(to: batch, append)
      try progress.advance(batch.count)
    }
    if plan.keepsTimes { triggers += reader.takeTriggers() }
    try repair.finish(append)
    try merger.finish(triggers)
    progress.finish()
    try writer.finish()
    LeftOutSamples.note(
      of: recording, format: reader.format, output: output, reason: "a repair writes events and triggers",
      observer: observer)
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
