import ArgumentParser
import OpticalFlow
import Workflows

/// `--model`: a network whose predictions are evaluated as it makes them.
struct EvaluationModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Predict with this model: contrast (no weights), steflownet or eraft from events, scflow from spikes. With "
        + "--protocol fwl several may be given, each with its weights.", valueName: "NAME[=WEIGHTS]"))
  var model: [FlowModelChoiceArgument] = []

  @Option(help: ArgumentHelp("With one --model: its checkpoint.", valueName: "file"), completion: .file())
  var weights: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With steflownet: the splits of a span (default: what the weights say, else 5).", valueName: "n"))
  var splits: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Iterations at most: of steflownet over all splits (default: what the weights say, else 3), of eraft (default: 12).",
      valueName: "n"))
  var iterations: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With steflownet: passes over a window, at most (default: twice what the weights learnt, else 1).", valueName: "n"
    ))
  var passes: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "From events: stop refining a field when an iteration changes it by less than this on average.",
      valueName: "pixels"))
  var stopWhen: Float?

  @Flag(help: "With eraft: start a field from the one before, moved on, where that ended when it begins.")
  var warmStart = false

  func validate() throws {
    if model.isEmpty {
      let given = [
        ("--weights", weights != nil), ("--splits", splits != nil), ("--iterations", iterations != nil),
        ("--passes", passes != nil), ("--stop-when", stopWhen != nil), ("--warm-start", warmStart),
      ]
      if let option = given.first(where: \.1)?.0 { throw ValidationError("\(option) goes with --model") }
      return
    }
    if weights != nil && (model.count > 1 || model[0].weights != nil) {
      throw ValidationError(
        "--weights goes with one --model without weights of its own; of several, --model NAME=WEIGHTS")
    }
    try EventFlowOptions.check(splits: splits, iterations: iterations, passes: passes, stopWhen: stopWhen)
  }

  /// The models; none where the predictions are files.
  var choices: [FlowNetworkChoice] {
    var options = FlowEstimatorOptions(
      splits: splits, iterations: iterations, stopUpdate: stopWhen, startsWarm: warmStart)
    options.passes = passes
    return model.map { choice in
      // Of several models each takes what it understands; what none does is refused by the first.
      let isUnderstood = options.given.contains { option in model.contains { $0.model.options.contains(option) } }
      return FlowNetworkChoice(
        choice.model, weights: choice.weights ?? weights,
        options: model.count > 1 && isUnderstood ? options.understood(by: choice.model) : options)
    }
  }

  /// The network of a protocol with truth; nil where the predictions are files.
  var choice: FlowNetworkChoice? { choices.first }
}
