import SpikingNetworks

/// How early samples may stop, and at what cost, as numbers that can be encoded.
public struct ConfidenceSummary: Encodable, Sendable {
  /// The samples on which something was chosen.
  public struct Calibration: Encodable, Sendable {
    /// How many.
    public var samples: Int
    /// Which they are.
    public var split: String
    /// Their mean exit step at the chosen threshold.
    public var latency: Double?
    /// The share of them that is right there.
    public var accuracy: Double?
    /// What the fit of the temperature left, in nats.
    public var negativeLogLikelihood: Double?
    /// Of them those that are right at the last step, but not where the chosen threshold stops them.
    public var lost: Int?
    /// The share that other samples lose so at most, with the confidence asked for.
    public var lossBound: Double?
    /// The least number of calibration samples that can promise the tolerated loss; nil where none can.
    public var samplesNeeded: Int?
    /// Whether they do.
    public var promiseIsKept: Bool?
  }

  /// A rule at a threshold.
  public struct Rule: Encodable, Sendable {
    /// Its name.
    public var rule: String
    /// What the confidence must exceed.
    public var threshold: Double
    /// The mean exit step.
    public var latency: Double
    /// The share that is right.
    public var accuracy: Double

    init(_ rule: ConfidenceRule, _ point: OperatingPoint) {
      (self.rule, threshold) = (rule.rawValue, point.threshold)
      (latency, accuracy) = (point.latency, point.accuracy)
    }
  }

  /// The samples of a class.
  public struct Class: Encodable, Sendable {
    /// Its number.
    public var label: Int
    /// How many.
    public var samples: Int
    /// The mean exit step.
    public var latency: Double
    /// The share that is right.
    public var accuracy: Double
  }

  /// The reported samples.
  public var samples: Int
  /// The steps that there are.
  public var steps: Int
  /// The classes that there are.
  public var classes: Int
  /// The rule in force.
  public var rule: String
  /// What accumulated outputs are divided by.
  public var temperature: Double
  /// Whether it was fitted on the calibration set.
  public var temperatureIsFitted: Bool
  /// What the confidence must exceed.
  public var threshold: Double
  /// Whether it was chosen on the calibration set.
  public var thresholdIsChosen: Bool
  /// What of the accuracy might be lost there.
  public var maxAccuracyLoss: Double
  /// How sure that is.
  public var confidenceLevel: Double
  /// The seed of all randomness.
  public var seed: UInt64
  /// The samples on which something was chosen; nil for none.
  public var calibration: Calibration?
  /// The mean exit step.
  public var latency: Double
  /// 95 % of its bootstrap replicates: from, to.
  public var latencyInterval: [Double]
  /// The step by which half of the samples have stopped.
  public var latencyMedian: Int
  /// The step by which 90 % have stopped.
  public var latencyP90: Int
  /// The step by which 99 % have stopped.
  public var latencyP99: Int
  /// How many samples stop at each step.
  public var latencyHistogram: [Int]
  /// The share that is right with early exit.
  public var accuracy: Double
  /// 95 % of its bootstrap replicates: from, to.
  public var accuracyInterval: [Double]
  /// The accuracy at the last step less that.
  public var accuracyLoss: Double
  /// 95 % of its bootstrap replicates: from, to.
  public var accuracyLossInterval: [Double]
  /// The share of steps that early exit saves.
  public var stepSaving: Double
  /// The share that is right when all stop at the same step; one value a step.
  public var fixedAccuracy: [Double]
  /// The mean exit step of the oracle.
  public var oracleLatency: Double
  /// The share that it gets right.
  public var oracleAccuracy: Double
  /// Each class that has samples.
  public var byClass: [Class]
  /// That of the reported samples at the temperature in force, in nats.
  public var negativeLogLikelihood: Double
  /// One value a step.
  public var expectedCalibrationError: [Double]
  /// The point of each rule whose threshold is chosen alike.
  public var rules: [Rule]
  /// Every point of every rule.
  public var curve: [Rule]
  /// Those that no other point of the rule beats.
  public var pareto: [Rule]

  /// That of an evaluation.
  init(_ evaluation: ConfidenceEvaluation, calibration split: CalibrationChoice) {
    let (outputs, settings, exits) = (evaluation.outputs, evaluation.settings, evaluation.exits)
    (samples, steps, classes) = (outputs.samples, outputs.steps, outputs.classes)
    rule = settings.rule.rawValue
    temperature = evaluation.temperature
    temperatureIsFitted = settings.temperature == .fitted
    threshold = evaluation.threshold
    thresholdIsChosen = settings.threshold == .automatic
    (maxAccuracyLoss, confidenceLevel) = (settings.maximumLoss, settings.confidenceLevel)
    seed = settings.seed
    if evaluation.calibrationSamples > 0 {
      let (point, choice) = (evaluation.chosenRule.calibration, evaluation.chosenRule.choice)
      calibration = Calibration(
        samples: evaluation.calibrationSamples, split: split.name, latency: point?.latency, accuracy: point?.accuracy,
        negativeLogLikelihood: evaluation.fit?.negativeLogLikelihood, lost: choice?.lost,
        lossBound: choice?.lossBound, samplesNeeded: choice?.samplesNeeded, promiseIsKept: choice?.isKept)
    }
    latency = exits.latency
    latencyInterval = Self.list(evaluation.bootstrap.latency)
    (latencyMedian, latencyP90, latencyP99) = (exits.percentile(50), exits.percentile(90), exits.percentile(99))
    latencyHistogram = exits.histogram
    accuracy = exits.accuracy
    accuracyInterval = Self.list(evaluation.bootstrap.accuracy)
    accuracyLoss = evaluation.loss
    accuracyLossInterval = Self.list(evaluation.bootstrap.loss)
    stepSaving = evaluation.saving
    fixedAccuracy = evaluation.fixedAccuracy
    (oracleLatency, oracleAccuracy) = (evaluation.oracle.latency, evaluation.oracle.accuracy)
    byClass = exits.byClass(outputs.labels).map {
      Class(label: $0.label, samples: $0.samples, latency: $0.latency, accuracy: $0.accuracy)
    }
    negativeLogLikelihood = evaluation.negativeLogLikelihood
    expectedCalibrationError = evaluation.reliability.map(\.expectedCalibrationError)
    rules = evaluation.rules.map { Rule($0.rule, $0.chosen) }
    curve = evaluation.rules.flatMap { rule in rule.points.map { Rule(rule.rule, $0) } }
    pareto = evaluation.rules.flatMap { rule in rule.front.map { Rule(rule.rule, $0) } }
  }

  private static func list(_ interval: Interval) -> [Double] { [interval.lower, interval.upper] }
}
