import Datasets
import Files
import Recordings
import Simulator

/// The event camera of a simulation, the recording that its events go to, and what caused them beside it.
final class EventRecorder {
  private let job: EventSimulation
  private let light: SampledLight
  private let camera: EventCamera
  private let events: any EventSink
  private let labels: EventLabelFile?
  private let onEvents: ((EventBatch) -> Void)?
  private var statistics = EventStatistics()
  private var counts = [Int](repeating: 0, count: 1 << 8)

  /// Starts.
  ///
  /// - Parameters:
  ///   - job: What the camera is, and where its files go; where its light comes from is not looked at.
  ///   - onEvents: Shown every batch of events.
  init(_ job: EventSimulation, of light: SampledLight, onEvents: ((EventBatch) -> Void)? = nil) throws {
    (self.job, self.light, self.onEvents) = (job, light, onEvents)
    let size = light.geometry.size
    events = try EventFiles.create(
      job.output, format: job.format, compression: job.compression,
      options: EventWriteOptions(
        width: size.width, height: size.height, overwrite: job.overwrite, textStyle: job.textStyle))
    labels = try job.labels.map { try EventLabelFile(path: $0, overwrite: job.overwrite) }
    camera = EventCamera(size: size, model: job.model, terms: job.terms, seed: job.seed, threads: job.threads)
  }

  /// Lets the camera see a frame.
  func take(_ sample: LightSample) throws {
    do {
      try camera.append(sample.frame.gray, at: sample.frame.time) { try keep($0) }
    } catch let error as EventKeyFrameError {
      throw light.misfit("\(error)")
    }
  }

  /// Takes the events that the camera still holds, after the last frame.
  func end() throws { try camera.finish { try keep($0) } }

  /// Whether the camera has seen what events can come from.
  var hasSteps: Bool { camera.keyFrameCount > 1 }

  /// Refuses what can have no events, and warns of what has none, after the end.
  func check(_ log: JobLog) throws {
    guard hasSteps else {
      throw FileError(
        .badContent, path: light.path, problem: "it has \(Text.count(camera.keyFrameCount, "frame"))",
        remedy: "events need two frames at least")
    }
    if statistics.count == 0 {
      try log.warn(kind: "empty", path: light.path, "no pixel saw a change that is large enough for an event")
    }
  }

  /// Completes the files.
  func finish() throws {
    try events.finish()
    try labels?.finish()
  }

  /// What came out of it.
  func summary(warnings: [String]) -> EventSimulation.Summary {
    func count(_ cause: EventCause) -> Int { counts[Int(cause.rawValue)] }
    return EventSimulation.Summary(
      output: job.output, labels: job.labels, model: job.model.name, width: camera.size.width,
      height: camera.size.height, events: statistics.count, on: statistics.onCount,
      off: statistics.count - statistics.onCount,
      causes: EventSimulation.Causes(
        signal: count(.signal), leak: count(.leak), shot: count(.shotNoise), hotPixel: count(.hotPixel),
        photoreceptor: count(.photoreceptorNoise)),
      firstUs: statistics.firstMicroseconds, lastUs: statistics.lastMicroseconds, videoFrames: light.fileFrames,
      interpolation: job.sampling.interpolation.rawValue, upsampling: job.sampling.chosenSteps.name,
      steps: max(0, camera.keyFrameCount - 1), seed: job.seed, warnings: warnings)
  }

  private func keep(_ part: SimulatedEvents) throws {
    statistics.add(part.events)
    for cause in part.causes { counts[Int(cause)] += 1 }
    try events.append(part.events)
    try labels?.append(part.causes)
    onEvents?(part.events)
  }
}
