import SpikingNetworks

/// What `evaluate outputs --json` prints, and `evaluate classifier --json` with more beside.
struct ConfidenceListing: Encodable {
  struct Calibration: Encodable {
    var samples: Int
    var split: String
    var latency: Double?
    var accuracy: Double?
    var negativeLogLikelihood: Double?
  }

  struct Rule: Encodable {
    var rule: String
    var threshold: Double
    var latency: Double
    var accuracy: Double

    init(_ rule: ConfidenceRule, _ point: OperatingPoint) {
      (self.rule, threshold) = (rule.rawValue, point.threshold)
      (latency, accuracy) = (point.latency, point.accuracy)
    }
  }

  struct Class: Encodable {
    var label: Int
    var samples: Int
    var latency: Double
    var accuracy: Double
  }

  var samples: Int
  var steps: Int
  var classes: Int
  var rule: String
  var temperature: Double
  var temperatureIsFitted: Bool
  var threshold: Double
  var thresholdIsChosen: Bool
  var maxAccuracyLoss: Double
  var seed: UInt64
  var calibration: Calibration?
  var latency: Double
  var latencyInterval: [Double]
  var latencyMedian: Int
  var latencyP90: Int
  var latencyP99: Int
  var latencyHistogram: [Int]
  var accuracy: Double
  var accuracyInterval: [Double]
  var accuracyLoss: Double
  var accuracyLossInterval: [Double]
  var stepSaving: Double
  var fixedAccuracy: [Double]
  var oracleLatency: Double
  var oracleAccuracy: Double
  var byClass: [Class]
  var negativeLogLikelihood: Double
  var expectedCalibrationError: [Double]
  /// The point of each rule whose threshold is chosen alike.
  var rules: [Rule]
  var curve: [Rule]
  var pareto: [Rule]

  init(_ evaluation: ConfidenceEvaluation, calibration split: CalibrationArgument) {
    let (outputs, settings, exits) = (evaluation.outputs, evaluation.settings, evaluation.exits)
    (samples, steps, classes) = (outputs.samples, outputs.steps, outputs.classes)
    rule = settings.rule.rawValue
    temperature = evaluation.temperature
    temperatureIsFitted = settings.temperature == .fitted
    threshold = evaluation.threshold
    thresholdIsChosen = settings.threshold == .automatic
    (maxAccuracyLoss, seed) = (settings.maximumLoss, settings.seed)
    if evaluation.calibrationSamples > 0 {
      let point = evaluation.chosenRule.calibration
      calibration = Calibration(
        samples: evaluation.calibrationSamples, split: split.name, latency: point?.latency, accuracy: point?.accuracy,
        negativeLogLikelihood: evaluation.fit?.negativeLogLikelihood)
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
