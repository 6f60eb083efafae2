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
    labels: String? = nil, seed: UInt64 = 0, overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    (self.video, self.output, self.format, self.light) = (video, output, format, light)
    (self.sampling, self.model, self.terms) = (sampling, model, terms)
    (self.compression, self.textStyle, self.labels) = (compression, textStyle, labels)
    (self.seed, self.overwrite, self.threads) = (seed, overwrite, threads)
  }

  /// Simulates.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let input = try SampledLight(
      video, light: light, sampling: sampling, namedSize: SpikeFileName.geometry(in: output),
      contrast: model.stepContrast, threads: threads, observer: log)
    let size = input.geometry.size
    log.detail(
      "camera: \(model.name), \(size.width)x\(size.height), \(Text.count(threads, "thread")), "
        + "\(InstructionSet.best.rawValue)")
    let recorder = try Recorder(self, size: size)
    let camera = EventCamera(size: size, model: model, terms: terms, seed: seed, threads: threads)
    let progress = log.steps(total: input.estimatedCount, unit: "steps")
    defer { progress.finish() }
    var breakage: FileError?
    do {
      try Pipeline(isConcurrent: threads > 1).run(
        reading: { try input.next() },
        computing: { frame in
          try Self.take(frame, of: input, camera, recorder)
          try progress.advance()
        }, writing: { _ in })
    } catch let error as FileError where input.isBroken && camera.keyFrameCount > 1 {
      // What was seen before it broke off is kept.
      breakage = error
    } catch is CancellationError where input.isLive {
      log.note("note: \(video): ended; what came before is completed")
    }
    try camera.finish { try recorder.append($0) }
    progress.finish()
    if breakage == nil {
      try input.passWarnings(to: log)
      try check(camera, recorder, log)
      breakage = input.earlyEnd
    }
    try recorder.finish()
    if let breakage { throw breakage.keeping("the events", in: output) }
    return recorder.summary(of: self, camera: camera, videoFrames: input.fileFrames, warnings: log.warnings)
  }

  /// Refuses what can have no events, and warns of what has none.
  private func check(_ camera: EventCamera, _ recorder: Recorder, _ log: JobLog) throws {
    guard camera.keyFrameCount > 1 else {
      throw FileError(
        .badContent, path: video, problem: "it has \(Text.count(camera.keyFrameCount, "frame"))",
        remedy: "events need two frames at least")
    }
    if recorder.statistics.count == 0 {
      try log.warn(kind: "empty", path: video, "no pixel saw a change that is large enough for an event")
    }
  }

  private static func take(
    _ frame: IntensityFrame, of input: SampledLight, _ camera: EventCamera, _ recorder: Recorder
  ) throws {
    do {
      try camera.append(frame.gray, at: frame.time) { try recorder.append($0) }
    } catch let error as EventKeyFrameError {
      throw input.misfit("\(error)")
    }
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

/// The files of a simulation, and what is in them.
private final class Recorder {
  private let events: any EventSink
  private let labels: EventLabelFile?
  private(set) var statistics = EventStatistics()
  private var counts = [Int](repeating: 0, count: 1 << 8)

  init(_ job: EventSimulation, size: SensorSize) throws {
    events = try EventFiles.create(
      job.output, format: job.format, compression: job.compression,
      options: EventWriteOptions(
        width: size.width, height: size.height, overwrite: job.overwrite, textStyle: job.textStyle))
    labels = try job.labels.map { try EventLabelFile(path: $0, overwrite: job.overwrite) }
  }

  func append(_ part: SimulatedEvents) throws {
    statistics.add(part.events)
    for cause in part.causes { counts[Int(cause)] += 1 }
    try events.append(part.events)
    try labels?.append(part.causes)
  }

  func finish() throws {
    try events.finish()
    try labels?.finish()
  }

  func summary(
    of job: EventSimulation, camera: EventCamera, videoFrames: Int, warnings: [String]
  ) -> EventSimulation.Summary {
    func count(_ cause: EventCause) -> Int { counts[Int(cause.rawValue)] }
    return EventSimulation.Summary(
      output: job.output, labels: job.labels, model: job.model.name, width: camera.size.width,
      height: camera.size.height, events: statistics.count, on: statistics.onCount,
      off: statistics.count - statistics.onCount,
      causes: EventSimulation.Causes(
        signal: count(.signal), leak: count(.leak), shot: count(.shotNoise), hotPixel: count(.hotPixel),
        photoreceptor: count(.photoreceptorNoise)),
      firstUs: statistics.firstMicroseconds, lastUs: statistics.lastMicroseconds, videoFrames: videoFrames,
      interpolation: job.sampling.interpolation.rawValue, upsampling: job.sampling.chosenSteps.name,
      steps: camera.keyFrameCount - 1, seed: job.seed, warnings: warnings)
  }
}
