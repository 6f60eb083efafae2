import Datasets
import Files
import Kernels
import OpticalFlow
import Recordings
import Runtime
import Tensors

/// Estimates flow from grids of events that were made before: for each but the first the flow of its window.
public struct GridFlowRun: Job {
  /// The file of grids, as ``EventGridInput`` takes it.
  public var path: String
  /// What estimates, a model of events that takes grids.
  public var model: FlowModel
  /// The checkpoint: `.pth`, `.pth.tar`, `.safetensors` or `.npz`.
  public var weights: String?
  /// How the model estimates.
  public var options: FlowEstimatorOptions
  /// The most fields; nil for all.
  public var count: Int?
  /// Where the fields go.
  public var output: FlowOutput
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a run.
  public init(
    path: String, model: FlowModel = .eraft, weights: String?, output: FlowOutput,
    options: FlowEstimatorOptions = FlowEstimatorOptions(), count: Int? = nil, threads: Int = Threads.coreCount
  ) {
    (self.path, self.model, self.weights, self.output) = (path, model, weights, output)
    (self.options, self.count, self.threads) = (options, count, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> FlowSummary {
    let log = JobLog(observer)
    try model.check(options)
    guard let input = try EventGridInput(path: path) else {
      throw JobError(
        .badContent, path: path, problem: "this is no file of grids, float32 [windows, bins, height, width]",
        remedy: "\(Work.represent) makes one")
    }
    let checkpoint = try NetworkWeights(path: weights, for: model)
    let network = try model.eventNetwork(checkpoint.parameters)
    try check(input, for: network)
    let fields = min(input.count - 1, count ?? .max)
    let workers = try Workers(threads: threads)
    try output.estimate(width: input.size.width, height: input.size.height).require(Double(fields))
    let folder = try output.folder(inputs: [path, weights])
    let started = ContinuousClock.now
    let writer = FlowFolderWriter(folder: folder, format: output.format, observer: log)
    func estimate<Estimator: EventFlowEstimator>(_ estimator: Estimator) throws -> Int {
      try checkpoint.describeRun(workers: workers, workspace: estimator.workspaceByteCount, observer: log)
      return try self.estimate(
        input, fields: fields, estimator, isConcurrent: workers.threads > 1, writer, log)
    }
    let layout = network.layout(sensorWidth: input.size.width, sensorHeight: input.size.height)
    let iterations = try estimate(
      network.estimator(layout: layout, options: options, spanCount: 1, workers: workers))
    if let rendering = output.rendering {
      try writer.render(rendering, usualRate: 10, over: { _ in nil }) { ["grids", "\($0.frameA) and", "\($0.frameB)"] }
    }
    let index = FlowIndex(
      fields: writer.fields, width: input.size.width, height: input.size.height, model: model.name,
      weightsDigest: checkpoint.digest, version: output.stamp.version, command: output.stamp.command,
      format: output.format.rawValue, iterations: iterations)
    var summary = try output.complete(folder, index, seconds: (ContinuousClock.now - started) / .seconds(1), log)
    summary.meanIterations = Double(iterations) / Double(max(1, fields))
    return summary
  }

  private func check(_ input: EventGridInput, for network: any EventFlowNetwork) throws {
    guard let bins = network.gridBins else {
      throw JobError(
        wrongOptions: "this is a file of grids, which \(Setting.model, to: model.name) does not take", path: path)
    }
    guard input.bins == bins else {
      throw JobError(
        .badContent, path: path, problem: "its grids have \(input.bins) bins, \(weights ?? model.name) takes \(bins)",
        remedy: "\(Remedy.set(.representation, to: "eraft:\(bins)")) makes such")
    }
    guard input.count > 1 else {
      throw JobError(
        .badContent, path: path, problem: "it holds one grid, and a flow needs two",
        remedy: "\(Work.represent) makes one a window")
    }
    try model.check(input.size, for: network, path: path)
  }

  /// Estimates and writes one field for each grid but the first.
  ///
  /// - Returns: The iterations of all.
  private func estimate<Estimator: EventFlowEstimator>(
    _ input: EventGridInput, fields: Int, _ estimator: Estimator, isConcurrent: Bool, _ writer: FlowFolderWriter,
    _ log: JobLog
  ) throws -> Int {
    let progress = log.steps(total: fields, unit: "fields")
    defer { progress.finish() }
    var number = 0
    var iterations = 0
    try Pipeline(isConcurrent: isConcurrent).run(
      reading: { () throws -> (number: Int, grids: Estimator.Input)? in
        guard number < fields else { return nil }
        let before = number == 0 ? try input.next() : nil
        guard let now = try input.next(), let grids = estimator.input(before: before, now: now) else { return nil }
        number += 1
        return (number, grids)
      },
      computing: { (window) throws -> (number: Int, estimate: EventFlowEstimate) in
        (window.number, estimator.flow(of: window.grids))
      },
      writing: { (result) throws in
        let (window, refinement) = (result.number, result.estimate.refinement)
        let interval = input.intervals?[window]
        iterations += refinement.iterations
        try writer.write(
          FlowField(flow: result.estimate.flows[0]),
          as: FlowIndex.Field(
            file: writer.name(of: window - 1), startUs: interval?.startMicroseconds ?? 0,
            endUs: interval?.endMicroseconds ?? 0, frameA: window - 1, frameB: window,
            iterations: refinement.iterations, updatesPx: refinement.updates,
            nextUpdatePx: result.estimate.nextUpdate,
            nextUpdateIsMeasured: result.estimate.nextUpdate != nil ? result.estimate.nextUpdateIsMeasured : nil))
        try progress.advance()
      })
    return iterations
  }
}
