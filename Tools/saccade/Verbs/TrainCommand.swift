import ArgumentParser

/// `saccade train`: networks from labelled data, a subcommand for each kind.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a classifier, quantised or spiking.",
    discussion: """
      EXAMPLES
        saccade train classifier --print-config mnist-qcfs
        saccade train classifier mnist.yml -o mnist.safetensors
      """,
    subcommands: [TrainClassifierCommand.self])
}
