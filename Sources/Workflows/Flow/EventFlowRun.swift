import Datasets
import Files
import Kernels
import OpticalFlow
import Recordings
import Runtime
import Tensors

/// Estimates flow from a recording of events: for every window the flow from its start to its end. Reading, encoding, estimating and writing overlap.
public struct EventFlowRun: Job {
  /// What is read.
  public var recording: EventRecording
  /// What estimates, a model of events.
  public var model: FlowModel
  /// The checkpoint: `.pth`, `.pth.tar`, `.safetensors` or `.npz`; nil for a model that needs none, and for
  /// the weights that are carried.
  public var weights: String?
  /// The windows; nil for those between MVSEC's pictures, 100 ms of DSEC, 33.333 ms of others.
  public var windows: EventWindowChoice?
  /// The spans that a window joins: 1 to ``mostSpans``.
  public var joined: Int
  /// The wanted time.
  public var selection: TimeSelection
  /// With which map events are moved first; nil to leave them.
  public var rectification: Rectification?
  /// The centre of the sensor to use; nil for all of it.
  public var crop: SensorSize?
  /// How the model estimates.
  public var options: FlowEstimatorOptions
  /// Whether only pixels with events have flow.
  public var isSparse: Bool
  /// Whether the flows to the ends of all joined spans are written, too.
  public var writesEverySpan: Bool
  /// The most windows; nil for all.
  public var count: Int?
  /// Where the fields go.
  public var output: FlowOutput
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// More spans are no window but a recording.
  public static let mostSpans = 64

  /// Describes a run.
  public init(
    recording: EventRecording, model: FlowModel = .contrast, weights: String? = nil, output: FlowOutput,
    windows: EventWindowChoice? = nil, joined: Int = 1, selection: TimeSelection = TimeSelection(),
    rectification: Rectification? = nil, crop: SensorSize? = nil,
    options: FlowEstimatorOptions = FlowEstimatorOptions(),
    isSparse: Bool = false, writesEverySpan: Bool = false, count: Int? = nil, threads: Int = Threads.coreCount
  ) {
    (self.recording, self.model, self.weights) = (recording, model, weights)
    (self.output, self.windows) = (output, windows)
    (self.joined, self.selection, self.rectification, self.crop) = (joined, selection, rectification, crop)
    (self.options, self.isSparse, self.writesEverySpan) = (options, isSparse, writesEverySpan)
    (self.count, self.threads) = (count, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> FlowSummary {
    let log = JobLog(observer)
    try model.check(options)
    let checkpoint = try NetworkWeights(path: weights, for: model)
    let network = try model.eventNetwork(checkpoint.parameters)
    guard joined <= Self.mostSpans else {
      throw JobError(
        wrongOptions: "\(Setting.joinedSpans, to: "\(joined)"): a window of events joins at most "
          + "\(Self.mostSpans) spans")
    }
    if network.seesWindowBefore && writesEverySpan {
      throw JobError(
        wrongOptions: "\(Setting.everySpan) does not go with \(Setting.model, to: model.name), which gives one flow a "
          + "window"
      )
    }
    let map = try rectification?.map(for: recording.path)
    let input = try EventInput(
      recording, selection: selection, rectification: network.usesFractionalCoordinates ? nil : map, observer: log)
    try map?.requireSize(input.size, of: recording.path)
    let plan = try EventFlowPlan(
      windows, for: input, joined: joined, seesBefore: network.seesWindowBefore, observer: log)
    var layout = try layout(of: input.size, for: network)
    if network.usesFractionalCoordinates { layout.places = map?.places }
    let workers = try Workers(threads: threads)
    let estimate = output.estimate(
      width: layout.width, height: layout.height, fieldsEach: writesEverySpan ? joined : 1)
    if let windows = try input.windowCount(plan.windowing) {
      try estimate.require(min(windows, Double(count ?? .max)))
    }
    let folder = try output.folder(inputs: [recording.path, weights, windows?.listPath, rectification?.path])
    let started = ContinuousClock.now
    let writer = FlowFolderWriter(folder: folder, format: output.format, observer: log)
    func run<Estimator: EventFlowEstimator>(_ estimator: Estimator) throws -> Int {
      let estimation = try EventFlowEstimation(
        self, input: input, plan: plan, estimator: estimator,
        unmovedBy: network.usesFractionalCoordinates ? map : nil, estimate: estimate, writer: writer, log: log)
      try checkpoint.describeRun(workers: workers, workspace: estimator.workspaceByteCount, observer: log)
      try estimation.run(isConcurrent: workers.threads > 1)
      if let rendering = output.rendering { try draw(rendering, writer, over: estimation.background, of: input) }
      estimation.finishPictures()
      return estimation.iterations
    }
    let iterations = try run(
      network.estimator(
        layout: layout, options: checkpoint.completing(options, of: model), spanCount: joined, workers: workers))
    let windowCount = writer.fields.count / (writesEverySpan ? joined : 1)
    let index = FlowIndex(
      fields: writer.fields, width: layout.width, height: layout.height, model: model.name,
      weightsDigest: checkpoint.digest, version: output.stamp.version, command: output.stamp.command,
      format: output.format.rawValue,
      region: FlowIndex.Region(
        x: layout.x, y: layout.y, sensorWidth: input.size.width, sensorHeight: input.size.height),
      iterations: iterations)
    var summary = try output.complete(folder, index, seconds: (ContinuousClock.now - started) / .seconds(1), log)
    if model.needsWeights { summary.meanIterations = Double(iterations) / Double(max(1, windowCount)) }
    return summary
  }

  /// The part of the sensor.
  private func layout(of sensor: SensorSize, for network: any EventFlowNetwork) throws -> EventFlowLayout {
    guard let crop else {
      try model.check(sensor, for: network, path: recording.path)
      return network.layout(sensorWidth: sensor.width, sensorHeight: sensor.height)
    }
    guard crop.width <= sensor.width && crop.height <= sensor.height else {
      throw JobError(
        wrongOptions: "\(Setting.crop, to: crop.description) does not fit: the sensor has \(sensor) pixels")
    }
    try model.check(crop, for: network, path: nil)
    return network.layout(
      sensorWidth: sensor.width, sensorHeight: sensor.height, crop: (crop.width, crop.height))
  }

  private func draw(
    _ rendering: FlowRendering, _ writer: FlowFolderWriter, over background: @escaping (Int) throws -> Tensor<UInt8>?,
    of input: EventInput
  ) throws {
    try writer.render(rendering, usualRate: writer.realTimeRate, over: background) { field in
      [
        "from", Text.number(Double(microsecondsFrom: input.firstMicroseconds ?? 0, to: field.startUs) / 1000),
        "ms for", Text.number(Double(microsecondsFrom: field.startUs, to: field.endUs) / 1000), "ms",
      ]
    }
  }
}
