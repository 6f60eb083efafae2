import Datasets
import Files
import Recordings
import Reports
import Representations
import Tensors

/// Draws frames of a recording of spikes, as they are or as tensors: a PNG of one, a video, or a page that plays them.
public struct SpikeRendering: Job {
  /// What is read.
  public var recording: SpikeRecording
  /// Where the pictures go: `.png`; `.mp4`, `.gif`, `.mkv` or `.avi`; `.html` for a page that plays them.
  public var output: String
  /// What is made of the spikes around a frame; nil for the frame as it is, white where a pixel fires.
  public var kind: SpikeRepresentation?
  /// How tensors look.
  public var look: PictureLook
  /// The wanted time; the clock starts at 0.
  public var selection: TimeSelection
  /// The one frame to show; nil for the middle in a still picture, for many in a video.
  public var frame: Int?
  /// From one picture of a video to the next; nil for about 100 pictures.
  public var stride: FrameStride?
  /// Pictures a second of a video.
  public var framesPerSecond: Double
  /// Whether a file that is there is replaced.
  public var overwrite: Bool

  private static let picturesOfAVideo = 100

  /// Describes a rendering.
  public init(
    recording: SpikeRecording, output: String, kind: SpikeRepresentation? = nil, look: PictureLook = PictureLook(),
    selection: TimeSelection = TimeSelection(), frame: Int? = nil, stride: FrameStride? = nil,
    framesPerSecond: Double = 25, overwrite: Bool = false
  ) {
    (self.recording, self.output, self.kind, self.look) = (recording, output, kind, look)
    (self.selection, self.frame, self.stride) = (selection, frame, stride)
    (self.framesPerSecond, self.overwrite) = (framesPerSecond, overwrite)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> RenderingSummary {
    let log = JobLog(observer)
    let output = try SpikePictureOutput(self)
    var look = look
    if output.isPage { look.showsLegend = false }
    let source = try recording.open(observer: log)
    let frames = try frames(of: source, isStill: output.isStill)
    var drawer = try kind.map {
      try RepresentationDrawer(kind: $0.name, axes: $0.axes, shape: $0.shape(for: source.geometry), look: look)
    }
    var legend = WindowLegend(look, originMicroseconds: 0, step: Int64(1e6 / source.rateHz))
    let progress = log.steps(total: frames.count, unit: "pictures")
    defer { progress.finish() }
    for frame in frames {
      let time = Self.time(frame, source)
      if let kind, let picture = try drawer?.picture(of: kind.tensor(at: frame, of: source)) {
        let window = kind.window(at: frame, frameCount: source.frameCount)
        let interval = EventInterval(
          startMicroseconds: Self.time(window.lowerBound, source), endMicroseconds: Self.time(window.upperBound, source)
        )
        try output.append(legend.framed(picture, drawer?.meaning ?? [], interval), time: time)
      } else {
        try output.append(source.frames(frame..<frame + 1).unpackedFrame(0).map { $0 == 0 ? 0 : 255 }, time: time)
      }
      try progress.advance()
    }
    progress.finish()
    try output.finish()
    return RenderingSummary(
      output: self.output, style: EventRendering.Style.frame.name, kind: kind?.name, pictures: output.count,
      warnings: log.warnings)
  }

  /// When a frame is, in microseconds from the recording's start.
  private static func time(_ frame: Int, _ source: any SpikeSource) -> Int64 {
    Int64((Double(frame) * 1e6 / source.rateHz).rounded())
  }

  /// The frames to show.
  private func frames(of source: any SpikeSource, isStill: Bool) throws -> [Int] {
    let range = try selection.frames(of: source)
    if let frame {
      guard range.contains(frame) else {
        throw JobError(
          wrongOptions: "\(Setting.shownFrame, to: "\(frame)") does not exist: the recording has frames "
            + "\(range.lowerBound)…\(range.upperBound - 1)")
      }
      return [frame]
    }
    if isStill { return [range.lowerBound + range.count / 2] }
    let step = stride?.frames(rateHz: source.rateHz) ?? max(1, range.count / Self.picturesOfAVideo)
    return Array(Swift.stride(from: range.lowerBound, to: range.upperBound, by: step))
  }
}
