import Kernels

/// One rule on the reported samples: its curve, and the point that the calibration set offers.
public struct RuleEvaluation: Sendable {
  /// The rule.
  public let rule: ConfidenceRule
  /// Points at round thresholds, at the chosen one and at others that spread evenly over the latencies; thresholds ascend.
  public let points: [OperatingPoint]
  /// How many samples stop at each step, for each of ``points``.
  public let histograms: [[Int]]
  /// The Pareto front of the whole curve, thinned.
  public let front: [OperatingPoint]
  /// The threshold in force, and what it gives on the reported samples.
  public let chosen: OperatingPoint
  /// What the same threshold gives on the calibration set; nil without one.
  public let calibration: OperatingPoint?
  /// How the threshold was chosen; nil where it was given.
  public let choice: ThresholdChoice?

  /// About how many points spread over the latencies.
  private static let spreadCount = 160
  /// About how many points of the front are kept.
  private static let frontCount = 100

  /// Evaluates a rule.
  ///
  /// - Parameters:
  ///   - confidences: Those of the reported samples.
  ///   - outputs: The outputs of the reported samples.
  ///   - calibration: The curve on the calibration set; nil without one.
  ///   - threshold: The threshold given by hand; nil where it is chosen on the calibration set.
  ///   - maximumLoss: What the choice may cost of the last step's accuracy.
  ///   - confidenceLevel: How sure that is.
  init(
    _ confidences: StepConfidences, of outputs: ClassifierOutputs, calibration: DynamicCurve?, threshold: Double?,
    maximumLoss: Double, confidenceLevel: Double
  ) {
    let rule = confidences.rule
    let curve = DynamicCurve(confidences, of: outputs)
    choice =
      threshold == nil
      ? calibration.map { ThresholdChoice($0, maximumLoss: maximumLoss, confidenceLevel: confidenceLevel) } : nil
    let inForce = threshold ?? choice?.chosen.threshold ?? Self.usual(rule)
    let spread = curve.thinned(to: Self.spreadCount).map(\.threshold)
    let thresholds = Set(Self.round(rule, steps: outputs.steps) + spread + [inForce]).sorted()
    self.rule = rule
    points = thresholds.map { curve.point(at: $0) }
    histograms = ExitHistograms.histograms(confidences, at: thresholds)
    let front = ParetoFront.front(curve.points)
    self.front = front.count <= Self.frontCount ? front : Self.thin(front)
    chosen = curve.point(at: inForce)
    self.calibration = calibration?.point(at: inForce)
  }

  /// The threshold of a rule that nobody has chosen one for.
  private static func usual(_ rule: ConfidenceRule) -> Double { rule.usesTemperature ? 0.8 : 3 }

  /// Thresholds that a person would type.
  private static func round(_ rule: ConfidenceRule, steps: Int) -> [Double] {
    rule.usesTemperature
      ? (0..<100).map { Double($0) / 100 } + [0.995, 0.999, 0.9995, 0.9999, 0.99999, 0.999999]
      : (0...steps).map(Double.init)
  }

  private static func thin(_ front: [OperatingPoint]) -> [OperatingPoint] {
    (0..<frontCount).map { front[$0 * (front.count - 1) / (frontCount - 1)] }
  }
}
