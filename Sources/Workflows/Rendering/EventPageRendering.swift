import Datasets
import Files
import Foundation
import Recordings
import Reports
import Runtime

/// Writes a page that plays a recording of events in any browser. Memory holds the events that are kept.
public struct EventPageRendering: Job {
  /// What was written.
  public struct Summary: Encodable, Sendable {
    /// What was written.
    public var output: String
    /// What the page shows first: `frame`, `time-surface`, `xyt`.
    public var style: String
    /// The pictures, of which a page has none of its own.
    public var pictures = 0
    /// The events that were kept.
    public var events: Int
    /// One of so many events was kept.
    public var step: Int
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
    /// All events of the wanted time; not encoded.
    public var totalEvents: Int

    private enum CodingKeys: CodingKey { case output, style, pictures, events, step, warnings }
  }

  /// What is read.
  public var recording: EventRecording
  /// Where the page goes.
  public var output: String
  /// What it shows first.
  public var view: EventPlayer.View
  /// The most events that it holds; of more only every second, fourth … is kept.
  public var limit: Int
  /// The wanted time.
  public var selection: TimeSelection
  /// With which map events are moved first; nil to leave them.
  public var rectification: Rectification?
  /// Whether a file that is there is replaced.
  public var overwrite: Bool

  /// Describes a page.
  public init(
    recording: EventRecording, output: String, view: EventPlayer.View = .frame, limit: Int = EventPlayer.usualLimit,
    selection: TimeSelection = TimeSelection(), rectification: Rectification? = nil, overwrite: Bool = false
  ) {
    (self.recording, self.output, self.view, self.limit) = (recording, output, view, limit)
    (self.selection, self.rectification, self.overwrite) = (selection, rectification, overwrite)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let path = recording.path
    let file = try OutputFile(path: output, overwrite: overwrite)
    let input = try EventInput(
      recording, selection: selection, rectification: try rectification?.map(for: path), observer: log)
    var sampling = EventSampling(width: input.width, height: input.height, limit: limit)
    let progress = log.steps(total: nil, unit: "events")
    defer { progress.finish() }
    while let batch = try input.nextBatch() {
      sampling.add(batch)
      try progress.advance(batch.count)
    }
    progress.finish()
    try input.passWarnings()
    if sampling.outsideCount > 0 {
      try log.warn(
        kind: "outside", path: path,
        "\(Text.count(sampling.outsideCount, "event")) outside of the sensor left out; \(Work.examine) says more")
    }
    if sampling.totalCount == 0 {
      try log.warn(kind: "empty", path: path, "there is no event in what is shown")
    }
    let name = path == EventFiles.standardInput ? "standard input" : URL(fileURLWithPath: path).lastPathComponent
    try file.write(EventPlayer(name: name, sampling, view: view).page)
    try file.commit()
    return Summary(
      output: output, style: style, events: sampling.keptCount, step: sampling.step, warnings: log.warnings,
      totalEvents: sampling.totalCount)
  }

  private var style: String {
    switch view {
    case .frame: EventRendering.Style.frame.name
    case .surface: EventRendering.Style.timeSurface().name
    case .cloud: EventRendering.Style.cloud().name
    }
  }
}
