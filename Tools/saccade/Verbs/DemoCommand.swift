import ArgumentParser
import SpikingNetworks
import Workflows

/// `saccade demo`: the main jobs on what the program carries.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Show a main job on what the program carries, from start to picture.",
    discussion: """
      EXAMPLES
        saccade demo flow
        saccade demo snn
      """,
    subcommands: [DemoFlowCommand.self, DemoSNNCommand.self])
}

/// `saccade demo snn`: a spiking classifier that stops when it is sure.
struct DemoSNNCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snn",
    abstract: "Let a spiking classifier stop when it is sure, and show the trade-off.",
    discussion: """
      A small network that the program carries reads digits that the program draws. Its \
      temperature and threshold are chosen on some of them, accuracy and steps reported \
      on others, and a page is written whose threshold a person can move.

      EXAMPLES
        saccade demo snn
        saccade demo snn -o demo.html --rule entropy --max-accuracy-loss 1%
      """)

  @Option(name: [.short, .long], help: ArgumentHelp("The page.", valueName: "html"), completion: .file())
  var output = "saccade-demo-snn.html"

  @Option(help: ArgumentHelp("Digits that are reported; as many calibrate.", valueName: "n"))
  var samples = 1000

  @Option(help: ArgumentHelp("Time steps.", valueName: "n"))
  var steps = 32

  @Option(help: "What is compared with the threshold.")
  var rule = ConfidenceRule.softmax

  @Option(help: ArgumentHelp("What of the accuracy may be lost.", valueName: "share"))
  var maxAccuracyLoss = ShareArgument(0.005)

  @Option(help: ArgumentHelp("How sure that is.", valueName: "share"))
  var confidenceLevel = ShareArgument(0.95)

  @Option(help: ArgumentHelp("The seed of the digits.", valueName: "number"))
  var seed: UInt64 = 0

  @Flag(help: "Replace a page that exists.")
  var force = false

  @OptionGroup var stamp: StampOptions

  @OptionGroup var common: CommonOptions

  func validate() throws {
    try confidenceLevel.requireLevel()
    guard (10...100_000).contains(samples) else {
      throw ValidationError("--samples needs a number from 10 to 100000, not \(samples)")
    }
    guard (1...4096).contains(steps) else {
      throw ValidationError("--steps needs a number from 1 to 4096, not \(steps)")
    }
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output], force: force, inputs: [], isMachineReadable: common.json)
    let summary = try DrawnDigitsDemonstration(
      page: stamp.page(output), samples: samples, steps: steps,
      settings: ConfidenceSettings(
        rule: rule, maximumLoss: maxAccuracyLoss.value, confidenceLevel: confidenceLevel.value, seed: seed),
      overwrite: force,
      threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    try ClassifierText(summary).show()
    Console.note("\nopen \(output) in a browser: its threshold can be moved")
  }
}
