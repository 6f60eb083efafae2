import ArgumentParser
import SpikingNetworks
import Workflows

/// The options of early exit, for outputs in files and for networks that are run.
struct ConfidenceOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What accumulated outputs are divided by before the softmax: a number, or fit, by the likelihood of the "
        + "calibration set.", valueName: "fit|number"))
  var temperature = TemperatureArgument(.fitted)

  @Option(
    name: [.customLong("confidence"), .customLong("threshold")], parsing: .unconditional,
    help: ArgumentHelp(
      "A sample stops at the first step whose confidence is greater: a number, or auto, the fastest that the "
        + "calibration set allows for --max-accuracy-loss.", valueName: "auto|number"))
  var confidence = ThresholdArgument(.automatic)

  @Option(help: "What is compared with the threshold.")
  var rule = ConfidenceRule.softmax

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With auto: what of the last step's accuracy may be lost, as 0.1% or 0.001.",
      valueName: "share"))
  var maxAccuracyLoss = ShareArgument(0.001)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With auto: how sure it is that other samples lose no more, by the Clopper-Pearson bound of those lost on the "
        + "calibration set.", valueName: "share"))
  var confidenceLevel = ShareArgument(0.95)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The samples that calibrate and are not reported: first-half, second-half, random, the first n, random:n, none, or "
        + "a path with others (default: first-half where something is chosen on them, else none).",
      valueName: "n|part|path"))
  var calibration: CalibrationChoice?

  @Option(parsing: .unconditional, help: ArgumentHelp("The seed of all randomness.", valueName: "number"))
  var seed: UInt64 = 0

  func validate() throws {
    if case .fixed(let threshold) = confidence.value, threshold < 0 {
      throw ValidationError("--confidence needs auto or a number from 0, not \(threshold)")
    }
    try confidenceLevel.requireLevel()
    if calibration == CalibrationChoice.none && settings.needsCalibration {
      throw ValidationError(
        "--calibration none leaves nothing to choose on; give numbers to --temperature and --confidence")
    }
  }

  /// What is chosen how.
  var settings: ConfidenceSettings {
    ConfidenceSettings(
      rule: rule, temperature: temperature.value, threshold: confidence.value, maximumLoss: maxAccuracyLoss.value,
      confidenceLevel: confidenceLevel.value, seed: seed)
  }

  /// The file or folder of the samples that calibrate, where one is named.
  var calibrationPath: String? { if case .path(let path) = calibration { path } else { nil } }
}
