import Files
import Recordings
import Representations
import Tensors

/// Reconstructs pictures from a recording of spikes: PNGs, a video, a page that plays them, or numbers in a `.npy`.
public struct SpikeReconstructionRun: Job {
  /// What was written.
  public struct Summary: Encodable, Sendable {
    /// What was written.
    public var output: String
    /// The name of the reconstruction.
    public var method: String
    /// How many pictures were written.
    public var pictures: Int
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// The frames that the pictures show.
    public var frames: [Int]
    /// How light became gray values; nil where numbers were written.
    public var transfer: String?
    /// What firing rates were multiplied by; nil where numbers were written.
    public var gain: Double?
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// What is read.
  public var recording: SpikeRecording
  /// Where the pictures go: `.npy` holds firing rates in 0…1, float32 `[pictures, height, width]`; `.png`, `.mp4`, `.gif`,
  /// `.mkv`, `.avi`, `.html` and folders hold gray values.
  public var output: String
  /// What pictures are made with.
  public var reconstruction: any SpikeReconstruction
  /// What the summary calls it.
  public var method: String
  /// How firing rates become gray values. What it leaves open is that of the simulation which made the recording, where a
  /// file beside it says so.
  public var display: SpikeDisplayChoice
  /// The one frame to show; nil for the middle in a still picture, for many else.
  public var frame: Int?
  /// Frames from one picture to the next; nil for about 100 pictures.
  public var stride: Int?
  /// Pictures a second of a video.
  public var framesPerSecond: Double
  /// Whether a file that is there is replaced.
  public var overwrite: Bool
  /// What the index of a folder says of the run.
  public var stamp: RunStamp

  private static let usualPictureCount = 100

  /// Describes a run.
  public init(
    recording: SpikeRecording, output: String, reconstruction: any SpikeReconstruction, method: String,
    display: SpikeDisplayChoice = SpikeDisplayChoice(), frame: Int? = nil, stride: Int? = nil,
    framesPerSecond: Double = 25, overwrite: Bool = false, stamp: RunStamp = RunStamp()
  ) {
    (self.recording, self.output, self.reconstruction) = (recording, output, reconstruction)
    (self.method, self.display, self.frame, self.stride) = (method, display, frame, stride)
    (self.framesPerSecond, self.overwrite, self.stamp) = (framesPerSecond, overwrite, stamp)
  }

  /// Reconstructs.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let target = ReconstructionOutput(
      path: output, overwrite: overwrite, framesPerSecond: framesPerSecond, stamp: stamp)
    let kind = try target.kind()
    let source = try recording.open(observer: log)
    let frames = try frames(of: source, isStill: kind == .still)
    let geometry = source.geometry
    let sink = try ReconstructionSink(
      target, width: geometry.width, height: geometry.height, name: PageOutput.name(of: recording.path),
      inputs: [recording.path], rate: framesPerSecond)
    let progress = log.steps(total: frames.count, unit: "pictures")
    defer { progress.finish() }
    let choice = kind == .numbers ? self.display : try self.display.completed(for: recording.path, log)
    var display: SpikeDisplay?
    try reconstruction.forEachPicture(of: source, at: frames) { frame, picture in
      let time = Int64((Double(frame) * 1e6 / source.rateHz).rounded())
      try sink.append(picture, as: ReconstructedPicture(index: frame, startUs: time, endUs: time)) { values in
        let style = display ?? choice.display(first: values)
        display = style
        return style.grayValues(of: values)
      }
      try progress.advance()
    }
    try sink.finish(ReconstructionSink.Facts(method: method))
    return Summary(
      output: output, method: method, pictures: frames.count, width: source.geometry.width,
      height: source.geometry.height, frames: frames, transfer: display?.transfer.rawValue,
      gain: display.map { Double($0.gain) }, warnings: log.warnings)
  }

  /// The frames to show.
  private func frames(of source: any SpikeSource, isStill: Bool) throws -> [Int] {
    if let frame {
      guard (0..<source.frameCount).contains(frame) else {
        throw JobError(
          wrongOptions: "\(Setting.shownFrame, to: "\(frame)") does not exist: the recording has frames "
            + "0…\(source.frameCount - 1)")
      }
      return [frame]
    }
    if isStill { return [source.frameCount / 2] }
    let step = stride ?? max(1, source.frameCount / Self.usualPictureCount)
    return Array(Swift.stride(from: 0, to: source.frameCount, by: step))
  }
}
