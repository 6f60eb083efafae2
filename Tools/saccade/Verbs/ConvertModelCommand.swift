import ArgumentParser
import Files
import Kernels
import Media
import SpikingNetworks

/// `saccade convert-model`: a spiking classifier of one in floating point.
struct ConvertModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert-model",
    abstract: "Convert a trained classifier to spiking neurons.",
    discussion: """
      ANN is a checkpoint of PyTorch (.pth, .pt, .th), .safetensors or .npz with the \
      parameter names of a network that saccade models lists; widths and classes are \
      the checkpoint's. The result is one .safetensors file that says what it holds, \
      or a graph of NIR where it ends in .nir. A graph of NIR becomes a network, too.
      Mean and deviation of the pictures are those stored or given, else those of the \
      repository whose names the parameters have; the table says which.

        qcfs               quantised activations become neurons of their threshold
        threshold-balance  ReLUs become neurons whose threshold is a percentile of
                           what they give for the calibration pictures
        qffs               activations of a learned step become neurons that bound
                           their spikes and take back what was too many

      With calibration pictures, each layer's rates are compared with the \
      activations that they stand for. Of a data set the part for training is used.

      EXAMPLES
        saccade convert-model qcfs_l4.pth -o snn.safetensors
        saccade convert-model resnet20.th -o snn.safetensors --calibration cifar10
        saccade convert-model ann.pth -o snn.safetensors --method qcfs --json
        saccade convert-model snn.safetensors -o snn.nir
      """)

  @Argument(help: ArgumentHelp("The checkpoint.", valueName: "ann"), completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp("qcfs, threshold-balance or qffs (default: what the activations are).", valueName: "name"))
  var method: ConversionMethod?

  @Option(
    help: ArgumentHelp("Pictures of the kind that it was trained on.", valueName: "dir"), completion: .file())
  var calibration: String?

  @Option(help: ArgumentHelp("Calibration pictures for thresholds at most.", valueName: "n"))
  var calibrationSamples = 1000

  @Option(help: ArgumentHelp("The percentile of activations that is a threshold.", valueName: "p"))
  var percentile = ThresholdBalancing().percentile

  @Flag(help: "One threshold for each layer, not for each channel.")
  var perLayer = false

  @Option(help: ArgumentHelp("Steps of the comparison; for qffs, also the bound of a count.", valueName: "n"))
  var steps: Int?

  @Option(help: ArgumentHelp("Pictures of the comparison at most; 0 leaves it out.", valueName: "n"))
  var samples = 64

  @OptionGroup var classifier: ClassifierOptions
  @OptionGroup var common: CommonOptions

  private static let comparedSteps = 32

  func validate() throws {
    guard percentile > 0, percentile <= 100 else {
      throw ValidationError("--percentile needs a number above 0, up to 100, not \(percentile)")
    }
    if let steps, !(1...65536).contains(steps) {
      throw ValidationError("--steps needs a number from 1 to 65536, not \(steps)")
    }
    guard (1...1_000_000).contains(calibrationSamples), (0...1_000_000).contains(samples) else {
      throw ValidationError("--calibration-samples and --samples need a number up to 1000000")
    }
    if method == .thresholdBalance && calibration == nil { throw ValidationError(Self.calibrationIsNeeded) }
  }

  private static let calibrationIsNeeded =
    "threshold-balance needs --calibration DIR, pictures of the kind that the network was trained on"

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output], force: output.force, inputs: [input, calibration], isMachineReadable: common.json)
    let source = try classifier.read(input)
    let method = try method ?? suited(source)
    // A network of events says so, and a graph that is only stored in another way may be used with any pictures.
    if method != nil, source.input == nil, [1, 3].contains(source.architecture.inputShape[0]) {
      throw NormalizationText.unknown(source)
    }
    let conversion = ClassifierConversion(of: source)
    let workers = try common.workers()
    let pictures = try calibration.map { try CalibrationPictures(path: $0, for: source) }
    var metadata = ["source_digest": try FileDigest(path: input).description]
    metadata["method"] = method?.rawValue
    var balanced: Int?
    let converted: ClassifierCheckpoint
    switch method {
    case nil: converted = source
    case .qcfs: converted = try conversion.qcfs()
    case .qffs: converted = try conversion.qffs(steps: steps)
    case .thresholdBalance:
      guard let pictures else { throw Failure.Usage(Self.calibrationIsNeeded) }
      let indices = pictures.indices(calibrationSamples)
      balanced = indices.count
      metadata["percentile"] = "\(percentile)"
      converted = try balance(conversion, pictures, indices, workers: workers)
    }
    let report = try method == nil ? nil : pictures.flatMap { try compare(source, converted, $0, workers: workers) }
    if NIRFile.isNamed(output.output) {
      try NIRFile.write(converted, to: output.output, overwrite: output.force)
    } else {
      try converted.write(
        to: output.output, version: Version.current, metadata: metadata, overwrite: output.force)
    }
    var listing = ConversionListing(converted, method: method, output: output.output, report: report)
    listing.calibrationSamples = balanced
    listing.percentile = balanced.map { _ in percentile }
    if common.json { return try JSON.printObject(listing) }
    try Console.say(listing.text)
    Console.note("written to \(output.output)")
  }

  /// The method that suits the activations; nil for neurons, which are only stored in another way.
  private func suited(_ source: ClassifierCheckpoint) throws -> ConversionMethod? {
    if let method = ConversionMethod(for: source.architecture) { return method }
    let spikes = source.architecture.activations.map { if case .spiking = $0.description { true } else { false } }
    if !spikes.contains(false) {
      if NIRFile.isNamed(output.output) != (try NIRFile.isOne(input)) { return nil }
      throw FileError(
        .badContent, path: source.source, problem: "its neurons spike already",
        remedy: "it is converted; -o with the ending .nir makes a graph of it")
    }
    throw FileError(
      .badContent, path: source.source, problem: "its activations are of several kinds",
      remedy: "convert a network whose activations are all of one kind")
  }

  private func balance(
    _ conversion: ClassifierConversion, _ pictures: CalibrationPictures, _ indices: [Int], workers: Workers
  ) throws -> ClassifierCheckpoint {
    let progress = Progress(total: indices.count, unit: "pictures")
    defer { progress.finish() }
    return try conversion.thresholdBalance(
      samples: indices.count, ThresholdBalancing(percentile: percentile, isPerChannel: !perLayer), workers: workers
    ) { range in
      progress.advance(range.count)
      return try pictures.values(at: indices[range])
    }
  }

  private func compare(
    _ source: ClassifierCheckpoint, _ converted: ClassifierCheckpoint, _ pictures: CalibrationPictures,
    workers: Workers
  ) throws -> ConversionReport? {
    if samples == 0 { return nil }
    let indices = pictures.indices(samples)
    let (values, labels) = (try pictures.values(at: indices), pictures.labels(at: indices))
    let progress = Progress(total: values.shape[0], unit: "pictures")
    defer { progress.finish() }
    var seen = 0
    return try ConversionReport(
      source: source, converted: converted, input: values, labels: labels, steps: steps ?? Self.comparedSteps,
      workers: workers
    ) { done in
      progress.advance(done - seen)
      seen = done
    }
  }
}

extension ConversionMethod: ExpressibleByArgument {}
