import Datasets
import Files
import Kernels
import Recordings
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
  /// Time steps; nil for those of the recordings, or the trained number of levels of learned steps, else 32.
  public var steps: Int?
  /// How pictures become steps; nil for constant currents.
  public var coding: PictureCodingChoice?
  /// Samples that run together; they stop one by one.
  public var batch: Int
  /// The first so many samples only; nil for all.
  public var limit: Int?
  /// The unit of time of recordings that do not state it.
  public var timeUnit: TimeUnit?
  /// What is chosen how.
  public var settings: ConfidenceSettings
  /// Which samples calibrate; nil for half of them where something is chosen on them, drawn where the data set is sorted
  /// by class, else none.
  public var calibration: CalibrationChoice?
  /// A page with curves and a threshold to move; nil for none.
  public var page: PageOutput?
  /// An `.npz` of the outputs of every step and the labels of all samples of the data set; nil for none.
  public var savedOutputs: String?
  /// Whether outputs that exist are replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it, but for its times.
  public var threads: Int

  private static let usualSteps = 32

  /// Describes an evaluation.
  public init(
    model: ClassifierModel, data: String, steps: Int? = nil, coding: PictureCodingChoice? = nil,
    batch: Int = SpikingRunner.defaultBatch, limit: Int? = nil, timeUnit: TimeUnit? = nil,
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
    let (calibrating, parts) = try divide(samples, choice, source: source)
    var (calibration, reported) = (calibrating, samples.subset(parts.report))
    // The files of the data sets are known now.
    for path in [page?.path, savedOutputs].compactMap({ $0 }) { try ReadFiles.refuse(path) }
    if let calibration { try tellMissingClasses(calibration, reported, log) }
    let trainedSteps = source.architecture.trainedSteps
    let steps = steps ?? samples.recordedSteps ?? trainedSteps ?? Self.usualSteps
    calibration?.code(as: coding.coding(seed: settings.seed), steps: steps)
    reported.code(as: coding.coding(seed: settings.seed), steps: steps)
    let runs = try ClassifierRuns(
      spiking, dense: dense, calibration: calibration, report: reported,
      plan: .init(steps: steps, batch: batch, settings: settings, path: data), workers: workers, observer: log)
    try log.tellDoubts(about: runs.evaluation, path: data)
    try tellDisagreement(runs, steps: steps, trainedSteps: trainedSteps, log)
    var summary = ClassifierSummary(
      model: model.path, data: reported.source, architecture: source.architecture.name,
      coding: samples.stepMicroseconds == nil ? coding : nil, input: InputSummary(source),
      denseAccuracy: runs.denseAccuracy, agreement: runs.agreement,
      costs: runs.costs(of: spiking, batch: batch, stepMicroseconds: reported.stepMicroseconds), calibration: choice,
      evaluation: runs.evaluation, warnings: log.warnings)
    let shown = try page.map { page in
      try page.prepare(
        summary.page(
          name: "\(source.architecture.name) on \(PageOutput.name(of: data))", classNames: reported.classNames, page,
          since: started, log),
        overwrite: overwrite)
    }
    try OutputFile.commit(shown) { if let savedOutputs { try save(runs, samples, parts, to: savedOutputs) } }
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
    guard let method = ConversionMethod(for: source.architecture) else {
      return (try SpikingClassifier(source), try source.unconverted().map { try DenseClassifier($0) })
    }
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

  /// Doubts a converted network that gives other classes than its source, or runs for steps that it was not made for.
  private func tellDisagreement(
    _ runs: ClassifierRuns, steps: Int, trainedSteps: Int?, _ observer: any JobObserver
  ) throws {
    guard let agreement = runs.agreement, agreement < ConversionReport.leastAgreement else { return }
    let doubt = ConversionReport.doubt(agreement: agreement, samples: runs.evaluation.outputs.samples)
    let trained = trainedSteps.flatMap {
      $0 == steps ? nil : "; it was trained for \(Text.count($0, "step")), not \(steps)"
    }
    try observer.warn(kind: "agreement", path: model.path, Message(doubt + (trained ?? "")))
  }

  private func divide(
    _ samples: EvaluatedSamples, _ choice: CalibrationChoice, source: ClassifierCheckpoint
  ) throws -> (calibration: EvaluatedSamples?, parts: (calibration: [Int], report: [Int])) {
    let all = ([Int](), Array(0..<samples.count))
    if case .path(let path) = choice {
      let others = try EvaluatedSamples(
        path, split: .train, limit: nil, timeUnit: timeUnit, threads: threads, for: source)
      try others.refuseShared(with: samples)
      return (others, all)
    }
    guard let split = choice.split(seed: settings.seed), split != .none else { return (nil, all) }
    let parts = try split.divide(samples.count, path: data)
    return (samples.subset(parts.calibration), parts)
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

  /// Writes what the network gave for all samples in the order of the data set, and which of them calibrated.
  private func save(
    _ runs: ClassifierRuns, _ samples: EvaluatedSamples, _ parts: (calibration: [Int], report: [Int]), to path: String
  ) throws {
    guard let reported = runs.fixed.outputs else { return }
    let (steps, classes) = (reported.shape[0], reported.shape[2])
    var outputs = Tensor<Float>(zeros: [steps, samples.count, classes])
    func place(_ values: Tensor<Float>, at places: [Int]) {
      for step in 0..<steps {
        for (row, sample) in places.enumerated() {
          for index in 0..<classes { outputs[step, sample, index] = values[step, row, index] }
        }
      }
    }
    place(reported, at: parts.report)
    var calibrates = Tensor<UInt8>(zeros: [samples.count])
    if let calibration = runs.calibrationOutputs, !parts.calibration.isEmpty {
      place(calibration, at: parts.calibration)
      for sample in parts.calibration { calibrates[sample] = 1 }
    }
    let writer = try NumpyArchiveWriter(path: path, overwrite: overwrite)
    try writer.add(outputs, named: "outputs")
    let labels = samples.labels.map(Int64.init)
    try writer.add(Tensor<Int64>(shape: [labels.count], scalars: labels), named: "labels")
    try writer.add(calibrates, named: "calibrates")
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
