import Datasets
import Files
import Foundation
import Kernels
import Recordings
import Runtime
import Simulator

/// Makes a recording of events from a video, a folder of pictures or an array, as an event camera sees it.
///
/// Decoding runs beside the camera; a frame or two are in memory, whatever the length. Where the input breaks off, what was made
/// before is completed, and the error thrown.
public struct EventSimulation: Job {
  /// What came out of it.
  public struct Summary: Encodable, Sendable {
    /// What was written.
    public var output: String
    /// The file of causes; nil for none.
    public var labels: String?
    /// The name of the camera.
    public var model: String
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// How many events there are.
    public var events: Int
    /// How many of them are ON.
    public var on: Int
    /// How many of them are OFF.
    public var off: Int
    /// How many events each cause made.
    public var causes: Causes
    /// The time of the first event, in microseconds; nil where there is none.
    public var firstUs: Int64?
    /// The time of the last event, in microseconds; nil where there is none.
    public var lastUs: Int64?
    /// The frames of the video.
    public var videoFrames: Int
    /// How gray levels went from frame to frame.
    public var interpolation: String
    /// The steps between two frames, or "auto".
    public var upsampling: String
    /// The steps of the camera, those between frames of the video included.
    public var steps: Int
    /// The seed of all randomness.
    public var seed: UInt64
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// How many events each cause made.
  public struct Causes: Encodable, Sendable {
    /// Changes of light.
    public var signal: Int
    /// The leak of the reset switch.
    public var leak: Int
    /// Shot noise.
    public var shot: Int
    /// Hot pixels.
    public var hotPixel: Int
    /// Noise of the photoreceptor.
    public var photoreceptor: Int
  }

  /// The video.
  public var video: String
  /// How it becomes light.
  public var light: VideoLight
  /// What the camera sees between two of its frames.
  public var sampling: LightSampling
  /// What the pixels do.
  public var model: EventCameraModel
  /// What the camera does to their events.
  public var terms: EventTerms
  /// Where the events go: a file, a named pipe, or `-` for standard output where the format can.
  public var output: String
  /// The format that is written.
  public var format: EventFormat
  /// How the file is compressed; nil for the format's own way.
  public var compression: EventCompression?
  /// How lines of text look; nil to tell it from the ending of the name.
  public var textStyle: EventTextWriter.Style?
  /// Where the causes go, a `.npy` of uint8; nil for nowhere.
  public var labels: String?
  /// Where a video of the light and the events goes, side by side; nil for nowhere.
  public var preview: String?
  /// The seed of all randomness.
  public var seed: UInt64
  /// Whether files that are there are replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a simulation.
  public init(
    video: String, output: String, format: EventFormat, light: VideoLight = VideoLight(),
    sampling: LightSampling = LightSampling(), model: EventCameraModel = .ideal(IdealEventModel()),
    terms: EventTerms = EventTerms(), compression: EventCompression? = nil, textStyle: EventTextWriter.Style? = nil,
    labels: String? = nil, preview: String? = nil, seed: UInt64 = 0, overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.video, self.output, self.format, self.light) = (video, output, format, light)
    (self.sampling, self.model, self.terms) = (sampling, model, terms)
    (self.compression, self.textStyle, self.labels, self.preview) = (compression, textStyle, labels, preview)
    (self.seed, self.overwrite, self.threads) = (seed, overwrite, threads)
  }

  /// Simulates.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let light = try SampledLight(
      video, light: light, sampling: sampling, namedSize: SpikeFileName.geometry(in: output),
      contrast: model.stepContrast, threads: threads, observer: log)
    logCamera(size: light.geometry.size, log)
    let video = try preview.map { try PreviewVideo(path: $0, overwrite: overwrite) }
    let picture = video.map { _ in SimulationPreview(of: light, spikes: nil, events: self) }
    let recorder = try EventRecorder(self, of: light) { picture?.add($0) }
    var breakage = try LightPass(light: light, isConcurrent: threads > 1, log: log).run(
      taking: { sample in
        try recorder.take(sample)
        return picture?.show(sample) ?? []
      },
      writing: { for one in $0 { try video?.append(one) } })
    // What was seen before it broke off is kept.
    if let breakage, !recorder.hasSteps { throw breakage }
    try recorder.end()
    for one in picture?.end() ?? [] { try video?.append(one) }
    if breakage == nil {
      try light.passWarnings(to: log)
      try recorder.check(log)
      breakage = light.earlyEnd
    }
    try recorder.finish()
    try video?.finish()
    if let breakage { throw breakage.keeping("the events", in: output) }
    return recorder.summary(warnings: log.warnings)
  }

  /// Says what it is done with.
  func logCamera(size: SensorSize, _ log: JobLog) {
    log.detail(
      "event camera: \(model.name), \(size.width)x\(size.height), \(Text.count(threads, "thread")), "
        + "\(InstructionSet.best.rawValue)")
  }
}

extension EventCameraModel {
  /// The name that users give it.
  public var name: String {
    switch self {
    case .ideal: "ideal"
    case .v2e: "v2e"
    case .voltmeter: "voltmeter"
    }
  }

  /// The change of the logarithm that one step may make at most; that of a usual threshold where the camera has none.
  var stepContrast: Double {
    switch self {
    case .ideal(let model): min(model.thresholds.on, model.thresholds.off)
    case .v2e(let model): min(model.thresholds.on, model.thresholds.off)
    case .voltmeter: 0.2
    }
  }
}
