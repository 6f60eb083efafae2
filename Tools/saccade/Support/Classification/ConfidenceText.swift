import Foundation
import SpikingNetworks
import Workflows

/// What an evaluation of early exit tells a person: the table of the paper (arXiv 2303.10276), accuracy and mean latency
/// at fixed steps and with dynamic confidence.
struct ConfidenceText {
  var evaluation: ConfidenceEvaluation
  var calibration: CalibrationChoice

  func show() throws {
    try Console.say((head + [""] + table.lines + [""] + details).joined(separator: "\n"))
  }

  private var head: [String] {
    let (outputs, settings) = (evaluation.outputs, evaluation.settings)
    var lines = [
      "\(Text.count(outputs.samples, "sample")), \(outputs.classes) classes, \(Text.count(outputs.steps, "step"))"
    ]
    if evaluation.calibrationSamples > 0 {
      lines.append("calibrated on \(evaluation.calibrationSamples) others (\(calibration.name))")
    }
    let temperature = Text.number(evaluation.temperature)
    lines.append(
      "temperature \(temperature)" + (settings.temperature == .fitted ? ", fitted by the likelihood" : ", as given"))
    let choice = evaluation.chosenRule.choice
    lines.append(
      "rule \(settings.rule.rawValue): \(settings.rule.title) above \(Text.number(evaluation.threshold)), "
        + (choice == nil ? "as given" : "chosen"))
    if let choice { lines.append(Self.promise(of: choice)) }
    return lines
  }

  private var table: TextTable {
    var table = TextTable(["", "steps", "accuracy", "fewer steps"])
    let (steps, fixed) = (evaluation.outputs.steps, evaluation.fixedAccuracy)
    for step in evaluation.tabulatedSteps {
      let name = step == evaluation.equallyAccurateStep && step < steps ? "fixed, first as accurate" : "fixed"
      table.add([name, "\(step)", Self.percent(fixed[step - 1]), step == steps ? "" : saving(Double(step))])
    }
    table.add(row("dynamic confidence", evaluation.exits.latency, evaluation.exits.accuracy))
    let bootstrap = evaluation.bootstrap
    table.add([
      "  95 % interval",
      String(format: "%.2f to %.2f", bootstrap.latency.lower, bootstrap.latency.upper),
      String(format: "%.2f to %.2f %%", 100 * bootstrap.accuracy.lower, 100 * bootstrap.accuracy.upper), "",
    ])
    for rule in evaluation.rules where rule.rule != evaluation.settings.rule && rule.calibration != nil {
      table.add(
        row(
          "  by \(rule.rule.rawValue) > \(Text.number(rule.chosen.threshold))", rule.chosen.latency,
          rule.chosen.accuracy))
    }
    table.add(row("oracle", evaluation.oracle.latency, evaluation.oracle.accuracy))
    return table
  }

  private var details: [String] {
    let (exits, bootstrap) = (evaluation.exits, evaluation.bootstrap)
    let errors = evaluation.reliability.map(\.expectedCalibrationError)
    return [
      "against step \(evaluation.outputs.steps): \(Self.percent(0 - evaluation.loss, signed: true)) accuracy "
        + "(\(Self.percent(0 - bootstrap.loss.upper, signed: true)) to "
        + "\(Self.percent(0 - bootstrap.loss.lower, signed: true))), "
        + "\(String(format: "%.1f", 100 * evaluation.saving)) % fewer steps",
      "exit step: median \(exits.percentile(50)), 90 % by \(exits.percentile(90)), 99 % by \(exits.percentile(99))",
      "expected calibration error: \(Self.percent(errors[0])) at step 1, "
        + "\(Self.percent(errors[errors.count - 1])) at step \(errors.count)",
    ]
  }

  /// What a chosen threshold promises, or that it cannot.
  private static func promise(of choice: ThresholdChoice) -> String {
    let bound =
      "  to lose at most \(percent(choice.isKept ? choice.maximumLoss : choice.lossBound)), "
      + "\(Text.number(100 * choice.confidenceLevel)) % sure"
    if choice.isKept { return bound }
    return bound + "; \(percent(choice.maximumLoss)) "
      + (choice.samplesNeeded.map { "needs \($0) samples that calibrate" } ?? "can be promised by no number of samples")
  }

  private func row(_ name: String, _ latency: Double, _ accuracy: Double) -> [String] {
    [name, String(format: "%.2f", latency), Self.percent(accuracy), saving(latency)]
  }

  private func saving(_ latency: Double) -> String {
    String(format: "%.1f %%", 100 * (1 - latency / Double(evaluation.outputs.steps)))
  }

  private static func percent(_ share: Double, signed: Bool = false) -> String {
    String(format: signed ? "%+.2f %%" : "%.2f %%", 100 * share)
  }
}
