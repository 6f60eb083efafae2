import Datasets
import Files
import Recordings
import Simulator
import Tensors

/// The spiking camera of a simulation, and the recording that its spikes go to.
final class SpikeRecorder {
  /// The readouts so far.
  private(set) var frames = 0
  /// The spikes so far.
  private(set) var spikes = 0
  private let job: SpikeSimulation
  private let light: SampledLight
  private let camera: any SpikeExposure
  private let sink: any SpikeSink
  private let onSpikes: ((SpikeStream) -> Void)?
  private var lastTime: Rational?
  private var seenFrames = 0

  /// Whoever makes more wants to know before.
  private static let largeBytes = 1e9
  /// A longer step between two frames would fill any disk: it is a slip in the rates.
  private static let mostReadoutsAStep = Double(1 << 30)

  /// Starts.
  ///
  /// - Parameters:
  ///   - job: What the camera is; where its light comes from and its file goes to is not looked at.
  ///   - onSpikes: Shown every block of spikes.
  init(
    _ job: SpikeSimulation, of light: SampledLight, to sink: any SpikeSink, onSpikes: ((SpikeStream) -> Void)? = nil,
    log: JobLog
  ) throws {
    (self.job, self.light, self.sink, self.onSpikes) = (job, light, sink, onSpikes)
    camera = job.camera(light.geometry, framesPerBlock: onSpikes == nil ? nil : SimulationPreview.mostWaitingReadouts)
    try Self.checkSize(job, light, log)
    try Self.warnOfSaturation(job, light, log)
  }

  /// Lets the camera see a frame. It integrates the line between two frames by itself: of what lies on it, it needs nothing.
  func take(_ sample: LightSample) throws {
    defer { seenFrames += sample.fileFrames.count }
    if job.sampling.interpolation == .linear && !sample.isOfFile { return }
    try checkGap(to: sample.frame.time)
    lastTime = sample.frame.time
    do {
      try camera.append(sample.frame) { try keep($0) }
    } catch let error as KeyFrameError {
      throw light.misfit("\(error)")
    }
  }

  /// Takes what the camera still holds, after the last frame.
  func end() throws { try camera.finish { try keep($0) } }

  /// Refuses light that lasts less than a readout, after the end.
  func check() throws {
    if frames > 0 { return }
    throw FileError(
      .badContent, path: light.path,
      problem: "\(Text.count(light.fileFrames, "frame")) of video last less than one readout",
      remedy: "a recording needs at least two frames, at least 1/\(job.rate) s apart")
  }

  /// Completes the recording.
  func finish(observer: any JobObserver) throws { try sink.finish(observer: observer) }

  /// What came out of it.
  func summary(output: String, warnings: [String]) -> SpikeSimulation.Summary {
    SpikeSimulation.Summary(
      output: output, model: job.model.name, width: light.geometry.width, height: light.geometry.height,
      frames: frames, spikes: spikes, rateHz: job.rate.doubleValue, threshold: job.model.threshold,
      reset: (job.reset ?? job.model.reset).rawValue, initialCharge: job.initialCharge.rawValue,
      videoFrames: light.fileFrames, gamma: job.light.meaning(of: job.video).rawValue,
      interpolation: job.sampling.interpolation.rawValue,
      upsampling: job.sampling.chosenSteps.name, seed: job.seed, warnings: warnings)
  }

  private func keep(_ block: SpikeStream) throws {
    frames += block.frameCount
    spikes += block.spikeCount
    try sink.append(block)
    onSpikes?(block)
  }

  private func checkGap(to time: Rational) throws {
    guard let lastTime else { return }
    let readouts = (time.doubleValue - lastTime.doubleValue) * job.rate.doubleValue
    if readouts > Self.mostReadoutsAStep {
      throw JobError(
        .badContent, path: light.path,
        problem: "\(Text.number(readouts.rounded())) readouts would lie between two frames",
        place: "frame \(seenFrames)", remedy: "check \(Setting.frameRate) and \(Setting.readoutRate)")
    }
  }

