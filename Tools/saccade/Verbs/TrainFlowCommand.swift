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
        model             scflow; or steflownet, of which are
        widths            [8, 16, 32, 48]; of the encoder, the finest level first
        decoder-widths    [4, 32, 48]; with head, 16
        splits            5; of a window of events, with iterations: 3 over them
        passes            1; over a window, later ones of events moved back along the
                          flow found before; samples train each as often as others
      data
        source            scenes, drawn and rendered while training; or folder; or
                          recordings of events, without known flow
        law               spift, for events esim-2d; another law of saccade scene, or a file
        size              that of the law; the sensor, also that of recordings that
                          do not say it, as format and time-unit
        seeds             [1000000, 999999999]; of scenes, below for evaluation
        cameras           [scsim, ideal], each as often as the other
        pause-share       0.02; of samples of spikes stand still
        window-ms         [5, 50]; the length of a window of events
        thresholds        [0.1, 0.8]; of event cameras, in log intensity
        threshold-deviation  0.05; of pixels, as a share
        noise-hz          0.2; events of a pixel that nothing caused, at most
        path              the folder of scenes: SCENE/test.dat or .h5 with
                          SCENE/dt=10/motion_vector/0000.flo, as PHM and SPIFT;
                          a recording, or a folder of them
        dt                [10]; frames between two windows, several drawn evenly
        crop              128x128; drawn for each sample, multiples of 16
        rest-share        0.1; of samples are seen without a prior flow
      augmentation
        flip              0.5; of folders and recordings: in a mirror, and as many
                          upside down
        polarity          0.5; of samples have on and off exchanged
        reverse           0.5; of recordings: played backwards
      training
        steps, batch      1000, 4
        loss              supervised; of steflownet self-supervised with
                          smoothness: 10, or contrast with variation: 0.01,
                          which is that of recordings
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
        repeat-after      0; steps whose samples come again: 1 fits one batch
        checkpoint        false; parts computed twice, for less memory
        freeze            []; parameters that stay: names with * for any letters
        seed              0
      validation
        every             500; steps, 0 for never
        samples           16
        seeds             [100000, 999999]; of scenes
        scenes            1; of a folder: the last ones of data.path are set aside
        share             0.1; of each recording is set aside, its end
        path              none; a folder or recordings in place of these
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
        saccade train flow --print-config steflownet-s-recordings > own.yml
        saccade train flow own.yml --data night.raw --init steflownet-s
      """)

  @Argument(help: ArgumentHelp("The configuration.", valueName: "config"), completion: .file())
  var config: String?

  @Option(help: ArgumentHelp("The folder or recording, in place of data.path.", valueName: "path"), completion: .file())
  var data: String?

  @Option(
    help: ArgumentHelp("Print a configuration: scflow, steflownet-s or steflownet-s-recordings.", valueName: "name"))
  var printConfig: String?

  @OptionGroup var training: StepTrainingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
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
    let folder = try training.folder(verb: "train flow", configuration: config)
    let choices = try training.choices(in: folder, data: data)
    configuration.data.path = choices.data ?? configuration.data.path
    training.apply(choices, to: &configuration.plan, &configuration.settings, &configuration.frozen)
    var run = FlowTrainingRun(
      configuration, output: folder, initial: training.initial, isDry: training.dryRun, version: Version.current,
      threads: common.threadCount)
    run.choices = choices
    let summary = try run.runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    if let estimate = summary.estimate { return try Console.say(estimate.text) }
    if let ratio = summary.bestAeeRatio, let step = summary.bestStep {
      try Console.say("least AEE ratio \(Text.number(ratio)), after step \(step)")
    }
    if let cost = summary.bestContrast, let step = summary.bestStep {
      try Console.say(
        "least contrast \(Text.number(cost)), of events at rest 4, after step \(step)"
          + (step == 0 ? ": the weights it began with are the best" : ""))
    }
    Console.note("written to \(summary.output) after \(Text.clock(summary.seconds))")
  }
}
