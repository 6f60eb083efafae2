import Datasets
import Files
import Recordings

/// Finds what is wrong with a recording of events, and repairs it. Cost: one reading, and another for a repair.
public struct EventDiagnosis: Job {
  /// A repair that is asked for.
  public struct Repair: Sendable {
    /// Where the repaired recording goes.
    public var output: String
    /// Its format; nil for the file's own where the names end alike, else by the ending.
    public var format: EventFormat?
    /// How lines of text look; nil to tell it from the ending of the name.
    public var textStyle: EventTextWriter.Style?
    /// Whether the events of hot pixels are dropped, too.
    public var dropsHotPixels: Bool
    /// How many events one may be late to be sorted to its place.
    public var sortingWindow: Int
    /// What is subtracted from all times; nil for nothing.
    public var timeOrigin: TimeOrigin?
    /// Whether a file that is there is replaced.
    public var overwrite: Bool

    /// Describes a repair.
    public init(
      output: String, format: EventFormat? = nil, textStyle: EventTextWriter.Style? = nil, dropsHotPixels: Bool = false,
      sortingWindow: Int = EventReordering.standardWindow, timeOrigin: TimeOrigin? = nil, overwrite: Bool = false
    ) {
      (self.output, self.format, self.textStyle) = (output, format, textStyle)
      (self.dropsHotPixels, self.sortingWindow, self.timeOrigin) = (dropsHotPixels, sortingWindow, timeOrigin)
      self.overwrite = overwrite
    }
  }

  /// What is read.
  public var recording: EventRecording
  /// What is written; nil to examine only.
  public var repair: Repair?

  /// Describes an examination.
  public init(_ recording: EventRecording, repair: Repair? = nil) {
    (self.recording, self.repair) = (recording, repair)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> DoctorReport<EventFacts, EventRepairRun.Summary> {
    let log = JobLog(observer)
    let path = recording.path
    let reader = try recording.reader()
    let format = try repair.map { try outputFormat(of: $0, input: reader.format) }
    let (examination, damage) = try examine(reader, log)
    // A warning without a place is a remark about the file, not something wrong with it.
    let faults = reader.warnings.filter { $0.place != nil }
    if examination.statistics.count == 0, let fault = faults.first {
      throw FileError(
        .badContent, path: path, problem: "no event can be read; \(fault.problem)", place: fault.place,
        remedy: "fetch the file again")
    }
    let found = examination.sensor.map { SensorSize(width: $0.width, height: $0.height) }
    var facts = try EventFacts(
      of: path, reader: reader, size: found, statistics: examination.statistics, log: log)
    if let size = examination.size { (facts.width, facts.height) = size }
    facts.warnings = reader.warnings.map { "\($0.path): \(log.text($0.explanation))" } + facts.warnings
    let size = SensorSize(width: facts.width, height: facts.height)
    var report = DoctorReport<EventFacts, EventRepairRun.Summary>(
      facts: facts, findings: findings(examination, damage, faults, size, log))
    if examination.statistics.count > 0 {
      let orientation = try EventOrientation.examine(recording, size: size, log)
      report.orientation = orientation
      report.findings += orientation.findings(log)
    }
    report.remarks = reader.warnings.filter { $0.place == nil }
    if let repair, let format {
      report.repair = try repairRun(repair, examination, isDamaged: damage != nil, size).run(
        to: repair.output, format: format,
        options: EventWriteOptions(
          width: size.width, height: size.height, overwrite: repair.overwrite,
          timeOrigin: repair.timeOrigin?.microseconds(first: examination.statistics.firstMicroseconds ?? 0) ?? 0,
          textStyle: repair.textStyle),
        eventCount: examination.statistics.count, observer: log)
    }
    return report
  }

  private func repairRun(
    _ repair: Repair, _ examination: EventExamination, isDamaged: Bool, _ size: SensorSize
  ) -> EventRepairRun {
    var plan = examination.repairPlan(dropsHotPixels: repair.dropsHotPixels)
    plan.size = plan.size ?? (size.width, size.height)
    plan.sortingWindow = repair.sortingWindow
    return EventRepairRun(recording: recording, isDamaged: isDamaged, plan: plan)
  }

  /// Reads the recording to its end or to where it is damaged.
  private func examine(_ reader: EventReader, _ log: JobLog) throws -> (EventExamination, FileError?) {
    var size = recording.size.map { ($0.width, $0.height) }
    if size == nil, let stated = reader.size { size = (stated.width, stated.height) }
    var examination = EventExamination(size: size)
    let progress = log.steps(total: nil, unit: "events")
    defer { progress.finish() }
    do {
      while let batch = try reader.nextBatch() {
        _ = reader.takeTriggers()
        examination.add(batch)
        try progress.advance(batch.count)
      }
    } catch let damage as FileError where damage.kind == .badContent && examination.statistics.count > 0 {
      return (examination, damage)
    }
    return (examination, nil)
  }

  /// The gravest first: damage, then what the reader made the best of, then what the events show.
  private func findings(
    _ examination: EventExamination, _ damage: FileError?, _ faults: [RecordingWarning], _ sensor: SensorSize,
    _ log: JobLog
  ) -> [DoctorFinding] {
    let statistics = examination.statistics
    var findings = damage.map { [DoctorFinding(damage: $0, after: statistics, log)] } ?? []
    if statistics.count == 0 {
      findings.append(DoctorFinding("empty", "there is no event in it", advice: "record or fetch it again", log))
    }
    findings += faults.map { DoctorFinding(warning: $0, eventCount: statistics.count, log) }
    return findings
      + examination.findings.map { DoctorFinding($0, sensor: sensor, isStated: examination.size != nil, log) }
  }

  /// The format to repair into; refuses early what cannot be done.
  private func outputFormat(of repair: Repair, input: EventFormat?) throws -> EventFormat {
    if recording.isReadOnce {
      throw JobError(
        wrongOptions: "\(Setting.repairedOutput) reads the recording twice, which no pipe and no growing file allows; "
          + "name a file")
    }
    func ending(_ path: String) -> Substring? { path.split(separator: "/").last?.split(separator: ".").last }
    if let format = repair.format { return format }
    if let input, input.isWritable,
      ending(repair.output)?.lowercased() == ending(recording.path)?.lowercased()
    {
      return input
    }
    return try EventFormat(writtenTo: repair.output)
  }
}
