import ArgumentParser

/// `saccade train`: networks from data whose truth is known, a subcommand for each kind.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a classifier, a network of flow, or one of pictures.",
    discussion: """
      EXAMPLES
        saccade train classifier --print-config mnist-qcfs
        saccade train classifier mnist.yml -o mnist.safetensors
        saccade train flow --print-config scflow
        saccade train flow scflow.yml -o scflow
        saccade train reconstruction --print-config firenet
        saccade train export scflow -o Weights/scflow
      """,
    subcommands: [
      TrainClassifierCommand.self, TrainFlowCommand.self, TrainReconstructionCommand.self, TrainExportCommand.self,
    ])
}
