import Datasets
import Files
import Foundation
import Kernels
import Recordings
import Runtime
import Simulator

/// Makes a recording of spikes from a video, a folder of pictures or an array, as a spiking camera sees it.
///
/// Intensities are linear between the frames and averaged over every readout.
public struct SpikeSimulation: Job {
  /// What came out of it.
  public struct Summary: Encodable, Sendable {
    /// What was written.
    public var output: String
    /// The name of the camera.
    public var model: String
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// How many frames there are.
    public var frames: Int
    /// How many spikes there are.
    public var spikes: Int
    /// Readouts a second.
    public var rateHz: Double
    /// Gray levels that a spike takes, of an ideal camera.
    public var threshold: Double?
    /// What a spike leaves of a pixel's charge.
    public var reset: String
    /// What pixels held at first.
    public var initialCharge: String
    /// The frames of the video.
    public var videoFrames: Int
    /// What its values meant: `srgb` where they were made linear light, else `none`.
    public var gamma: String
    /// The file beside the recording that says so to whoever shows it; nil where sRGB was not undone, or in a pipe.
    public var light: String?
    /// How gray levels went from frame to frame.
    public var interpolation: String
    /// The steps between two frames, or "auto".
    public var upsampling: String
    /// The seed of all randomness.
    public var seed: UInt64
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// The camera that sees the light.
  public enum Model: Sendable, Hashable {
    /// A camera without noise, in which a spike takes `threshold` gray levels, of which 255 is white.
    case ideal(threshold: Double = IdealSpikingCamera.defaultThreshold)
    /// The noisy sensor of SCSim, ``SpikingSensor/scsim``.
    case scsim
    /// The noisy sensor of SpikingSIM, ``SpikingSensor/spikingsim``.
    case spikingsim
    /// A sensor of one's own, and what a spike leaves in it.
    case custom(SpikingSensor, reset: SpikeReset = .soft)

    /// Its name.
    public var name: String {
      switch self {
      case .ideal: "ideal"
      case .scsim: "scsim"
      case .spikingsim: "spikingsim"
      case .custom: "custom"
      }
    }

    /// What a spike leaves of the charge where nothing else is said.
    public var reset: SpikeReset {
      switch self {
      case .ideal, .scsim: .soft
      case .spikingsim: .hard
      case .custom(_, let reset): reset
      }
    }

    /// The gray levels that a spike takes; nil where that differs from pixel to pixel.
    public var threshold: Double? {
      switch self {
      case .ideal(let threshold): threshold
      case .scsim, .spikingsim, .custom: nil
      }
    }
  }

  /// What pixels hold at first.
  public enum InitialCharge: String, Sendable, CaseIterable {
    /// Uniform in 0…threshold, drawn by the seed; as published in 0…1 of the charge that `scsim` counts in, of which a
    /// spike takes about 4.75, and in what one readout of white adds for `spikingsim`.
    case uniform
    /// Nothing.
    case zero
    /// As in pixels that have looked at the first frame for long, drawn by the seed.
    case steady
  }

  /// A video, a folder of pictures, or a `.npy` `[frames, height, width]`.
  public var video: String
  /// How it becomes light. Without a size the output's name says that of the sensor, else the video.
  public var light: VideoLight
  /// What the camera sees between two of its frames.
  public var sampling: LightSampling
  /// Where the recording goes.
  public var output: String
  /// Its format.
  public var format: SpikeFormat
  /// Readouts a second.
  public var rate: Rational
  /// The camera.
  public var model: Model
  /// What a spike leaves of a pixel's charge; nil for what the model says.
  public var reset: SpikeReset?
  /// What pixels hold at first.
  public var initialCharge: InitialCharge
  /// Where a video of the light and the spikes goes, side by side; nil for nowhere.
  public var preview: String?
  /// The seed of all randomness.
  public var seed: UInt64
  /// How frames of a size that 8 does not divide are written.
  public var padding: FramePadding
  /// Whether the spikes may take more than the free disk.
  public var allowsLargeOutput: Bool
  /// Whether a file that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a simulation.
  public init(
    video: String, output: String, format: SpikeFormat, light: VideoLight = VideoLight(),
    sampling: LightSampling = LightSampling(), rate: Rational = 20_000, model: Model = .ideal(),
    reset: SpikeReset? = nil, initialCharge: InitialCharge = .uniform, preview: String? = nil, seed: UInt64 = 0,
    padding: FramePadding = .byte, allowsLargeOutput: Bool = false, overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.video, self.light, self.output, self.format) = (video, light, output, format)
    self.sampling = sampling
    (self.rate, self.model, self.reset, self.initialCharge) = (rate, model, reset, initialCharge)
    (self.preview, self.seed) = (preview, seed)
    (self.padding, self.allowsLargeOutput) = (padding, allowsLargeOutput)
    (self.overwrite, self.threads) = (overwrite, threads)
  }

  /// Simulates.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let light = try SampledLight(
      video, light: light, sampling: sampling, namedSize: SpikeFileName.geometry(in: output), contrast: nil,
      threads: threads, observer: log)
    logCamera(light.geometry, log)
    let video = try preview.map { try PreviewVideo(path: $0, overwrite: overwrite) }
    let picture = video.map { _ in SimulationPreview(of: light, spikes: self, events: nil) }
    let sink = try format.create(
      output, geometry: light.geometry, padding: padding, overwrite: overwrite, observer: log)
    let recorder = try SpikeRecorder(self, of: light, to: sink, onSpikes: picture.map { $0.add }, log: log)
    var breakage = try LightPass(light: light, isConcurrent: threads > 1, log: log).run(
      taking: { sample in
        try recorder.take(sample)
        return picture?.show(sample) ?? []
      },
      writing: { for one in $0 { try video?.append(one) } })
    try recorder.end()
    // What was seen before it broke off is kept.
    if let breakage, recorder.frames == 0 { throw breakage }
    for one in picture?.end() ?? [] { try video?.append(one) }
    if breakage == nil {
      try light.passWarnings(to: log)
      try recorder.check()
      breakage = light.earlyEnd
    }
    try recorder.finish(observer: log)
    try video?.finish()
    var summary = recorder.summary(output: output, warnings: [])
    summary.light = try SpikeLightFile.update(beside: output, summary, log)
    summary.warnings = log.warnings
    if let breakage { throw breakage.keeping("the spikes", in: output) }
    return summary
  }

  /// Says what it is done with.
  func logCamera(_ geometry: SpikeGeometry, _ log: JobLog) {
    log.detail(
      "spiking camera: \(model.name), \(geometry.text) at \(rate) Hz, \(Text.count(threads, "thread")), "
        + "\(InstructionSet.best.rawValue)")
  }
}
