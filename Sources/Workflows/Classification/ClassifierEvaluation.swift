import Datasets
import Files
import Kernels
import Reports
import Runtime
import SpikingNetworks
import Tensors

/// Evaluates a spiking classifier on a data set, and how early it may stop.
///
/// A classifier of quantised activations is converted first. Temperature and threshold are chosen on samples that are not
/// reported. The network runs once for all rules, then again with the chosen one, so that saved time is measured and not
/// derived from steps.
public struct ClassifierEvaluation: Job {
  /// The network.
  public var model: ClassifierModel
  /// The data set; of its parts the one for testing.
  public var data: String
  /// Time steps; nil for 32, or those of the recordings.
  public var steps: Int?
  /// How pictures become steps; nil for constant currents.
  public var coding: PictureCodingChoice?
  /// Samples that run together; they stop one by one.
  public var batch: Int
  /// The first so many samples only; nil for all.
  public var limit: Int?
  /// The unit of time of recordings that do not state it.
  public var timeUnit: EventReadOptions.TimeUnit?
  /// What is chosen how.
  public var settings: ConfidenceSettings
  /// Which samples calibrate; nil for half of them where something is chosen on them, drawn where the data set is sorted
  /// by class, else none.
  public var calibration: CalibrationChoice?
  /// A page with curves and a threshold to move; nil for none.
  public var page: PageOutput?
  /// An `.npz` of the outputs of every step and the labels; nil for none.
  public var savedOutputs: String?
  /// Whether outputs that exist are replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it, but for its times.
  public var threads: Int

