import Datasets
import Files
import Kernels
import OpticalFlow
import Recordings
import Runtime
import Tensors

/// Estimates flow from a recording of spikes: for every pair of windows the flow from the center of the first to that of the
/// second. Reading, estimating and writing overlap.
public struct SpikeFlowRun: Job {
  /// What is read.
  public var recording: SpikeRecording
  /// What estimates, a model of spikes.
  public var model: FlowModel
  /// The checkpoint: `.pth`, `.pth.tar`, `.safetensors` or `.npz`; nil for the weights that are carried.
  public var weights: String?
  /// The frames between the centers of the two windows.
  public var interval: Int
  /// The center of the first window; nil for the first that fits.
  public var firstFrame: Int?
  /// The fields; nil for as many as fit.
  public var count: Int?
  /// Where the fields go.
  public var output: FlowOutput
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// The interval that is usual at 20 000 frames a second.
  public static let usualInterval = 20

  /// Describes a run.
  public init(
    recording: SpikeRecording, model: FlowModel = .scflow, weights: String?, output: FlowOutput,
    interval: Int = usualInterval, firstFrame: Int? = nil, count: Int? = nil, threads: Int = Threads.coreCount
  ) {
    (self.recording, self.model, self.weights) = (recording, model, weights)
    (self.output, self.interval) = (output, interval)
    (self.firstFrame, self.count, self.threads) = (firstFrame, count, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> FlowSummary {
    let log = JobLog(observer)
    let checkpoint = try NetworkWeights(path: weights, for: model, interval: interval)
    let source = try recording.open(observer: log)
    let network = try model.spikeNetwork(checkpoint.parameters)
    let centers = try centers(of: source, windowLength: network.windowLength)
    let workers = try Workers(threads: threads)
    let geometry = source.geometry
    try output.estimate(width: geometry.width, height: geometry.height).require(Double(centers.count))
    let folder = try output.folder(inputs: [recording.path, weights])
    let started = ContinuousClock.now
    let writer = FlowFolderWriter(folder: folder, format: output.format, observer: log)
    let estimator = network.estimator(geometry: geometry, workers: workers)
    try checkpoint.describeRun(workers: workers, workspace: estimator.workspaceByteCount, observer: log)
    try estimate(
      source, centers, half: network.windowLength / 2, estimator, isConcurrent: workers.threads > 1, writer, log)
    if let rendering = output.rendering {
      try writer.render(rendering, usualRate: 10, over: { _ in nil }) { ["frames", "\($0.frameA) to", "\($0.frameB)"] }
    }
    return try output.complete(
      folder,
      FlowIndex(
        fields: writer.fields, width: geometry.width, height: geometry.height, model: model.name,
        weightsDigest: checkpoint.digest, version: output.stamp.version, command: output.stamp.command,
        format: output.format.rawValue),
      seconds: (ContinuousClock.now - started) / .seconds(1), log)
  }

  /// Estimates and writes one field for each center of a first window.
  private func estimate(
    _ source: any SpikeSource, _ centers: [Int], half: Int, _ estimator: any SpikeFlowEstimator,
    isConcurrent: Bool, _ writer: FlowFolderWriter, _ log: JobLog
  ) throws {
    let progress = log.steps(total: centers.count, unit: "fields")
    defer { progress.finish() }
    let interval = interval
    func time(ofFrame frame: Int) -> Int64 {
      Int64(exactly: (Double(frame) * 1_000_000 / source.rateHz).rounded()) ?? .max
    }
    var next = centers.makeIterator()
    try Pipeline(isConcurrent: isConcurrent).run(
      reading: { () throws -> (center: Int, first: SpikeStream, second: SpikeStream)? in
        guard let center = next.next() else { return nil }
        return (
          center, try source.frames(center - half..<center + half + 1),
          try source.frames(center + interval - half..<center + interval + half + 1)
        )
      },
      computing: { (windows) throws -> (center: Int, flow: Tensor<Float>) in
        (windows.center, estimator.flow(from: windows.first, to: windows.second, interval: interval))
      },
      writing: { (result) throws in
        let center = result.center
        try writer.write(
          FlowField(flow: result.flow),
          as: FlowIndex.Field(
            file: writer.name(of: center), startUs: time(ofFrame: center), endUs: time(ofFrame: center + interval),
            frameA: center, frameB: center + interval, iterations: 1))
        try progress.advance()
      })
  }

  /// The centers of the first windows.
  private func centers(of source: any SpikeSource, windowLength: Int) throws -> [Int] {
    let half = windowLength / 2
    let first = firstFrame ?? half
    let last = source.frameCount - 1 - half - interval
    let range = "frames \(half)…\(source.frameCount - 1 - half)"
    guard source.frameCount >= windowLength + interval, last >= half else {
      throw JobError(
        .badContent, path: recording.path,
        problem:
          "\(source.frameCount) frames are too few for two windows of \(windowLength), \(interval) apart",
        remedy: "record at least \(windowLength + interval) frames or choose a smaller \(Setting.joinedSpans)")
    }
    guard (half...last).contains(first) else {
      throw JobError(
        wrongOptions: "\(Setting.firstFrame, to: "\(first)") does not fit: windows may be centerd on \(range), the "
          + "second \(interval) frames later")
    }
    let fitting = (last - first) / interval + 1
    if let count, count > fitting {
      throw JobError(
        wrongOptions: "\(Setting.fieldCount, to: "\(count)") does not fit: from frame \(first) on the recording holds "
          + "\(Text.count(fitting, "field")), \(Text.count(interval, "frame")) apart")
    }
    return (0..<(count ?? fitting)).map { first + $0 * interval }
  }
}
