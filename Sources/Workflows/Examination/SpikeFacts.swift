/// What a recording of spikes is.
public struct SpikeFacts: Encodable, Sendable {
  /// The format's name; `unknown` where nothing tells it.
  public var format: String
  /// What it holds.
  public var kind = "spikes"
  /// The columns, in pixels.
  public var width: Int
  /// The rows, in pixels.
  public var height: Int
  /// How many frames there are.
  public var frames: Int
  /// How many spikes there are.
  public var spikes: Int
  /// Frames a second.
  public var rateHz: Double
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]
}

/// Reads a recording of spikes to its end and says what it is. Cost: that of reading it; memory holds some frames.
public struct SpikeSurvey: Job {
  /// What is read.
  public var recording: SpikeRecording

  /// Describes a survey.
  public init(_ recording: SpikeRecording) { self.recording = recording }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> SpikeFacts {
    let log = JobLog(observer)
    let source = try recording.open(observer: log)
    let format = try recording.foundFormat()
    let progress = log.steps(total: source.frameCount, unit: "frames")
    defer { progress.finish() }
    var count = 0
    try source.forEachBlock {
      count += $0.spikeCount
      try progress.advance($0.frameCount)
    }
    return SpikeFacts(
      format: format?.rawValue ?? "unknown", width: source.geometry.width, height: source.geometry.height,
      frames: source.frameCount, spikes: count, rateHz: source.rateHz, warnings: log.warnings)
  }
}
