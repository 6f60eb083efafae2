import Datasets
import Files
import Kernels
import OpticalFlow
import Recordings
import Runtime
import Tensors

/// Estimates flow from a recording of spikes with SCFlow: for every pair of windows of 25 frames, from the centre of the
/// first to that of the second. Reading, estimating and writing overlap.
public struct SpikeFlowRun: Job {
  /// What is read.
  public var recording: SpikeRecording
  /// The checkpoint: `.pth`, `.pth.tar`, `.safetensors` or `.npz`.
  public var weights: String
  /// The frames between the centres of the two windows.
  public var interval: Int
  /// The centre of the first window; nil for the first that fits.
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
    recording: SpikeRecording, weights: String, output: FlowOutput, interval: Int = usualInterval,
    firstFrame: Int? = nil, count: Int? = nil, threads: Int = Threads.coreCount
  ) {
    (self.recording, self.weights, self.output, self.interval) = (recording, weights, output, interval)
    (self.firstFrame, self.count, self.threads) = (firstFrame, count, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> FlowSummary {
    let log = JobLog(observer)
    let checkpoint = try NetworkWeights(path: weights)
    let source = try recording.open(observer: log)
    let centres = try centres(of: source)
    let network = try SCFlow(parameters: checkpoint.parameters)
    let workers = try Workers(threads: threads)
    let geometry = source.geometry
    try output.estimate(width: geometry.width, height: geometry.height).require(Double(centres.count))
    let folder = try output.folder(inputs: [recording.path, weights])
    let started = ContinuousClock.now
    let writer = FlowFolderWriter(folder: folder, format: output.format, observer: log)
    let runner = SCFlowRunner(network: network, geometry: geometry, workers: workers)
    try checkpoint.tell(workers: workers, workspace: runner.workspaceByteCount, observer: log)
    try estimate(source, centres, runner, isConcurrent: workers.threads > 1, writer, log)
    if let rendering = output.rendering {
      try writer.render(rendering, usualRate: 10, over: { _ in nil }) { ["frames", "\($0.frameA) to", "\($0.frameB)"] }
    }
    return try output.complete(
      folder,
      FlowIndex(
        fields: writer.fields, width: geometry.width, height: geometry.height, model: "scflow",
        weightsDigest: checkpoint.digest, version: output.stamp.version, command: output.stamp.command,
        format: output.format.rawValue),
      seconds: (ContinuousClock.now - started) / .seconds(1), log)
  }

  /// Estimates and writes one field for each centre of a first window.
  private func estimate(
    _ source: any SpikeSource, _ centres: [Int], _ runner: SCFlowRunner, isConcurrent: Bool,
    _ writer: FlowFolderWriter, _ log: JobLog
  ) throws {
    let progress = log.steps(total: centres.count, unit: "fields")
    defer { progress.finish() }
    let half = SCFlow.windowLength / 2
    let interval = interval
    func time(ofFrame frame: Int) -> Int64 {
      Int64(exactly: (Double(frame) * 1_000_000 / source.rateHz).rounded()) ?? .max
    }
    var next = centres.makeIterator()
    try Pipeline(isConcurrent: isConcurrent).run(
      reading: { () throws -> (centre: Int, first: SpikeStream, second: SpikeStream)? in
        guard let centre = next.next() else { return nil }
        return (
          centre, try source.frames(centre - half..<centre + half + 1),
          try source.frames(centre + interval - half..<centre + interval + half + 1)
        )
      },
      computing: { (windows) throws -> (centre: Int, flow: Tensor<Float>) in
        (windows.centre, runner.flow(from: windows.first, to: windows.second, interval: interval))
      },
      writing: { (result) throws in
        let centre = result.centre
        try writer.write(
          FlowField(flow: result.flow),
          as: FlowIndex.Field(
            file: writer.name(of: centre), startUs: time(ofFrame: centre), endUs: time(ofFrame: centre + interval),
            frameA: centre, frameB: centre + interval, iterations: 1))
        try progress.advance()
      })
  }

  /// The centres of the first windows.
  private func centres(of source: any SpikeSource) throws -> [Int] {
    let half = SCFlow.windowLength / 2
    let first = firstFrame ?? half
    let last = source.frameCount - 1 - half - interval
    let range = "frames \(half)…\(source.frameCount - 1 - half)"
    guard source.frameCount >= SCFlow.windowLength + interval, last >= half else {
      throw JobError(
        .badContent, path: recording.path,
        problem:
          "\(source.frameCount) frames are too few for two windows of \(SCFlow.windowLength), \(interval) apart",
        remedy: "record at least \(SCFlow.windowLength + interval) frames or choose a smaller \(Setting.joinedSpans)")
    }
    guard (half...last).contains(first) else {
      throw JobError(
        wrongOptions: "\(Setting.firstFrame, to: "\(first)") does not fit: windows may be centred on \(range), the "
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
