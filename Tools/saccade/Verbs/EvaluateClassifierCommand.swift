import ArgumentParser
import Datasets
import Files
import Kernels
import Reports
import SpikingNetworks
import Tensors
import Workflows

/// `saccade evaluate classifier`: a spiking classifier on a data set, and how early it may stop.
struct EvaluateClassifierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "Evaluate a spiking classifier on a data set, and how early it may stop.",
    discussion: """
      The model is what convert-model or train wrote, or a checkpoint of a network with \
      QCFS or LSQ activations, which is converted. Temperature and threshold are chosen \
      on samples that are not reported: half of them, or --calibration. The network runs once for all rules, then again \
      with the chosen one, so that saved time is measured and not derived from steps.

      EXAMPLES
        saccade evaluate classifier --model snn.safetensors --data cifar10
        saccade evaluate classifier --model q.pth --data cifar10 --report e.html
        saccade evaluate classifier --model lif.safetensors --data nmnist --json
      """)

  @Option(help: ArgumentHelp("The network.", valueName: "file"), completion: .file())
  var model: String

  @Option(help: ArgumentHelp("The data set; of its parts the one for testing.", valueName: "path"), completion: .file())
  var data: String

  @Option(help: ArgumentHelp("Time steps (default: 32, or those of the recordings).", valueName: "n"))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "How pictures become steps: their values in every step, or spikes, spread evenly or drawn (default: constant).",
      valueName: "coding"))
  var coding: CodingArgument?

  @Option(help: ArgumentHelp("Samples that run together; they stop one by one.", valueName: "n"))
  var batch = SpikingRunner.defaultBatch

  @Option(help: ArgumentHelp("The first so many samples only.", valueName: "n"))
  var limit: Int?

  @Option(help: "The unit of time of recordings of events that do not state it.")
  var timeUnit: EventReadOptions.TimeUnit?

  @OptionGroup var confidence: ConfidenceOptions
  @OptionGroup var classifier: ClassifierOptions

  @Option(help: ArgumentHelp("Write a page with curves and a threshold to move.", valueName: "html"))
  var report: String?

  @Option(
    help: ArgumentHelp("Write the outputs of every step and the labels as .npz.", valueName: "npz"), completion: .file()
  )
  var saveOutputs: String?

  @Flag(help: "Replace outputs that exist.")
  var force = false

  @OptionGroup var stamp: StampOptions

  @OptionGroup var common: CommonOptions

  private static let mostSteps = 65536

  func validate() throws {
    if let steps, !(1...Self.mostSteps).contains(steps) {
      throw ValidationError("--steps needs a number from 1 to \(Self.mostSteps), not \(steps)")
    }
    guard (1...65536).contains(batch) else {
      throw ValidationError("--batch needs a number from 1 to 65536, not \(batch)")
    }
    if let limit, limit < 1 { throw ValidationError("--limit needs a number of one and more, not \(limit)") }
  }

  func run() throws {
    let started = ContinuousClock.now
    Console.configure(common)
    try OutputGuard.check(
      [report, saveOutputs], force: force, inputs: [model, data, confidence.calibrationPath],
      isMachineReadable: common.json)
    let source = try classifier.read(model)
    let workers = try common.workers()
    let (spiking, dense) = try networks(source)
    let samples = try EvaluatedSamples(
      data, split: .test, limit: limit, timeUnit: timeUnit, threads: common.threadCount, for: source)
    if let coding, samples.stepMicroseconds != nil {
      throw Failure.Usage("--coding \(coding.rawValue) is for pictures; \(data) holds recordings of events")
    }
    let coding = coding ?? .constant
    let choice = calibration(for: samples)
    var (calibration, reported) = try divide(samples, choice, source: source)
    // The files of the data sets are known now.
    for path in [report, saveOutputs].compactMap({ $0 }) { try ReadFiles.refuse(path) }
    if let calibration { try warnOfMissingClasses(calibration, reported) }
    let steps = steps ?? samples.defaultSteps
    calibration?.code(as: coding.pictureCoding(seed: confidence.seed), steps: steps)
    reported.code(as: coding.pictureCoding(seed: confidence.seed), steps: steps)
    let runs = try ClassifierRuns(
      spiking, dense: dense, calibration: calibration, report: reported, steps: steps, batch: batch,
      settings: confidence.settings, path: data, workers: workers)
    try ConfidenceWarnings.warn(runs.evaluation, path: data)
    var listing = ClassifierListing(
      runs, classifier: spiking, normalization: NormalizationText(source), model: model, samples: reported,
      batch: batch, calibration: choice)
    if samples.stepMicroseconds == nil { listing.coding = coding.rawValue }
    if let saveOutputs { try save(runs, reported, to: saveOutputs) }
    if let report {
      let page = try ClassifierEvaluationPage.page(
        runs.evaluation, name: "\(source.architecture.name) on \(Paths.lastName(of: data))",
        classNames: reported.classNames, sections: ClassifierText(listing: listing).sections(withTimes: stamp.stamp),
        footer: ReportFile.footer(stamp, seconds: (ContinuousClock.now - started) / .seconds(1)))
      try ReportFile.write(page, to: report, overwrite: force)
    }
    listing.report = report
    if common.json { return try JSON.printObject(listing) }
    try Console.say(ConfidenceText(evaluation: runs.evaluation, calibration: choice).text)
    try Console.say("\n" + ClassifierText(listing: listing).text)
    if let report { Console.note("the page is \(report)") }
  }

  /// What calibrates where nothing is said: half of the samples, drawn where the data set is sorted by class.
  private func calibration(for samples: EvaluatedSamples) -> CalibrationArgument {
    if let given = confidence.calibration { return given }
    if !confidence.settings.needsCalibration { return .none }
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
      throw FileError(
        .badContent, path: model, problem: "its activations are plain ReLUs, which need a calibration to spike",
        remedy: "convert it first: saccade convert-model \(model) -o snn.safetensors --calibration DIR")
    }
  }

  private func divide(
    _ samples: EvaluatedSamples, _ choice: CalibrationArgument, source: ClassifierCheckpoint
  ) throws -> (calibration: EvaluatedSamples?, report: EvaluatedSamples) {
    guard let split = choice.split(seed: confidence.seed) else {
      guard case .path(let path) = choice else { preconditionFailure("What is no split is a path.") }
      let others = try EvaluatedSamples(
        path, split: .train, limit: nil, timeUnit: timeUnit, threads: common.threadCount, for: source)
      try others.refuseShared(with: samples)
      return (others, samples)
    }
    if split == .none { return (nil, samples) }
    let parts = try split.divide(samples.count, path: data)
    return (samples.subset(parts.calibration), samples.subset(parts.report))
  }

  private func warnOfMissingClasses(_ calibration: EvaluatedSamples, _ reported: EvaluatedSamples) throws {
    let missing = Set(reported.labels).subtracting(calibration.labels).sorted()
    if missing.isEmpty { return }
    let names = missing.prefix(5).map { reported.classNames[$0] }.joined(separator: ", ")
    try Console.warn(
      kind: "calibration", path: calibration.source,
      "no calibration sample is of \(Text.count(missing.count, "class")) that \(missing.count == 1 ? "is" : "are") "
        + "reported (\(names)\(missing.count > 5 ? ", …" : "")); --calibration random draws from all")
  }

  private func save(_ runs: ClassifierRuns, _ samples: EvaluatedSamples, to path: String) throws {
    guard let outputs = runs.fixed.outputs else { return }
    let writer = try NumpyArchiveWriter(path: path, overwrite: force)
    try writer.add(outputs, named: "outputs")
    let labels = samples.labels.map(Int64.init)
    try writer.add(Tensor<Int64>(shape: [labels.count], scalars: labels), named: "labels")
    try writer.commit()
  }
}
