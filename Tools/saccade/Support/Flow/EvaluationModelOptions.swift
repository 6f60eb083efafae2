import ArgumentParser
import OpticalFlow
import Workflows

/// `--model`: a network whose predictions are evaluated as it makes them.
struct EvaluationModelOptions: ParsableArguments {
  @Option(help: "Predict with this model: contrast (no weights), steflownet or eraft from events, scflow from spikes.")
  var model: FlowModel?

  @Option(help: ArgumentHelp("With --model: its checkpoint.", valueName: "file"), completion: .file())
  var weights: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("With steflownet: the splits of a span (default: 5).", valueName: "n"))
  var splits: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Iterations at most: of steflownet over all splits (default: 3), of eraft (default: 12).", valueName: "n"))
  var iterations: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "From events: stop refining a field when an iteration changes it by less than this on average.",
      valueName: "pixels"))
  var stopWhen: Float?

  @Flag(help: "With eraft: start a field from the one before, moved on, where that ended when it begins.")
  var warmStart = false

  func validate() throws {
    if model == nil {
      let given = [
        ("--weights", weights != nil), ("--splits", splits != nil), ("--iterations", iterations != nil),
        ("--stop-when", stopWhen != nil), ("--warm-start", warmStart),
      ]
      if let option = given.first(where: \.1)?.0 { throw ValidationError("\(option) goes with --model") }
      return
    }
    try EventFlowOptions.check(splits: splits, iterations: iterations, stopWhen: stopWhen)
  }

  /// The network; nil where the predictions are files.
  var choice: FlowNetworkChoice? {
    guard let model else { return nil }
    return FlowNetworkChoice(
      model, weights: weights,
      options: FlowEstimatorOptions(splits: splits, iterations: iterations, stopUpdate: stopWhen, startsWarm: warmStart)
    )
  }
}
