import ArgumentParser

/// `saccade evaluate`: numbers against ground truth, a subcommand for each kind of result.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluate flow, pictures or filters against the truth, or how early a classifier may stop.",
    discussion: """
      EXAMPLES
        saccade evaluate flow --pred flow --data mvsec --protocol mvsec-dt1
        saccade evaluate reconstruction out.mp4 truth.mp4
        saccade evaluate classifier --model snn.safetensors --data cifar10
        saccade evaluate outputs logits.npy labels.npy
        saccade evaluate filter events.npz --labels l.npy --filter stcf:10ms
      """,
    subcommands: [
      EvaluateFlowCommand.self, EvaluateReconstructionCommand.self, EvaluateClassifierCommand.self,
      EvaluateOutputsCommand.self, EvaluateFilterCommand.self,
    ])
}
