import Files
import Kernels
import Media
import Runtime
import SpikingNetworks

/// Converts a trained classifier to spiking neurons, and compares each layer's rates with the activations that they stand
/// for where there are pictures to show.
public struct ClassifierConversionRun: Job {
  /// The classifier in floating point, or a spiking one that is only stored in another way.
  public var model: ClassifierModel
  /// Where the result goes: a graph of NIR where it ends in `.nir`, else a `.safetensors` file that says what it holds.
  public var output: String
  /// How it is converted; nil for what the activations are.
  public var method: ConversionMethod?
  /// A data set of pictures of the kind that it was trained on; of its parts the one for training. Thresholds are balanced
  /// on it.
  public var calibration: String?
  /// Calibration pictures for thresholds at most.
  public var calibrationSamples: Int
  /// What a threshold is.
  public var balancing: ThresholdBalancing
  /// Steps of the comparison; of ``ConversionMethod/qffs`` also the bound of a count. Nil for the trained number of levels
  /// of such, else 32.
  public var steps: Int?
  /// Pictures of the comparison at most; 0 leaves it out.
  public var comparedSamples: Int
  /// The version that the file says.
  public var version: String
  /// Whether an output that exists is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  private static let usualSteps = 32

  /// Describes a conversion.
  public init(
    model: ClassifierModel, output: String, method: ConversionMethod? = nil, calibration: String? = nil,
    calibrationSamples: Int = 1000, balancing: ThresholdBalancing = ThresholdBalancing(), steps: Int? = nil,
    comparedSamples: Int = 64, version: String = "", overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    (self.model, self.output, self.method, self.calibration) = (model, output, method, calibration)
    (self.calibrationSamples, self.balancing, self.steps) = (calibrationSamples, balancing, steps)
    (self.comparedSamples, self.version) = (comparedSamples, version)
    (self.overwrite, self.threads) = (overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> ClassifierConversionSummary {
    let log = JobLog(observer)
    let source = try model.read()
    let method = try method ?? suited(source)
    // A network of events says so, and a graph that is only stored in another way may be used with any pictures.
    if method != nil, source.input == nil, [1, 3].contains(source.architecture.inputShape[0]) {
      throw InputSummary.unknown(source)
    }
    let conversion = ClassifierConversion(of: source)
    let workers = try Workers(threads: threads)
    let pictures = try calibration.map { try CalibrationPictures(path: $0, for: source) }
    var metadata = ["source_digest": try FileDigest(path: model.path).description]
    metadata["method"] = method?.rawValue
    var balanced: Int?
    let converted: ClassifierCheckpoint
    switch method {
    case nil: converted = source
    case .qcfs: converted = try conversion.qcfs()
    case .qffs: converted = try conversion.qffs(steps: steps)
    case .thresholdBalance:
      guard let pictures else { throw Self.calibrationIsNeeded }
      let indices = pictures.indices(calibrationSamples)
      balanced = indices.count
      metadata["percentile"] = "\(balancing.percentile)"
      converted = try balance(conversion, pictures, indices, workers, log)
    }
    let report = try method == nil ? nil : pictures.flatMap { try compare(source, converted, $0, workers, log) }
    if let report, report.agreement < ConversionReport.leastAgreement {
      try log.warn(
        kind: "agreement", path: model.path,
        Message(ConversionReport.doubt(agreement: report.agreement, samples: report.samples)))
    }
    try log.checkCancellation()
    if NIRFile.isNamed(output) {
      try NIRFile.write(converted, to: output, overwrite: overwrite)
    } else {
      try converted.write(to: output, version: version, metadata: metadata, overwrite: overwrite)
    }
    var summary = ClassifierConversionSummary(converted, method: method, output: output, report: report)
    summary.calibrationSamples = balanced
    summary.percentile = balanced.map { _ in balancing.percentile }
    summary.warnings = log.warnings
    return summary
  }

  /// Balancing without pictures to balance on.
  public static var calibrationIsNeeded: JobError {
    JobError(
      wrongOptions: "threshold-balance needs \(Setting.calibration, to: "DIR"), pictures of the kind that the network "
        + "was trained on")
  }

  /// The method that suits the activations; nil for neurons, which are only stored in another way.
  private func suited(_ source: ClassifierCheckpoint) throws -> ConversionMethod? {
    if let method = ConversionMethod(for: source.architecture) { return method }
    let spikes = source.architecture.activations.map { if case .spiking = $0.description { true } else { false } }
    if !spikes.contains(false) {
      if NIRFile.isNamed(output) != (try NIRFile.isOne(model.path)) { return nil }
      throw JobError(
        .badContent, path: source.source, problem: "its neurons spike already",
        remedy: "it is converted; \(Setting.output) with the ending \(NIRFile.ending) makes a graph of it")
    }
    throw JobError(
      .badContent, path: source.source, problem: "its activations are of several kinds",
      remedy: "convert a network whose activations are all of one kind")
  }

  private func balance(
    _ conversion: ClassifierConversion, _ pictures: CalibrationPictures, _ indices: [Int], _ workers: Workers,
    _ observer: any JobObserver
  ) throws -> ClassifierCheckpoint {
    let progress = observer.steps(total: indices.count, unit: "pictures")
    defer { progress.finish() }
    return try conversion.thresholdBalance(samples: indices.count, balancing, workers: workers) { range in
      try progress.advance(range.count)
      return try pictures.values(at: indices[range])
    }
  }

  private func compare(
    _ source: ClassifierCheckpoint, _ converted: ClassifierCheckpoint, _ pictures: CalibrationPictures,
    _ workers: Workers, _ observer: any JobObserver
  ) throws -> ConversionReport? {
    if comparedSamples == 0 { return nil }
    let indices = pictures.indices(comparedSamples)
    let (values, labels) = (try pictures.values(at: indices), pictures.labels(at: indices))
    let progress = observer.steps(total: values.shape[0], unit: "pictures")
    defer { progress.finish() }
    var seen = 0
    return try ConversionReport(
      source: source, converted: converted, input: values, labels: labels,
      steps: steps ?? converted.architecture.trainedSteps ?? Self.usualSteps, workers: workers
    ) { done in
      try progress.advance(done - seen)
      seen = done
    }
  }
}
