import SpikingNetworks
import Workflows

/// What an evaluation makes one doubt.
enum ConfidenceWarnings {
  /// Samples below which intervals are wide and a choice is chance.
  private static let fewSamples = 100

  static func warn(_ evaluation: ConfidenceEvaluation, path: String) throws {
    if let fit = evaluation.fit, !fit.isInside {
      try Console.warn(
        kind: "temperature", path: path,
        "the outputs of the calibration set are right in every step, so its likelihood asks for no temperature; "
          + "\(Text.number(fit.temperature)) is the least that is searched")
    }
    if evaluation.calibrationSamples > 0 && evaluation.calibrationSamples < fewSamples {
      try Console.warn(
        kind: "calibration", path: path,
        "\(evaluation.calibrationSamples) calibration samples are few: what is chosen on them is much by chance")
    }
  }
}
