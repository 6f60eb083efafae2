import Datasets
import Files
import Foundation
import Kernels
import OpticalFlow
import Reconstruction
import Recordings
import Reports
import Representations
import Runtime
import Tensors

/// Renders a scene as a spiking camera and an event camera see it, and makes of both what the package is for: videos, flow
/// beside the true one, and a page that shows them.
///
/// What needs weights that are not carried is left out, and the summary says so.
public struct FlowDemonstration: Job {
  /// What was made.
  public struct Summary: Encodable, Sendable {
    /// The folder.
    public var output: String
    /// The page in it.
    public var report: String
    /// The seconds that it took.
    public var seconds: Double
    /// The error of the flow of spikes, as a share of the true flow's length; nil where no weights are carried.
    public var spikesAeeRatio: Double?
    /// The model that estimated the flow of events.
    public var eventModel: String
    /// What was left out, and why.
    public var leftOut: [String]
  }

  /// The folder to write to.
  public var output: String
  /// The sensor.
  public var size: SensorSize
  /// The spike frames, at 20 kHz.
  public var frames: Int
  /// The seed of the scene.
  public var seed: UInt64
  /// Whether what an earlier demonstration wrote there is replaced.
  public var overwrite: Bool
  /// What pages and indexes say of the run.
  public var stamp: RunStamp
  /// The threads to use at most. The result does not depend on it, but for its times.
  public var threads: Int

  private static let interval = 20
  /// Of windows of events, in microseconds.
  private static let window: Int64 = 10_000

  /// Describes a demonstration.
  public init(
    output: String, size: SensorSize = SensorSize(width: 400, height: 256), frames: Int = 1600, seed: UInt64 = 0,
    overwrite: Bool = false, stamp: RunStamp = RunStamp(), threads: Int = Threads.coreCount
  ) {
    (self.output, self.size, self.frames, self.seed) = (output, size, frames, seed)
    (self.overwrite, self.stamp, self.threads) = (overwrite, stamp, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let started = ContinuousClock.now
    let log = JobLog(observer)
    if !overwrite { try OutputFile.refuseExisting(output) }
    let name = SceneLawName.spift.name
    var law = try SceneLawFile(named: name)
    (law.size, law.frames) = (size, frames)
    log.note("a scene, as a spiking camera and an event camera see it")
    _ = try SceneRecording(
      lawName: name, law: law, output: path("scenes"), seed: seed, intervals: [Self.interval],
      eventFormat: .propheseeEVT3, stamp: stamp, overwrite: overwrite, threads: threads
    ).run(observer: observer)
    let spikes = SpikeRecording(
      path: path("scenes/0000/test.dat"),
      options: SpikeReadOptions(size: SpikeGeometry(width: size.width, height: size.height)))
    let events = EventRecording(path: path("scenes/0000/events.raw"))
    var summary = Summary(
      output: output, report: path("report.html"), seconds: 0, eventModel: FlowModel.contrast.name, leftOut: [])
    var page = HTMLPage(title: "A scene, seen by two cameras", subtitle: "Rendered by Saccade, seed \(seed)")
    try showSpikes(spikes, on: &page, &summary, log)
    try showEvents(events, on: &page, &summary, log)
    page.footer = stamp.version.isEmpty ? "saccade" : "saccade \(stamp.version)"
    page.add(style: "video { width: 100%; max-width: 800px; display: block; }")
    try PageOutput(path: summary.report).write(page, overwrite: overwrite)
    summary.seconds = (ContinuousClock.now - started) / .seconds(1)
    return summary
  }

  private func path(_ name: String) -> String { "\(output)/\(name)" }

  private func flowOutput(_ name: String) -> FlowOutput {
    FlowOutput(path: path(name), overwrite: overwrite, rendering: FlowRendering(.mp4), stamp: stamp)
  }

  private func showSpikes(
    _ recording: SpikeRecording, on page: inout HTMLPage, _ summary: inout Summary, _ log: JobLog
  ) throws {
    log.note("pictures and flow of the spikes")
    _ = try SpikeReconstructionRun(
      recording: recording, output: path("spikes.mp4"), reconstruction: TextureFromPlayback(window: 32),
      method: "tfp:32", stride: 16, overwrite: overwrite, stamp: stamp
    ).run(observer: log)
    page.add(section: "Pictures of the spikes", [Self.video("spikes.mp4")])
    guard FlowModel.scflow.carriedWeights(interval: Self.interval) != nil else {
      summary.leftOut.append("flow of the spikes: no trained weights of scflow are carried yet")
      return
    }
    let flow = try SpikeFlowRun(
      recording: recording, weights: nil, output: flowOutput("spike-flow"), interval: Self.interval,
      firstFrame: Self.interval, threads: threads
    ).run(observer: log)
    var error = FlowErrorRatio()
    var pictures: [HTML] = []
    for field in flow.index.fields {
      let estimate = try FlowFiles.read(path("spike-flow/\(field.file)"))
      let number = String(format: "%04d", field.frameA / Self.interval)
      let truth = try FlowField(
        path: path("scenes/0000/dt=\(Self.interval)/motion_vector/\(number).flo"), format: nil)
      error.add(estimate, truth: truth)
      guard pictures.isEmpty else { continue }
      var magnitudes = FlowMagnitudes()
      magnitudes.add(truth.flow)
      let colors = FlowPicture(
        colors: FlowColors(maximum: max(magnitudes.percentile(99) ?? 1, 0.5)), showsLegend: false)
      pictures = [
        try .figure(colors.colored(estimate), caption: "its flow"),
        try .figure(colors.colored(truth.marking(.nan)), caption: "the true flow"),
      ]
    }
    summary.spikesAeeRatio = error.ratio
    page.add(
      section: "Flow of the spikes",
      [
        .element(
          "p",
          text:
            "SCFlow, from windows \(Self.interval) frames apart: the error is \(Text.number(error.averageError)) px "
            + "on average, \(Text.number(100 * error.ratio)) % of the true flow's length."),
        Self.video("spike-flow/flow.mp4"), .element("div", ["class": "pictures"], pictures),
      ])
  }

  private func showEvents(
    _ recording: EventRecording, on page: inout HTMLPage, _ summary: inout Summary, _ log: JobLog
  ) throws {
    log.note("pictures and flow of the events")
    if ReconstructionModel.firenet.carried.isCarried {
      _ = try EventReconstructionRun(
        input: .events(recording),
        output: ReconstructionOutput(
          path: path("events.mp4"), overwrite: overwrite, framesPerSecond: 25, stamp: stamp),
        windows: .time(duration: Self.window / 10, stride: Self.window / 10), threads: threads
      ).run(observer: log)
      page.add(
        section: "Pictures of the events",
        [.element("p", text: "FireNet, a picture of every millisecond of events."), Self.video("events.mp4")])
    } else {
      summary.leftOut.append("pictures of the events: no trained weights of firenet are carried yet")
    }
    let model = FlowModel.contrast
    summary.eventModel = model.name
    _ = try EventFlowRun(
      recording: recording, model: model, output: flowOutput("event-flow"),
      windows: .time(duration: Self.window, stride: Self.window), threads: threads
    ).run(observer: log)
    page.add(
      section: "Flow of the events",
      [
        .element(
          "p",
          text: "Contrast maximisation, which needs no weights: the flow in \(Self.window / 1000) ms, near events."),
        Self.video("event-flow/flow.mp4"),
      ])
  }

  private static func video(_ path: String) -> HTML {
    .element("video", ["src": path, "controls": "", "loop": "", "muted": ""], text: "")
  }
}
