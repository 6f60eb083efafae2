import Datasets
import Files
import Recordings
import Runtime
import Simulator

/// Makes a folder of what a spiking camera and an event camera make of the same light: it is decoded once, and both run on its
/// clock, which starts at 0 with the first frame.
///
/// The folder holds `spikes` and `events` with the endings of their formats, the causes of the events in `labels.npy` where
/// they are wanted, the frames of the light with `images.txt`, and `index.json`, which lists all of them. The recordings are,
/// byte for byte, those that ``SpikeSimulation`` and ``EventSimulation`` make of the same light. Where the light breaks off,
/// what was made before is completed, and the error thrown. Memory holds a frame or two, whatever the length.
public struct StreamSimulation: Job {
  /// What came out of it; it is encoded as its ``index``.
  public struct Summary: Encodable, Sendable {
    /// What the folder holds.
    public var index: StreamIndex
    /// The folder.
    public var folder: String

    /// Encodes it.
    public func encode(to encoder: any Encoder) throws { try index.encode(to: encoder) }
  }

  /// What both cameras see: a video, a folder of pictures, or an array.
  public var video: String
  /// How it becomes light.
  public var light: VideoLight
  /// What the cameras see between two of its frames. Automatic steps are those that the events need.
  public var sampling: LightSampling
  /// The folder; it appears when it is complete.
  public var output: String
  /// The spiking camera and its format. Its light, seed and files are those of the whole.
  public var spikes: SpikeSimulation
  /// The event camera and its format. Its light, seed and files are those of the whole.
  public var events: EventSimulation
  /// Whether what caused each event is written, too.
  public var writesLabels: Bool
  /// How the frames of the light are stored; nil for not at all.
  public var frames: IntensityFrameFormat?
  /// Where a video of the light, the spikes and the events goes, side by side; nil for nowhere.
  public var preview: String?
  /// The seed of all randomness, of both cameras.
  public var seed: UInt64
  /// Whether a folder that an earlier run wrote is replaced; only what that run wrote is taken away.
  public var overwrite: Bool
  /// What `index.json` says of the run.
  public var stamp: RunStamp
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a simulation.
  public init(
    video: String, output: String, light: VideoLight = VideoLight(), sampling: LightSampling = LightSampling(),
    spikes: SpikeSimulation, events: EventSimulation, writesLabels: Bool = false, frames: IntensityFrameFormat? = .png,
    preview: String? = nil, seed: UInt64 = 0, overwrite: Bool = false, stamp: RunStamp = RunStamp(),
    threads: Int = Threads.coreCount
  ) {
    (self.video, self.output, self.light, self.sampling) = (video, output, light, sampling)
    (self.spikes, self.events, self.writesLabels, self.frames) = (spikes, events, writesLabels, frames)
    (self.preview, self.seed, self.overwrite, self.stamp) = (preview, seed, overwrite, stamp)
    self.threads = threads
  }

  private static let labelsName = "labels.npy"

  /// Simulates.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    let light = try SampledLight(
      video, light: light, sampling: sampling, namedSize: SpikeFileName.geometry(in: output),
      contrast: events.model.stepContrast, threads: threads, observer: log)
    let folder = try OutputFolder(
      path: output, overwrite: overwrite, index: StreamIndex.fileName, verb: StreamIndex.work,
      inputs: [video, self.light.timestamps].compactMap { $0 })
    do {
      let streams = try Streams(self, of: light, in: folder, log)
      let breakage = try streams.record(log)
      let seconds = (ContinuousClock.now - started) / .seconds(1)
      let index = try complete(folder, streams.index(seconds: seconds, log))
      try streams.video?.finish()
      if let breakage { throw breakage.keeping("the streams", in: output) }
      return Summary(index: index, folder: folder.path)
    } catch {
      folder.discard()
      throw error
    }
  }

  private func complete(_ folder: OutputFolder, _ index: StreamIndex) throws -> StreamIndex {
    var index = index
    let path = try folder.add(StreamIndex.fileName)
    index.files = folder.files.sorted()
    try index.write(to: path)
    try folder.commit()
    return index
  }

  /// The spiking camera with what both share.
  fileprivate var spikeJob: SpikeSimulation {
    var job = spikes
    (job.video, job.light, job.sampling) = (video, light, sampling)
    (job.output, job.seed, job.threads) = (output, seed, threads)
    return job
  }

  /// The event camera with what both share, and its files in a folder.
  fileprivate func eventJob(in folder: OutputFolder) throws -> EventSimulation {
    var job = events
    (job.video, job.light, job.sampling) = (video, light, sampling)
    (job.seed, job.threads, job.overwrite) = (seed, threads, false)
    job.output = try folder.add(eventsName)
    job.labels = writesLabels ? try folder.add(Self.labelsName) : nil
    return job
  }

  fileprivate var spikesName: String { "spikes.\(spikes.format.fileEnding)" }

  fileprivate var eventsName: String {
    let usual = events.format.impliedBy.first ?? events.format.endings[0]
    return "events.\(events.textStyle == .csv ? "csv" : usual)"
  }

  fileprivate var labelsName: String? { writesLabels ? Self.labelsName : nil }
}

