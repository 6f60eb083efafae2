import ArgumentParser
import Foundation
import Workflows

/// `saccade train reconstruction`: a network of pictures from events by a YAML configuration.
struct TrainReconstructionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconstruction",
    abstract: "Train a network that makes pictures of events.",
    discussion: """
      CONFIG is YAML; --print-config shows one. Keys, with what holds without them:

      network
        release           FireNet, whose grid is normalised; or FireNet+
        channels          16
      data
        law               esim-2d; another law of saccade scene, or a file
        seeds             [1000000, 999999999]; of scenes, below for evaluation
        size              that of the law; the sensor
        crop              128x128; drawn for each sample
        windows           12; of a sample, of which the first warm the states
                          up without a gradient, warmup: 4
        window-ms         [5, 20]; the length of a window, drawn for each sample
        thresholds        [0.1, 0.8]; of event cameras, in log intensity
        threshold-deviation  0.05; of pixels, as a share
        noise-hz          0.2; events of a pixel that nothing caused, at most
        pause-share       0.2; of samples stop for a while
        gamma             2.2; pictures are gray levels to the power of 1 / gamma
      augmentation
        flip              0.5; of samples in a mirror, and as many upside down
      training
        steps, batch      1000, 4
        similarity        0.5; the weight of 1 - SSIM beside L1 at three scales
        consistency       0.5; the weight of how pictures change
        and the keys of the optimiser, of saccade train flow
      validation, output  as of saccade train flow, without scenes and path

      The folder that is written, and how it goes on, are those of saccade train flow.

      EXAMPLES
        saccade train reconstruction --print-config firenet > firenet.yml
        saccade train reconstruction firenet.yml -o firenet
        saccade train reconstruction firenet.yml --resume firenet
      """)

  @Argument(help: ArgumentHelp("The configuration.", valueName: "config"), completion: .file())
  var config: String?

  @Option(help: ArgumentHelp("Print a configuration: firenet.", valueName: "name"))
  var printConfig: String?

  @OptionGroup var training: StepTrainingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let printConfig {
      guard ReconstructionTrainingPreset(rawValue: printConfig) != nil else {
        let known = ReconstructionTrainingPreset.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--print-config knows \(known), not \(printConfig)")
      }
    } else if config == nil {
      throw ValidationError("name a configuration, or let --print-config show one")
    }
  }

  func run() throws {
    Console.configure(common)
    if let preset = printConfig.flatMap(ReconstructionTrainingPreset.init) {
      return try StandardStreams.output(.init(preset.text.utf8))
    }
    guard let config else { return }
    var configuration = try ReconstructionTrainingConfiguration(reading: config)
    let folder = try training.folder(verb: "train reconstruction", configuration: config)
    let choices = try training.choices(in: folder)
    training.apply(choices, to: &configuration.plan, &configuration.settings, &configuration.frozen)
    var run = ReconstructionTrainingRun(
      configuration, output: folder, initial: training.initial, isDry: training.dryRun, version: Version.current,
      threads: common.threadCount)
    run.choices = choices
    let summary = try run.runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    if let estimate = summary.estimate { return try Console.say(estimate.text) }
    if let similarity = summary.bestSsim, let step = summary.bestStep {
      try Console.say("greatest SSIM \(Text.number(similarity)), after step \(step)")
    }
    Console.note("written to \(summary.output) after \(Text.clock(summary.seconds))")
  }
}
