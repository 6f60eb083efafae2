import ArgumentParser
import Workflows

/// `saccade evaluate outputs`: early exit on the per-step outputs of any framework.
struct EvaluateOutputsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outputs",
    abstract: "Evaluate early exit on a classifier's outputs of every time step.",
    discussion: """
      LOGITS is float32 [steps, samples, classes], each step's own output, which is \
      accumulated here, or with --cumulative their sums up to each step; LABELS are whole numbers from 0. Or one .npz holds both, as \
      outputs and labels. Steps count from 1; a sample stops at the first step whose \
      confidence is greater than the threshold, else at the last.

        softmax    the largest probability
        margin     the largest less the second largest
        entropy    1 - entropy / ln(classes)
        stability  equal predictions in a row: above k-1 means k of them
        patience   single steps that confirm the one before, in a row

      EXAMPLES
        saccade evaluate outputs logits.npy labels.npy
        saccade evaluate outputs run.npz --calibration 5000 --report run.html
        saccade evaluate outputs run.npz --temperature 30 --threshold 0.6 --json
        saccade evaluate outputs run.npz --rule margin --max-accuracy-loss 0.5%
      """)

  @Argument(
    help: ArgumentHelp("The outputs, .npy, or .npz with both.", valueName: "logits"), completion: .file())
  var logits: String

  @Argument(
    help: ArgumentHelp("The labels, .npy or .npz (default: those beside the outputs).", valueName: "labels"),
    completion: .file())
  var labels: String?

  @Flag(help: "The outputs are summed up over the steps already.")
  var cumulative = false

  @OptionGroup var confidence: ConfidenceOptions

  @Option(help: ArgumentHelp("Write a page with curves and a threshold to move.", valueName: "html"))
  var report: String?

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write where every sample stopped as CSV.", valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace outputs that exist.")
  var force = false

  @OptionGroup var stamp: StampOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [report, output], force: force, inputs: [logits, labels, confidence.calibrationPath],
      isMachineReadable: common.json)
    let summary = try OutputsEvaluation(
      outputs: logits, labels: labels, areCumulative: cumulative, settings: confidence.settings,
      calibration: confidence.calibration, exits: output, page: report.map(stamp.page), overwrite: force,
      threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    try ConfidenceText(evaluation: summary.evaluation, calibration: summary.calibration).show()
  }
}
