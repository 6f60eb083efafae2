import ArgumentParser
import Datasets
import Files
import Recordings
import Workflows

/// `saccade train classifier`: a classifier by a YAML configuration.
struct TrainClassifierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classifier",
    abstract: "Train a classifier of pictures or events.",
    discussion: """
      CONFIG is YAML; --print-config shows one. Keys, with what holds without them:

      data
        path              the data set: MNIST, CIFAR, N-MNIST, DVS Gesture, folders
        validation        0.1; training samples set aside, a share or a number
        bins              15; the steps of a recording
        bin-duration      20ms; the duration of one
        mean, deviation   lists, one a channel; those of the training pictures
      network
        architecture      a name of saccade models; else a small network of
        widths            [16, 32]; channels of convolutions, each halved by means
        hidden            64; outputs of the inner linear layer
        normalization     true; batch normalisation, else biases
        activation        qcfs; or relu, lsq, spiking
        levels            4; of qcfs and lsq
        decay, reset      1, soft; of spiking neurons
        initial-potential 0; in thresholds
        threshold         2, of spiking neurons 1; at the start
      training
        epochs, batch     10, 64
        optimizer         adam; or adamw, sgd
        learning-rate     0.001, of sgd 0.05
        momentum          0.9; of sgd, with nesterov: false
        weight-decay      0; of weights, not of vectors
        schedule          cosine; or constant, step
        step-epochs       10; the rate is multiplied by step-factor, 0.1
        warmup-epochs     0; in which the rate grows
        clip-norm         none; the largest norm of all gradients
        label-smoothing   0
        loss              mean; of outputs over time, or every-step
        steps             4; time steps for pictures of a spiking network
        surrogate         arctan; or piecewise-linear, sigmoid
        sharpness         2, of piecewise-linear 1, of sigmoid 4
        learn-thresholds  false; those of spiking neurons
        memory            2; GB that the network and a batch may take
        seed              0
      augmentation
        shift             0; pixels at most, black comes in
        flip              false; every other sample, left to right

      After every epoch a checkpoint is written beside the output, from which \
      --resume goes on to the same bytes; it knows --data, --output and the like. The result is a classifier that says what \
      it holds. If the data set has a part for testing, it is tested at the end.

      EXAMPLES
        saccade train classifier --print-config nmnist-lif > nmnist.yml
        saccade train classifier mnist.yml -o mnist.safetensors --data mnist
        saccade train classifier mnist.yml --resume mnist.checkpoint.safetensors
      """)

  @Argument(help: ArgumentHelp("The configuration.", valueName: "config"), completion: .file())
  var config: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Where the classifier goes (default: the configuration's name with .safetensors).", valueName: "path"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("Go on from a checkpoint.", valueName: "path"), completion: .file())
  var resume: String?

  @Option(help: ArgumentHelp("The data set, in place of data.path.", valueName: "path"), completion: .file())
  var data: String?

  @Option(help: "The unit of time of recordings of events that do not state it.")
  var timeUnit: TimeUnit?

  @Option(help: ArgumentHelp("The epochs, in place of training.epochs.", valueName: "n"))
  var epochs: Int?

  @Option(help: ArgumentHelp("The seed, in place of training.seed.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Print a configuration: mnist-qcfs or nmnist-lif.", valueName: "name"))
  var printConfig: String?

  @Flag(help: "Replace the output and its checkpoint if they exist.")
  var force = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let epochs, !(1...100_000).contains(epochs) {
      throw ValidationError("--epochs needs a number from 1 to 100000, not \(epochs)")
    }
    if let printConfig {
      guard ClassifierTrainingPreset(rawValue: printConfig) != nil else {
        let known = ClassifierTrainingPreset.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--print-config knows \(known), not \(printConfig)")
      }
    } else if config == nil {
      throw ValidationError("name a configuration, or let --print-config show one")
    }
  }

  func run() throws {
    Console.configure(common)
    if let preset = printConfig.flatMap(ClassifierTrainingPreset.init) {
      return try StandardStreams.output(.init(preset.text.utf8))
    }
    guard let config else { return }
    var configuration = try ClassifierTrainingConfiguration(reading: config)
    let choices = try TrainingChoices(
      TrainingChoices(data: data, output: output, length: epochs, seed: seed, timeUnit: timeUnit?.rawValue),
      goingOnFrom: resume)
    configuration.data.path = choices.data ?? configuration.data.path
    configuration.data.timeUnit = choices.timeUnit.flatMap { TimeUnit(rawValue: $0) }
    configuration.training.epochs = choices.length ?? configuration.training.epochs
    configuration.training.seed = choices.seed ?? configuration.training.seed
    let place = ClassifierTrainingOutput(
      choices.output, configuration: config, resumed: resume, overwrite: force)
    try checkPlaces(place, inputs: [config, configuration.data.path, resume])
    let summary = try ClassifierTrainingRun(
      configuration, output: place, choices: choices, version: Version.current, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    if let accuracy = summary.testAccuracy {
      try Console.say("test accuracy \(Text.percent(accuracy)) of \(summary.testSamples) samples")
    }
    Console.note("written to \(summary.output) after \(Text.clock(summary.seconds))")
  }

  private func checkPlaces(_ place: ClassifierTrainingOutput, inputs: [String?]) throws {
    do {
      try OutputGuard.check(
        place.created, force: force, inputs: inputs.filter { $0 != "" }, isMachineReadable: common.json)
      try OutputGuard.throwObstacle()
    } catch var error as FileError where error.path == place.checkpoint && !force {
      error.remedy = "go on with --resume \(place.checkpoint), choose another --output, or pass --force"
      throw error
    }
  }
}
