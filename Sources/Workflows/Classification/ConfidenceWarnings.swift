import Files
import SpikingNetworks

extension JobObserver {
  /// Tells what an evaluation of early exit makes one doubt.
  ///
  /// - Parameter path: The file or the folder of the calibration set.
  func tellDoubts(about evaluation: ConfidenceEvaluation, path: String) throws {
    if let fit = evaluation.fit, !fit.isInside {
      try warn(
        kind: "temperature", path: path,
        "the outputs of the calibration set are right in every step, so its likelihood asks for no temperature; \(Text.number(fit.temperature)) is the least that is searched"
      )
    }
    // Below so many, intervals are wide and a choice is chance.
    let fewSamples = 100
    if evaluation.calibrationSamples > 0 && evaluation.calibrationSamples < fewSamples {
      try warn(
        kind: "calibration", path: path,
        "\(evaluation.calibrationSamples) calibration samples are few: what is chosen on them is much by chance")
    }
    if let choice = evaluation.chosenRule.choice, !choice.isKept { try tellUnkept(choice, path: path) }
  }

  /// The promise of a chosen threshold that its calibration set is too small for.
  private func tellUnkept(_ choice: ThresholdChoice, path: String) throws {
    let level = Text.number(100 * choice.confidenceLevel)
    let needed = choice.samplesNeeded.map { "at least \($0) are needed" } ?? "nor can any number of them"
    try warn(
      kind: "promise", path: path,
      Message(
        "\(Text.count(choice.samples, "calibration sample")) cannot promise a loss of at most "
          + "\(Text.percent(choice.maximumLoss)), \(needed); the threshold loses \(choice.lost == 0 ? "none" : "\(choice.lost)") "
          + "of them, so at most \(Text.percent(choice.lossBound)) of others (\(level) % sure)"))
  }
}
