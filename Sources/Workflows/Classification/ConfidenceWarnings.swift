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
  }
}
