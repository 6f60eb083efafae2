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

    /// Its name.
    public var name: String {
      switch self {
      case .ideal: "ideal"
      case .scsim: "scsim"
      case .spikingsim: "spikingsim"
      }
    }

    /// What a spike leaves of the charge where nothing else is said.
    public var reset: SpikeReset {
      switch self {
      case .ideal, .scsim: .soft
      case .spikingsim: .hard
      }
    }

    /// The gray levels that a spike takes; nil where that differs from pixel to pixel.
    public var threshold: Double? {
      switch self {
      case .ideal(let threshold): threshold
      case .scsim, .spikingsim: nil
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
  /// The seed of all randomness.
  public var seed: UInt64
  /// How frames of a size that 8 does not divide are written.
  public var padding: FramePadding
  /// Whether a file that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a simulation.
  public init(
    video: String, output: String, format: SpikeFormat, light: VideoLight = VideoLight(),
    sampling: LightSampling = LightSampling(), rate: Rational = 20_000, model: Model = .ideal(),
    reset: SpikeReset? = nil,
    initialCharge: InitialCharge = .uniform, seed: UInt64 = 0, padding: FramePadding = .byte, overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.video, self.light, self.output, self.format) = (video, light, output, format)
    self.sampling = sampling
    (self.rate, self.model, self.reset, self.initialCharge) = (rate, model, reset, initialCharge)
    self.seed = seed
    (self.padding, self.overwrite, self.threads) = (padding, overwrite, threads)
  }

  /// Simulates.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let light = try SampledLight(
      video, light: light, sampling: sampling, namedSize: SpikeFileName.geometry(in: output), contrast: nil,
      threads: threads, observer: log)
    let geometry = light.geometry
    log.detail(
      "camera: \(model.name), \(geometry.text) at \(rate) Hz, \(Text.count(threads, "thread")), "
        + "\(InstructionSet.best.rawValue)")
    let charge: Simulator.InitialCharge =
      switch initialCharge {
      case .uniform: .uniform(seed: seed)
      case .zero: .zero
      case .steady: .steady(seed: seed)
      }
    let reset = reset ?? model.reset
    switch model {
    case .ideal(let threshold):
      var camera = IdealSpikingCamera(
        geometry: geometry, rateHz: rate, threshold: threshold, reset: reset, initialCharge: charge, threads: threads)
      return try record(light, with: &camera, log)
    case .scsim, .spikingsim:
      var camera = SensorSpikingCamera(
        geometry: geometry, rateHz: rate, sensor: model == .scsim ? .scsim : .spikingsim, reset: reset,
        initialCharge: charge, seed: seed, threads: threads)
      return try record(light, with: &camera, log)
    }
  }

  private func record<Camera: SpikingCamera & ~Copyable>(
    _ light: SampledLight, with camera: inout Camera, _ log: JobLog
  ) throws -> Summary {
    let geometry = light.geometry
    let writer = try format.create(
      output, geometry: geometry, padding: padding, overwrite: overwrite, observer: log)
    let progress = log.steps(total: light.estimatedCount, unit: "steps")
    defer { progress.finish() }
    var (frames, spikes) = (0, 0)
    let keep = { (block: SpikeStream) in
      frames += block.frameCount
      spikes += block.spikeCount
      try writer.append(block)
    }
    try warnOfSaturation(log)
    var lastTime: Rational?
    var breakage: FileError?
    do {
      while let keyFrame = try light.next() {
        try checkGap(from: lastTime, to: keyFrame.time, frame: light.fileFrames - 1)
        lastTime = keyFrame.time
        do {
          try camera.append(keyFrame.gray, at: keyFrame.time, emit: keep)
        } catch let error as KeyFrameError {
          throw light.misfit("\(error)")
        }
        try progress.advance()
      }
    } catch let error as FileError where light.isBroken {
      breakage = error
    } catch is CancellationError where light.isLive {
      log.note("note: \(video): ended; what came before is completed")
    }
    try camera.finish(emit: keep)
    // What was seen before it broke off is kept.
    if let breakage, frames == 0 { throw breakage }
    progress.finish()
    if breakage == nil {
      try light.passWarnings(to: log)
      try check(frames: frames, of: light)
      breakage = light.earlyEnd
    }
    try writer.finish()
    if let breakage { throw breakage.keeping("the spikes", in: output) }
    return Summary(
      output: output, model: model.name, width: geometry.width, height: geometry.height, frames: frames,
      spikes: spikes, rateHz: rate.doubleValue, threshold: model.threshold, reset: (reset ?? model.reset).rawValue,
      initialCharge: initialCharge.rawValue, videoFrames: light.fileFrames,
      interpolation: sampling.interpolation.rawValue, upsampling: sampling.chosenSteps.name, seed: seed,
      warnings: log.warnings)
  }

  private func check(frames: Int, of light: SampledLight) throws {
    if frames > 0 { return }
    throw FileError(
      .badContent, path: video,
      problem: "\(Text.count(light.fileFrames, "frame")) of video last less than one readout",
      remedy: "a recording needs at least two frames, at least 1/\(rate) s apart")
  }

  /// Refuses what would fill any disk: it is a slip in the rates.
  private func checkGap(from last: Rational?, to time: Rational, frame: Int) throws {
    guard let last else { return }
    let readouts = (time.doubleValue - last.doubleValue) * rate.doubleValue
    let mostReadouts = Double(1 << 30)
    if readouts > mostReadouts {
      throw JobError(
        .badContent, path: video,
        problem: "\(Text.number(readouts.rounded())) readouts would lie between two frames", place: "frame \(frame)",
        remedy: "check \(Setting.frameRate) and \(Setting.readoutRate)")
    }
  }

  private func warnOfSaturation(_ log: JobLog) throws {
    let white = 255.0
    guard let threshold = model.threshold, threshold < white else { return }
    try log.warn(
      kind: "saturation", path: video,
      "pixels brighter than the threshold of \(Text.number(threshold)) gray levels fire in every readout and lose the "
        + "rest")
  }
}
