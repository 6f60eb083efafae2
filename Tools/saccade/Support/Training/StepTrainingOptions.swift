import ArgumentParser
import Foundation
import NeuralNetworks
import Workflows

/// The options of every training by steps.
struct StepTrainingOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The folder (default: that of --resume, else the configuration's name).", valueName: "path"),
    completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp("Go on from a state, or from the last one of a folder.", valueName: "path"),
    completion: .file())
  var resume: String?

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp("Start from weights, by file or name, or from the average of a state.", valueName: "weights"),
    completion: .file())
  var initial: String?

  @Option(help: ArgumentHelp("The steps, in place of training.steps.", valueName: "n"))
  var steps: Int?

  @Option(help: ArgumentHelp("The seed, in place of training.seed.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("Keep parameters as they are, besides those of training.freeze.", valueName: "pattern"))
  var freeze: [String] = []

  @Flag(help: "Keep less in memory while a step is computed: parts of the network are computed twice.")
  var checkpoint = false

  @Flag(help: "Make two steps, print their time and memory, and write nothing.")
  var dryRun = false

  @Flag(help: "Replace what an earlier run wrote into the folder.")
  var force = false

  func validate() throws {
    if let steps, !(1...1_000_000_000).contains(steps) {
      throw ValidationError("--steps needs a number from 1 to 1000000000, not \(steps)")
    }
    if initial != nil, resume != nil { throw ValidationError("--init starts anew, and --resume goes on: pass one") }
  }

  /// What is said beside a configuration, now or when the state was written that the training goes on from.
  func choices(in folder: TrainingFolder, data: String? = nil) throws -> TrainingChoices {
    try TrainingChoices(
      TrainingChoices(data: data, length: steps, seed: seed, frozen: freeze.isEmpty ? nil : freeze),
      goingOnFrom: folder.resumed)
  }

  /// Puts what is said in the place of what a configuration says.
  func apply(
    _ choices: TrainingChoices, to plan: inout StepTrainingPlan, _ settings: inout TrainingSettings,
    _ frozen: inout [String]
  ) {
    plan.steps = choices.length ?? plan.steps
    plan.checkpointsModules = checkpoint || plan.checkpointsModules
    settings.seed = choices.seed ?? settings.seed
    frozen += choices.frozen ?? []
  }

  /// The folder that is written.
  func folder(verb: String, configuration: String) throws -> TrainingFolder {
    try TrainingFolder(output, verb: verb, configuration: configuration, resumed: resume, overwrite: force)
  }
}

extension TrainingEstimate {
  /// What it says in a line.
  var text: String {
    String(
      format: "a step takes %.2f s (its samples %.2f s beside it), all steps %.1f h, in %.0f MB", stepSeconds,
      samplesSeconds, hours, Double(bytes) / 1e6)
  }
}
