import Files
import Kernels

/// How early samples may stop, and at what cost: everything that is reported of one run's outputs.
public struct ConfidenceEvaluation: Sendable {
  /// What was asked for.
  public let settings: ConfidenceSettings
  /// The outputs of the reported samples.
  public let outputs: ClassifierOutputs
  /// The number of calibration samples; 0 without any.
  public let calibrationSamples: Int
  /// The temperature in force.
  public let temperature: Double
  /// How it was fitted; nil where it was given.
  public let fit: TemperatureFit?
  /// The mean negative log-likelihood of the reported samples at that temperature, in nats.
  public let negativeLogLikelihood: Double
  /// The share that is right when all stop at the same step; one value a step.
  public let fixedAccuracy: [Double]
  /// Every rule.
  public let rules: [RuleEvaluation]
  /// Where samples stop by the chosen rule.
  public let exits: EarlyExits
  /// Where they stop by the oracle.
  public let oracle: EarlyExits
  /// How the numbers of the chosen point scatter.
  public let bootstrap: Bootstrap
  /// How far confidences can be believed; one a step.
  public let reliability: [Reliability]

  /// Evaluates outputs.
  ///
  /// - Parameters:
  ///   - outputs: Those of the samples that are reported.
  ///   - calibration: Those of other samples, on which temperature and threshold are chosen; nil for none.
  ///   - settings: What is chosen how.
  ///   - workers: The threads.
  ///   - path: What an error calls the calibration set.
  /// - Throws: `FileError` where the calibration set cannot serve: ``TemperatureFit/init(_:workers:path:)``.
  /// - Precondition: There is a calibration set where something is to be chosen on it.
  public init(
    _ outputs: ClassifierOutputs, calibration: ClassifierOutputs?, settings: ConfidenceSettings, workers: Workers,
    path: String
  ) throws(FileError) {
    precondition(calibration != nil || !settings.needsCalibration, "What is chosen is chosen on a calibration set.")
    var fit: TemperatureFit?
    try calibration?.checkCalibration(path: path)
    let temperature: Double
    switch settings.temperature {
    case .fixed(let given): temperature = given
    case .fitted:
      if let calibration { fit = try TemperatureFit(calibration, workers: workers, path: path) }
      temperature = fit?.temperature ?? 1
    }
    self.settings = settings
    self.outputs = outputs
    calibrationSamples = calibration?.samples ?? 0
    self.temperature = temperature
    self.fit = fit
    negativeLogLikelihood = TemperatureFit.negativeLogLikelihood(outputs, temperature: temperature, workers: workers)
    fixedAccuracy = outputs.fixedAccuracy

    func confidences(_ rule: ConfidenceRule, _ outputs: ClassifierOutputs) -> StepConfidences {
      StepConfidences(rule, of: outputs, temperature: temperature, workers: workers)
    }
    rules = ConfidenceRule.allCases.map { rule in
      var given: Double?
      if rule == settings.rule, case .fixed(let threshold) = settings.threshold { given = threshold }
      return RuleEvaluation(
        confidences(rule, outputs), of: outputs,
        calibration: calibration.map { DynamicCurve(confidences(rule, $0), of: $0) }, threshold: given,
        maximumLoss: settings.maximumLoss, confidenceLevel: settings.confidenceLevel)
    }
    let chosen = rules.first { $0.rule == settings.rule }?.chosen.threshold ?? 0
    let exits = EarlyExits(confidences(settings.rule, outputs), of: outputs, threshold: chosen)
    self.exits = exits
    oracle = EarlyExits(oracleOf: outputs)
    bootstrap = Bootstrap(exits, of: outputs, seed: settings.seed, workers: workers)
    let probabilities = confidences(.softmax, outputs)
    reliability = (0..<outputs.steps).map { Reliability(probabilities, of: outputs, step: $0) }
  }

  /// The rule in force.
  public var chosenRule: RuleEvaluation {
    guard let chosen = rules.first(where: { $0.rule == settings.rule }) else {
      preconditionFailure("Every rule is evaluated.")
    }
    return chosen
  }

  /// The threshold in force.
  public var threshold: Double { chosenRule.chosen.threshold }
  /// The share of steps that early exit saves.
  public var saving: Double { 1 - exits.latency / Double(outputs.steps) }
  /// The accuracy at the last step less that of early exit.
  public var loss: Double { (fixedAccuracy.last ?? 0) - exits.accuracy }
  /// The first step at which stopping all samples is as accurate as early exit; nil where none is.
  public var equallyAccurateStep: Int? {
    fixedAccuracy.firstIndex { $0 >= exits.accuracy - 1e-12 }.map { $0 + 1 }
  }
  /// The fixed steps that a table shows: powers of two, the last, and the first that is as accurate as early exit.
  public var tabulatedSteps: [Int] {
    let powers = sequence(first: 1) { $0 * 2 }.prefix { $0 < outputs.steps }
    return Set(powers).union([outputs.steps]).union(equallyAccurateStep.map { [$0] } ?? []).sorted()
  }
}
