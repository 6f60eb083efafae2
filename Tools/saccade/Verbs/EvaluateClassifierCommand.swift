import ArgumentParser
import Datasets
import Recordings
import SpikingNetworks
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

  @Option(
    help: ArgumentHelp(
      "Time steps (default: those of the recordings, or the trained levels of learned steps, else 32).", valueName: "n")
  )
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "How pictures become steps: their values in every step, or spikes, spread evenly or drawn (default: constant).",
      valueName: "coding"))
  var coding: PictureCodingChoice?

  @Option(help: ArgumentHelp("Samples that run together; they stop one by one.", valueName: "n"))
  var batch = SpikingRunner.defaultBatch

  @Option(help: ArgumentHelp("The first so many samples only.", valueName: "n"))
  var limit: Int?

  @Option(help: "The unit of time of recordings of events that do not state it.")
  var timeUnit: TimeUnit?

  @OptionGroup var confidence: ConfidenceOptions
  @OptionGroup var classifier: ClassifierOptions

  @Option(help: ArgumentHelp("Write a page with curves and a threshold to move.", valueName: "html"))
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Write the outputs of every step and the labels of all samples as .npz; calibrates tells which chose.",
      valueName: "npz"), completion: .file()
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
    Console.configure(common)
    try OutputGuard.check(
      [report, saveOutputs], force: force, inputs: [model, data, confidence.calibrationPath],
      isMachineReadable: common.json)
    let summary = try ClassifierEvaluation(
      model: classifier.model(model), data: data, steps: steps, coding: coding, batch: batch, limit: limit,
      timeUnit: timeUnit, settings: confidence.settings, calibration: confidence.calibration,
      page: report.map(stamp.page), savedOutputs: saveOutputs, overwrite: force,
      threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    try ClassifierText(summary).show()
    if let report { Console.note("the page is \(report)") }
  }
}