/// Both cameras of a simulation at work.
private final class Streams {
  let video: PreviewVideo?
  private let job: StreamSimulation
  private let light: SampledLight
  private let preview: SimulationPreview?
  private let spikes: SpikeRecorder
  private let events: EventRecorder
  private let frames: IntensityFrameSink?
  private let folder: OutputFolder
  private let spikesPath: String

  /// What is written beside the recordings.
  private struct Pictures {
    var frames: [IntensityFrame]
    var preview: [PreviewPicture]
  }

  init(_ job: StreamSimulation, of light: SampledLight, in folder: OutputFolder, _ log: JobLog) throws {
    (self.job, self.light, self.folder) = (job, light, folder)
    let spikeJob = job.spikeJob
    let eventJob = try job.eventJob(in: folder)
    spikeJob.logCamera(light.geometry, log)
    eventJob.logCamera(size: light.geometry.size, log)
    video = try job.preview.map { try PreviewVideo(path: $0, overwrite: job.overwrite) }
    let preview = video.map { _ in SimulationPreview(of: light, spikes: spikeJob, events: eventJob) }
    self.preview = preview
    spikesPath = try folder.add(job.spikesName)
    let sink = try SpikeFiles.create(
      spikesPath, format: spikeJob.format, geometry: light.geometry, padding: spikeJob.padding)
    spikes = try SpikeRecorder(spikeJob, of: light, to: sink, onSpikes: preview.map { $0.add }, log: log)
    events = try EventRecorder(eventJob, of: light, onEvents: preview.map { $0.add })
    frames = try job.frames.map { try IntensityFrameSink($0, in: folder, geometry: light.geometry) }
  }

  /// Records the light to its end, and completes the files.
  ///
  /// - Returns: Why it broke off; nil where it did not.
  func record(_ log: JobLog) throws -> FileError? {
    let keepsFrames = frames != nil
    var breakage = try LightPass(light: light, isConcurrent: job.threads > 1, log: log).run(
      taking: { sample in
        try events.take(sample)
        try spikes.take(sample)
        return Pictures(frames: keepsFrames ? sample.fileFrames : [], preview: preview?.show(sample) ?? [])
      },
      writing: { try write($0) })
    try spikes.end()
    try events.end()
    // What was seen before it broke off is kept.
    if let breakage, spikes.frames == 0 || !events.hasSteps { throw breakage }
    try write(Pictures(frames: [], preview: preview?.end() ?? []))
    if breakage == nil {
      try light.passWarnings(to: log)
      try spikes.check()
      try events.check(log)
      breakage = light.earlyEnd
    }
    try spikes.finish(observer: log)
    let summary = spikes.summary(output: spikesPath, warnings: [])
    if try SpikeLightFile.update(beside: spikesPath, summary, log) != nil {
      _ = try folder.add(SpikeLightFile.path(beside: job.spikesName))
    }
    try events.finish()
    try frames?.finish()
    return breakage
  }

  private func write(_ pictures: Pictures) throws {
    for frame in pictures.frames { try frames?.append(frame) }
    for picture in pictures.preview { try video?.append(picture) }
  }

  /// What the folder holds.
  func index(seconds: Double, _ log: JobLog) -> StreamIndex {
    let (seen, made) = (spikes.summary(output: job.spikesName, warnings: []), events.summary(warnings: []))
    let warnings = log.warnings
    return StreamIndex(
      width: seen.width, height: seen.height,
      spikes: StreamIndex.Spikes(
        file: job.spikesName, format: job.spikes.format.rawValue, model: seen.model, rateHz: seen.rateHz,
        threshold: seen.threshold, reset: seen.reset, initialCharge: seen.initialCharge, frames: seen.frames,
        spikes: seen.spikes, firstUs: 0, lastUs: Int64((Double(seen.frames) / seen.rateHz * 1e6).rounded())),
      events: StreamIndex.Events(
        file: job.eventsName, format: job.events.format.rawValue, labels: job.labelsName, model: made.model,
        events: made.events, on: made.on, off: made.off, causes: made.causes, steps: made.steps, firstUs: made.firstUs,
        lastUs: made.lastUs),
      frames: job.frames.flatMap { format in
        frames.map {
          StreamIndex.Frames(
            file: $0.file, times: SampleFolderSink.listName, format: format.rawValue, count: $0.count,
            firstUs: $0.times?.first, lastUs: $0.times?.last)
        }
      },
      videoFrames: light.fileFrames, seed: job.seed, version: job.stamp.version, command: job.stamp.command,
      seconds: job.stamp.tellsSeconds ? seconds : nil, warnings: warnings.isEmpty ? nil : warnings)
  }
}
