import Datasets
import Recordings

/// Finds what is wrong with a recording of spikes. Cost: that of reading it.
public struct SpikeDiagnosis: Job {
  /// What is read.
  public var recording: SpikeRecording

  /// Describes an examination.
  public init(_ recording: SpikeRecording) { self.recording = recording }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> DoctorReport<SpikeFacts> {
    let log = JobLog(observer)
    let source = try recording.source()
    let progress = log.steps(total: source.frameCount, unit: "frames")
    defer { progress.finish() }
    var examination = SpikeExamination(geometry: source.geometry)
    try source.forEachBlock {
      examination.add($0)
      try progress.advance($0.frameCount)
    }
    let findings =
      source.warnings.map { DoctorFinding(warning: $0, eventCount: nil, log) }
      + DoctorFinding.findings(examination, log)
    let facts = SpikeFacts(
      format: try recording.foundFormat()?.rawValue ?? "unknown", width: source.geometry.width,
      height: source.geometry.height, frames: source.frameCount, spikes: examination.spikeCount,
      rateHz: source.rateHz, warnings: log.warnings)
    return DoctorReport(facts: facts, findings: findings)
  }
}
