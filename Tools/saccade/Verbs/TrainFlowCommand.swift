import ArgumentParser
import Foundation
import Workflows

/// `saccade train flow`: a network of flow by a YAML configuration.
struct TrainFlowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Train a network of optical flow.",
    discussion: """
      CONFIG is YAML; --print-config shows one. Keys, with what holds without them:

      network
        model             scflow
      data
        source            scenes, drawn and rendered while training; or folder
        law               spift; another law of saccade scene, or a file
        size              that of the law; the sensor
        seeds             [1000000, 999999999]; of scenes, below for evaluation
        cameras           [scsim, ideal], each as often as the other
        pause-share       0.02; of samples stand still
        path              the folder of scenes: SCENE/test.dat or .h5 with
                          SCENE/dt=10/motion_vector/0000.flo, as PHM and SPIFT
        dt                [10]; frames between two windows, several drawn evenly
        crop              128x128; drawn for each sample, multiples of 16
        rest-share        0.1; of samples are seen without a prior flow
      augmentation
        flip              0.5; of folders: in a mirror, and as many upside down
      training
        steps, batch      1000, 4
        optimizer         adam; or adamw, sgd
        learning-rate     0.001, of sgd 0.05
        momentum          0.9; of sgd, with nesterov: false
        weight-decay      0; of weights, not of vectors
        schedule          cosine; or one-cycle, constant, step
        rise              0.3; the share of one-cycle in which the rate grows
        step-every        a third of the steps; then times step-factor, 0.1
        warmup-steps      0; in which the rate grows
        clip-norm         1; the largest norm of all gradients, 0 for no bound
        average           0.999; kept of the moving average of weights, 0 for none
        largest-growth    1000; a loss of so many times that of late ends it
        freeze            []; parameters that stay: names with * for any letters
        seed              0
      validation
        every             500; steps, 0 for never
        samples           16
        seeds             [100000, 999999]; of scenes
        scenes            1; of a folder: the last ones of data.path are set aside
        path              none; a folder of scenes in place of these
        patience          0; validations without a better one, then it ends
      output
        checkpoint-every  250; steps
        keep              3; of the last states
        log-every         10; steps to a line of metrics

      OUTPUT is a folder that is there from the first step on: config.yml, \
      report.html with curves and pictures, metrics.jsonl, a file for TensorBoard, \
      checkpoint-STEP.safetensors to --resume from, best.safetensors and at the end \
      network.safetensors, the weights. Ctrl-C and SIGTERM save the state. A loss \
      that is no number, or grows without measure, ends it with the batch saved.

      EXAMPLES
        saccade train flow --print-config scflow > scflow.yml
        saccade train flow scflow.yml -o scflow --dry-run
        saccade train flow scflow.yml --resume scflow
        saccade train flow tuned.yml --init scflow/best.safetensors -o tuned
      """)

  @Argument(help: ArgumentHelp("The configuration.", valueName: "config"), completion: .file())
  var config: String?

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
    help: ArgumentHelp("Start from weights, or from the average of a state.", valueName: "path"),
    completion: .file())
  var initial: String?

  @Option(help: ArgumentHelp("The folder of scenes, in place of data.path.", valueName: "path"), completion: .directory)
  var data: String?

  @Option(help: ArgumentHelp("The steps, in place of training.steps.", valueName: "n"))
  var steps: Int?

  @Option(help: ArgumentHelp("The seed, in place of training.seed.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("Keep parameters as they are, besides those of training.freeze.", valueName: "pattern"))
  var freeze: [String] = []

  @Flag(help: "Make two steps, print their time and memory, and write nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("Print a configuration: scflow.", valueName: "name"))
  var printConfig: String?

  @Flag(help: "Replace what an earlier run wrote into the folder.")
  var force = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let steps, !(1...1_000_000_000).contains(steps) {
      throw ValidationError("--steps needs a number from 1 to 1000000000, not \(steps)")
    }
    if initial != nil, resume != nil { throw ValidationError("--init starts anew, and --resume goes on: pass one") }
    if let printConfig {
      guard FlowTrainingPreset(rawValue: printConfig) != nil else {
        let known = FlowTrainingPreset.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--print-config knows \(known), not \(printConfig)")
      }
    } else if config == nil {
      throw ValidationError("name a configuration, or let --print-config show one")
    }
  }

  func run() throws {
    Console.configure(common)
    if let preset = printConfig.flatMap(FlowTrainingPreset.init) {
      return try StandardStreams.output(.init(preset.text.utf8))
    }
    guard let config else { return }
    var configuration = try FlowTrainingConfiguration(reading: config)
    configuration.data.path = data ?? configuration.data.path
    configuration.plan.steps = steps ?? configuration.plan.steps
    configuration.settings.seed = seed ?? configuration.settings.seed
    configuration.frozen += freeze
    let folder = try TrainingFolder(
      output, verb: "train flow", configuration: config, resumed: resume, overwrite: force)
    let summary = try FlowTrainingRun(
      configuration, output: folder, initial: initial, isDry: dryRun, version: Version.current,
      threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    try show(summary)
  }

  private func show(_ summary: FlowTrainingSummary) throws {
    if let estimate = summary.estimate {
      try Console.say(
        String(
          format: "a step takes %.2f s (its samples %.2f s beside it), all steps %.1f h, in %.0f MB",
          estimate.stepSeconds, estimate.samplesSeconds, estimate.hours, Double(estimate.bytes) / 1e6))
      return
    }
    if let ratio = summary.bestAeeRatio, let step = summary.bestStep {
      try Console.say("least AEE ratio \(Text.number(ratio)), after step \(step)")
    }
    Console.note("written to \(summary.output) after \(Text.clock(summary.seconds))")
  }
}
