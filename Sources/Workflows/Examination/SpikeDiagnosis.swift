import Datasets
import Files
import Recordings

/// Finds what is wrong with a recording of spikes, and repairs it. Cost: that of reading it, once more for a repair.
public struct SpikeDiagnosis: Job {
  /// A repair that is asked for.
  public struct Repair: Sendable {
    /// Where the repaired recording goes.
    public var output: String
    /// Its format; nil for the file's own where the names end alike, else by the ending.
    public var format: SpikeFormat?
    /// How frames of a size that 8 does not divide are written.
    public var padding: FramePadding
    /// Whether pixels that fire in every frame fire no more.
    public var silencesStuckPixels: Bool
    /// Whether a file that is there is replaced.
    public var overwrite: Bool

    /// Describes a repair.
    public init(
      output: String, format: SpikeFormat? = nil, padding: FramePadding = .byte, silencesStuckPixels: Bool = false,
      overwrite: Bool = false
    ) {
      (self.output, self.format, self.padding) = (output, format, padding)
      (self.silencesStuckPixels, self.overwrite) = (silencesStuckPixels, overwrite)
    }
  }

  /// What is read.
  public var recording: SpikeRecording
  /// What is written; nil to examine only.
  public var repair: Repair?

  /// Describes an examination.
  public init(_ recording: SpikeRecording, repair: Repair? = nil) {
    (self.recording, self.repair) = (recording, repair)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> DoctorReport<SpikeFacts, SpikeRepairRun.Summary> {
    let log = JobLog(observer)
    let source = try recording.source()
    let found = try recording.foundFormat()
    let format = try repair.map { try outputFormat(of: $0, input: found) }
    let progress = log.steps(total: source.frameCount, unit: "frames")
    defer { progress.finish() }
    var examination = SpikeExamination(geometry: source.geometry)
    try source.forEachBlock {
      examination.add($0)
      try progress.advance($0.frameCount)
    }
    progress.finish()
    let findings =
      source.warnings.map { DoctorFinding(warning: $0, eventCount: nil, frameCount: source.frameCount, log) }
      + DoctorFinding.findings(examination, log)
    let facts = SpikeFacts(
      format: found?.rawValue ?? "unknown", width: source.geometry.width,
      height: source.geometry.height, frames: source.frameCount, spikes: examination.spikeCount,
      rateHz: source.rateHz, warnings: log.warnings)
    var report = DoctorReport<SpikeFacts, SpikeRepairRun.Summary>(facts: facts, findings: findings)
    if let repair, let format {
      report.repair = try SpikeRepairRun(
        source: source, isCutOff: source.warnings.contains(where: \.isTruncation),
        silenced: repair.silencesStuckPixels && examination.stuckPixels != nil ? examination.stuckBits : nil
      ).run(repair, format, observer: log)
    }
    return report
  }

  /// The format to repair into; refuses early what cannot be done.
  private func outputFormat(of repair: Repair, input: SpikeFormat?) throws -> SpikeFormat {
    if let format = repair.format { return format }
    if let input, input.isWritable, SpikeFormat.named(repair.output) == SpikeFormat.named(recording.path),
      SpikeFormat.named(repair.output) != nil
    {
      return input
    }
    return try SpikeFormat(writtenTo: repair.output)
  }
}
