import Datasets
import Kernels
import Recordings
import Reports
import Representations
import Runtime

/// Draws the windows of a recording of events: a PNG of one, or a video. Windows are read, drawn and written, each on a
/// thread of its own; memory holds a few.
public struct EventRendering: Job {
  /// What a picture shows of a window.
  public enum Style: Sendable, Hashable {
    /// What happened in it.
    case frame
    /// The last event of every pixel up to its end, faded to 37 % after so many microseconds.
    case timeSurface(decayMicroseconds: Int64 = usualWindow)
    /// A cloud in space and time.
    case cloud(EventCloudPicture.Coloring = .polarity)
    /// The tensor of a representation.
    case representation(EventRepresentation)

    /// What the summary calls it.
    var name: String {
      switch self {
      case .frame, .representation: "frame"
      case .timeSurface: "time-surface"
      case .cloud: "xyt"
      }
    }
  }

  /// What is read.
  public var recording: EventRecording
  /// Where the pictures go: `.png`; `.mp4`, `.gif`, `.mkv` or `.avi`.
  public var output: String
  /// What they show.
  public var style: Style
  /// How they look.
  public var look: PictureLook
  /// The windows; nil for what suits the recording.
  public var windows: EventWindowChoice?
  /// Where ``windows`` is nil: the duration of one, in microseconds, which does not change how fast a video runs; nil for
  /// what suits.
  public var window: Int64?
  /// Where ``windows`` is nil: from the start of one to that of the next, in microseconds; nil for what suits.
  public var stride: Int64?
  /// The wanted time.
  public var selection: TimeSelection
  /// With which map events are moved first; nil to leave them.
  public var rectification: Rectification?
  /// The number of the one window to show; nil for one with the middle event in a still picture, for all in a video.
  public var frame: Int?
  /// Pictures a second of a video.
  public var framesPerSecond: Double
  /// How fast a video runs, 1 in real time; nil for that, or slower where the recording is short.
  public var speed: Double?
  /// Whether a file that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// The time of a window, in microseconds, where nothing else is said.
  public static let usualWindow: Int64 = 33_333
  /// The time of a window in slow motion.
  static let slowWindow: Int64 = 10_000
  /// The time of a cloud.
  static let cloudWindow: Int64 = 300_000

  /// Describes a rendering.
  public init(
    recording: EventRecording, output: String, style: Style = .frame, look: PictureLook = PictureLook(),
    windows: EventWindowChoice? = nil, window: Int64? = nil, stride: Int64? = nil,
    selection: TimeSelection = TimeSelection(),
    rectification: Rectification? = nil, frame: Int? = nil, framesPerSecond: Double = 30, speed: Double? = nil,
    overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    (self.recording, self.output, self.style, self.look) = (recording, output, style, look)
    (self.windows, self.window, self.stride) = (windows, window, stride)
    (self.selection, self.rectification) = (selection, rectification)
    (self.frame, self.framesPerSecond, self.speed) = (frame, framesPerSecond, speed)
    (self.overwrite, self.threads) = (overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> RenderingSummary {
    let log = JobLog(observer)
    let output = try PictureOutput(path: output, overwrite: overwrite, framesPerSecond: framesPerSecond)
    let map = try rectification?.map(for: recording.path)
    var recording = recording
    let plan = try EventPicturePlan(
      wishes(isStill: output.isStill, log), &recording, selection: selection, rectification: map, log: log)
    let drawing = EventDrawing(
      recording: recording, rectification: map, plan: plan, isConcurrent: threads > 1, log: log)
    let eventCount = try drawing.run(to: output) { try pictures(of: $0, plan.windowing) }
    if eventCount == 0 {
      try log.warn(kind: "empty", path: recording.path, "there is no event in what is shown")
    }
    try output.finish()
    return summary(plan, events: eventCount, output, log)
  }

  private func wishes(isStill: Bool, _ log: JobLog) throws -> EventPicturePlan.Wishes {
    var wishes = EventPicturePlan.Wishes(
      usualWindow: Self.usualWindow, slowWindow: Self.slowWindow, framesPerSecond: framesPerSecond, speed: speed,
      frame: frame, isStill: isStill)
    switch style {
    case .frame, .representation: break
    case .timeSurface: wishes.picturesRemember = true
    case .cloud:
      (wishes.usualWindow, wishes.slowWindow) = (Self.cloudWindow, Self.cloudWindow)
      wishes.shareOfRecording = 3
    }
    if windows == nil, let stride {
      wishes.windowing = .time(
        durationMicroseconds: window ?? (wishes.picturesRemember ? stride : wishes.usualWindow),
        strideMicroseconds: stride)
    } else {
      wishes.window = window
      wishes.windowing = try windows?.windowing(of: recording.path, observer: log)
    }
    return wishes
  }

  private func pictures(of input: EventInput, _ windowing: EventWindowing) throws -> any EventPictures {
    let legend = WindowLegend(
      look, originMicroseconds: input.firstMicroseconds, step: windowing.leastStep)
    return switch style {
    case .frame: EventFramePictures(input.size, look: look, legend: legend)
    case .timeSurface(let decay):
      TimeSurfacePictures(input.size, decayMicroseconds: decay, look: look, legend: legend)
    case .cloud(let coloring): EventCloudPictures(input.size, coloring: coloring, look: look, legend: legend)
    case .representation(let kind):
      try RepresentationPictures(
        input.size, kind: kind, windowing: windowing, workers: try Workers(threads: threads), look: look,
        legend: legend)
    }
  }

  private func summary(
    _ plan: EventPicturePlan, events: Int, _ output: PictureOutput, _ log: JobLog
  ) -> RenderingSummary {
    var summary = RenderingSummary(
      output: self.output, style: style.name, pictures: output.count, events: events, warnings: log.warnings)
    if case .representation(let kind) = style { summary.kind = kind.name }
    if case .time(let duration, let stride) = plan.windowing {
      summary.windowUs = duration
      if !output.isStill { (summary.strideUs, summary.speed) = (stride, plan.speed) }
    }
    return summary
  }
}