  /// Refuses spikes that the disk does not hold, and says how many a long recording has, as far as the light tells how long
  /// it is.
  private static func checkSize(_ job: SpikeSimulation, _ light: SampledLight, _ log: JobLog) throws {
    guard let seconds = light.estimatedSeconds, case .file = try OutputPlace(job.output) else { return }
    let readouts = (seconds * job.rate.doubleValue).rounded(.down)
    // Beyond all lengths: a slip in the rates, which the first gap between frames tells.
    if readouts / Double(max((light.estimatedFileFrames ?? 2) - 1, 1)) > mostReadoutsAStep { return }
    let bytesEach = job.format.bytesPerFrame(light.geometry)
    let estimate = OutputLimit(isLargeAllowed: job.allowsLargeOutput).estimate(
      job.output, bytesEach: bytesEach, noun: "readout",
      remedy: "lower \(Setting.readoutRate), choose a smaller \(Setting.sensorSize) or a shorter video")
    try estimate.require(readouts)
    if readouts * Double(bytesEach) > largeBytes {
      log.note("note: \(Text.number(readouts)) readouts will take about \(estimate.sizeText(readouts))")
    }
  }

  private static func warnOfSaturation(_ job: SpikeSimulation, _ light: SampledLight, _ log: JobLog) throws {
    let white = 255.0
    guard let threshold = job.model.threshold, threshold < white else { return }
    try log.warn(
      kind: "saturation", path: light.path,
      "pixels brighter than the threshold of \(Text.number(threshold)) gray levels fire in every readout and lose the "
        + "rest")
  }
}

/// A spiking camera of any kind, held by reference.
protocol SpikeExposure: AnyObject {
  func append(_ frame: IntensityFrame, emit: (SpikeStream) throws -> Void) throws
  func finish(emit: (SpikeStream) throws -> Void) throws
}

private final class Exposure<Camera: SpikingCamera & ~Copyable>: SpikeExposure {
  private var camera: Camera

  init(_ camera: consuming Camera) { self.camera = camera }

  func append(_ frame: IntensityFrame, emit: (SpikeStream) throws -> Void) throws {
    try camera.append(frame.gray, at: frame.time, emit: emit)
  }

  func finish(emit: (SpikeStream) throws -> Void) throws { try camera.finish(emit: emit) }
}

extension SpikeSimulation {
  /// The readouts of a block that a camera hands out where nothing else is said.
  private static let usualBlock = 256

  /// The camera, on a sensor of that size.
  ///
  /// - Parameter framesPerBlock: The readouts that it hands out at once; nil for what is usual.
  func camera(_ geometry: SpikeGeometry, framesPerBlock: Int?) -> any SpikeExposure {
    let charge: Simulator.InitialCharge =
      switch initialCharge {
      case .uniform: .uniform(seed: seed)
      case .zero: .zero
      case .steady: .steady(seed: seed)
      }
    let framesPerBlock = framesPerBlock ?? Self.usualBlock
    let reset = reset ?? model.reset
    func exposure(of sensor: SpikingSensor) -> any SpikeExposure {
      Exposure(
        SensorSpikingCamera(
          geometry: geometry, rateHz: rate, sensor: sensor, reset: reset, initialCharge: charge, seed: seed,
          threads: threads, framesPerBlock: framesPerBlock))
    }
    switch model {
    case .ideal(let threshold):
      return Exposure(
        IdealSpikingCamera(
          geometry: geometry, rateHz: rate, threshold: threshold, reset: reset, initialCharge: charge,
          threads: threads, framesPerBlock: framesPerBlock))
    case .scsim: return exposure(of: .scsim)
    case .spikingsim: return exposure(of: .spikingsim)
    case .custom(let sensor, _): return exposure(of: sensor)
    }
  }
}
