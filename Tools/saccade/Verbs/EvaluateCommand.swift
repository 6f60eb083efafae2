import ArgumentParser

/// `saccade evaluate`: numbers against ground truth, a subcommand for each kind of result.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluate flow: errors against ground truth, or by its events.",
    discussion: """
      EXAMPLES
        saccade evaluate flow --pred flow --data mvsec --protocol mvsec-dt1
      """,
    subcommands: [EvaluateFlowCommand.self])
}