  /// Describes an evaluation.
  public init(
    model: ClassifierModel, data: String, steps: Int? = nil, coding: PictureCodingChoice? = nil,
    batch: Int = SpikingRunner.defaultBatch, limit: Int? = nil, timeUnit: EventReadOptions.TimeUnit? = nil,
    settings: ConfidenceSettings = ConfidenceSettings(), calibration: CalibrationChoice? = nil,
    page: PageOutput? = nil, savedOutputs: String? = nil, overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    (self.model, self.data, self.steps, self.coding, self.batch) = (model, data, steps, coding, batch)
    (self.limit, self.timeUnit, self.settings, self.calibration) = (limit, timeUnit, settings, calibration)
    (self.page, self.savedOutputs, self.overwrite, self.threads) = (page, savedOutputs, overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> ClassifierSummary {
    let started = ContinuousClock.now
    let log = JobLog(observer)
    let source = try model.read()
    let workers = try Workers(threads: threads)
    let (spiking, dense) = try networks(source)
    let samples = try EvaluatedSamples(
      data, split: .test, limit: limit, timeUnit: timeUnit, threads: threads, for: source)
    if let coding, samples.stepMicroseconds != nil {
      throw JobError(
        wrongOptions:
          "\(Setting.pictureCoding, to: coding.rawValue) is for pictures; \(data) holds recordings of events")
    }
    let coding = coding ?? .constant
    let choice = calibration(for: samples)
    var (calibration, reported) = try divide(samples, choice, source: source)
    // The files of the data sets are known now.
    for path in [page?.path, savedOutputs].compactMap({ $0 }) { try ReadFiles.refuse(path) }
    if let calibration { try tellMissingClasses(calibration, reported, log) }
    let steps = steps ?? samples.defaultSteps
    calibration?.code(as: coding.coding(seed: settings.seed), steps: steps)
    reported.code(as: coding.coding(seed: settings.seed), steps: steps)
    let runs = try ClassifierRuns(
      spiking, dense: dense, calibration: calibration, report: reported,
      plan: .init(steps: steps, batch: batch, settings: settings, path: data), workers: workers, observer: log)
    try log.tellDoubts(about: runs.evaluation, path: data)
    var summary = ClassifierSummary(
      model: model.path, data: reported.source, architecture: source.architecture.name,
      coding: samples.stepMicroseconds == nil ? coding : nil, input: InputSummary(source),
      denseAccuracy: runs.denseAccuracy,
      costs: runs.costs(of: spiking, batch: batch, stepMicroseconds: reported.stepMicroseconds), calibration: choice,
      evaluation: runs.evaluation, warnings: log.warnings)
    if let savedOutputs { try save(runs, reported, to: savedOutputs) }
    if let page {
      try page.write(
        summary.page(
          name: "\(source.architecture.name) on \(PageOutput.name(of: data))", classNames: reported.classNames, page,
          since: started, log),
        overwrite: overwrite)
    }
    summary.report = page?.path
    return summary
  }

  /// What calibrates where nothing is said.
  private func calibration(for samples: EvaluatedSamples) -> CalibrationChoice {
    if let calibration { return calibration }
    if !settings.needsCalibration { return .none }
    let labels = samples.labels
    return zip(labels, labels.dropFirst()).allSatisfy { $0 <= $1 } ? .random(nil) : .firstHalf
  }

  /// The spiking network, and the one in floating point that it came from where that is given.
  private func networks(_ source: ClassifierCheckpoint) throws -> (SpikingClassifier, DenseClassifier?) {
    guard let method = ConversionMethod(for: source.architecture) else { return (try SpikingClassifier(source), nil) }
    let conversion = ClassifierConversion(of: source)
    let dense = try DenseClassifier(source)
    switch method {
    case .qcfs: return (try SpikingClassifier(conversion.qcfs()), dense)
    case .qffs: return (try SpikingClassifier(conversion.qffs(steps: steps)), dense)
    case .thresholdBalance:
      throw JobError(
        .badContent, path: model.path,
        problem: "its activations are plain ReLUs, which need a calibration to spike",
        remedy: "convert it first: \(Work.convertClassifier) \(model.path) \(Setting.output, to: "snn.safetensors") "
          + "\(Setting.calibration, to: "DIR")")
    }
  }

  private func divide(
    _ samples: EvaluatedSamples, _ choice: CalibrationChoice, source: ClassifierCheckpoint
  ) throws -> (calibration: EvaluatedSamples?, report: EvaluatedSamples) {
    if case .path(let path) = choice {
      let others = try EvaluatedSamples(
        path, split: .train, limit: nil, timeUnit: timeUnit, threads: threads, for: source)
      try others.refuseShared(with: samples)
      return (others, samples)
    }
    guard let split = choice.split(seed: settings.seed), split != .none else { return (nil, samples) }
    let parts = try split.divide(samples.count, path: data)
    return (samples.subset(parts.calibration), samples.subset(parts.report))
  }

  private func tellMissingClasses(
    _ calibration: EvaluatedSamples, _ reported: EvaluatedSamples, _ observer: any JobObserver
  ) throws {
    let missing = Set(reported.labels).subtracting(calibration.labels).sorted()
    if missing.isEmpty { return }
    let names = missing.prefix(5).map { reported.classNames[$0] }.joined(separator: ", ")
    let (verb, more) = (missing.count == 1 ? "is" : "are", missing.count > 5 ? ", …" : "")
    try observer.warn(
      kind: "calibration", path: calibration.source,
      "no calibration sample is of \(Text.count(missing.count, "class")) that \(verb) reported (\(names)\(more)); "
        + "\(Setting.calibration, to: "random") draws from all")
  }

  private func save(_ runs: ClassifierRuns, _ samples: EvaluatedSamples, to path: String) throws {
    guard let outputs = runs.fixed.outputs else { return }
    let writer = try NumpyArchiveWriter(path: path, overwrite: overwrite)
    try writer.add(outputs, named: "outputs")
    let labels = samples.labels.map(Int64.init)
    try writer.add(Tensor<Int64>(shape: [labels.count], scalars: labels), named: "labels")
    try writer.commit()
  }
}

extension ClassifierSummary {
  /// The page of what was found.
  func page(
    name: String, classNames: [String] = [], _ output: PageOutput, since started: ContinuousClock.Instant,
    _ observer: any JobObserver
  ) throws -> HTMLPage {
    let report = ClassifierCostReport(costs, evaluation: evaluation, input: observer.text(input.line))
    return try ClassifierEvaluationPage.page(
      evaluation, name: name, classNames: classNames, sections: report.sections(withTimes: output.tellsSeconds),
      footer: output.footer(since: started))
  }
}
