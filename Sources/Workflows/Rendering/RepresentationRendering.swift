import Files
import Recordings

/// Draws tensors that an ``EventRepresentationRun`` or a ``SpikeRepresentationRun`` wrote: a PNG of one window, or a video.
public struct RepresentationRendering: Job {
  /// What is read.
  public var input: RepresentationInput
  /// Where the pictures go: `.png`; `.mp4`, `.gif`, `.mkv` or `.avi`.
  public var output: String
  /// How they look.
  public var look: PictureLook
  /// The number of the one window to show; nil for the middle in a still picture, for all in a video.
  public var frame: Int?
  /// Pictures a second of a video.
  public var framesPerSecond: Double
  /// Whether a file that is there is replaced.
  public var overwrite: Bool

  /// Describes a rendering.
  public init(
    _ input: RepresentationInput, output: String, look: PictureLook = PictureLook(), frame: Int? = nil,
    framesPerSecond: Double = 30, overwrite: Bool = false
  ) {
    (self.input, self.output, self.look, self.frame) = (input, output, look, frame)
    (self.framesPerSecond, self.overwrite) = (framesPerSecond, overwrite)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> RenderingSummary {
    let log = JobLog(observer)
    let output = try PictureOutput(path: output, overwrite: overwrite, framesPerSecond: framesPerSecond)
    let windows = try windows(isStill: output.isStill)
    let facts = input.facts
    var drawer = try RepresentationDrawer(kind: facts.kind, axes: facts.axes, shape: facts.shape, look: look)
    var legend = WindowLegend(
      look, originMicroseconds: input.intervals.first?.startMicroseconds,
      step: EventWindowing.intervals(input.intervals).leastStep)
    var window = windows.lowerBound
    let progress = log.steps(total: windows.count, unit: "pictures")
    defer { progress.finish() }
    try input.forEach(windows) {
      let picture = drawer.picture(of: $0)
      if input.intervals.isEmpty {
        let last = "window \(input.count) of \(input.count)"
        try output.append(
          legend.framed(picture, drawer.meaning, words: "window \(window + 1) of \(input.count)", widest: last))
      } else {
        try output.append(legend.framed(picture, drawer.meaning, input.intervals[window]))
      }
      window += 1
      try progress.advance()
    }
    progress.finish()
    try output.finish()
    return RenderingSummary(
      output: self.output, style: EventRendering.Style.frame.name, kind: facts.kind, pictures: output.count,
      warnings: log.warnings)
  }

  private func windows(isStill: Bool) throws -> Range<Int> {
    let count = input.count
    guard count > 0 else { throw FileError(.badContent, path: input.path, problem: "there is no window in it") }
    if let frame, !(0..<count).contains(frame) {
      throw JobError(
        wrongOptions: "\(Setting.shownFrame, to: "\(frame)") does not exist: there are windows 0…\(count - 1)")
    }
    let chosen = frame ?? (isStill ? count / 2 : nil)
    return chosen.map { $0..<$0 + 1 } ?? 0..<count
  }
}
