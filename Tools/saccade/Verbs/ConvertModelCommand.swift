import ArgumentParser
import SpikingNetworks
import Workflows

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

  @Option(
    help: ArgumentHelp(
      "Steps of the comparison (default: 32, for qffs the trained levels); for qffs, also the bound of a count.",
      valueName: "n"))
  var steps: Int?

  @Option(help: ArgumentHelp("Pictures of the comparison at most; 0 leaves it out.", valueName: "n"))
  var samples = 64

  @OptionGroup var classifier: ClassifierOptions
  @OptionGroup var common: CommonOptions

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
    if method == .thresholdBalance && calibration == nil {
      throw ValidationError(ClassifierConversionRun.calibrationIsNeeded.message.text(\.optionText))
    }
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output], force: output.force, inputs: [input, calibration], isMachineReadable: common.json)
    let summary = try ClassifierConversionRun(
      model: classifier.model(input), output: output.output, method: method, calibration: calibration,
      calibrationSamples: calibrationSamples,
      balancing: ThresholdBalancing(percentile: percentile, isPerChannel: !perLayer), steps: steps,
      comparedSamples: samples, version: Version.current, overwrite: output.force, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    try summary.show()
  }
}

extension ConversionMethod: ExpressibleByArgument {}
