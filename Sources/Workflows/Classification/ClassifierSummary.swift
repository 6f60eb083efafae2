import SpikingNetworks

/// What an evaluation of a classifier found: early exit, and what the runs cost.
public struct ClassifierSummary: Encodable, Sendable {
  /// The file of the classifier, or its name.
  public var model: String
  /// The data set.
  public var data: String
  /// The name of the architecture.
  public var architecture: String
  /// How pictures became steps; nil for recordings.
  public var coding: PictureCodingChoice?
  /// What became of samples before the network saw them.
  public var input: InputSummary
  /// The share that the network in floating point gets right; nil where there is none.
  public var denseAccuracy: Double?
  /// The share of the samples that it and the last step give the same class; nil where there is none.
  public var agreement: Double?
  /// What the runs cost.
  public var costs: ClassifierCosts
  /// Which samples calibrated.
  public var calibration: CalibrationChoice
  /// How early samples may stop.
  public var evaluation: ConfidenceEvaluation
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String] = []
  /// The page that was written.
  public var report: String?

  private enum Key: String, CodingKey {
    case model, data, architecture, batch, coding, mean, deviation, normalization, annAccuracy, annAgreement,
      annMultiplyAccumulates
    case annEnergyJoule, annMemoryBytes, annChipMemoryJoule, annExternalMemoryJoule, spikesPerNeuron
    case synapticOperations, energyJoule, fixed, dynamic, energyModel, layers, secondsFixed, secondsDynamic
    case secondsFixedBatched, secondsDecision, timeSaving, stepMicroseconds, warnings, report
  }

  /// Encodes it: what ``ConfidenceSummary`` holds, with the costs beside.
  public func encode(to encoder: any Encoder) throws {
    try ConfidenceSummary(evaluation, calibration: calibration).encode(to: encoder)
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(model, forKey: .model)
    try object.encode(data, forKey: .data)
    try object.encode(architecture, forKey: .architecture)
    try object.encode(costs.batch, forKey: .batch)
    try object.encodeIfPresent(coding?.rawValue, forKey: .coding)
    try object.encodeIfPresent(input.mean, forKey: .mean)
    try object.encodeIfPresent(input.deviation, forKey: .deviation)
    try object.encode(input.origin, forKey: .normalization)
    try object.encodeIfPresent(denseAccuracy, forKey: .annAccuracy)
    try object.encodeIfPresent(agreement, forKey: .annAgreement)
    try object.encode(costs.denseMultiplyAccumulates, forKey: .annMultiplyAccumulates)
    try object.encode(costs.denseEnergyJoule, forKey: .annEnergyJoule)
    try object.encode(costs.denseMemoryBytes, forKey: .annMemoryBytes)
    try object.encode(costs.denseChipMemoryJoule, forKey: .annChipMemoryJoule)
    try object.encode(costs.denseExternalMemoryJoule, forKey: .annExternalMemoryJoule)
    try object.encode(costs.spikesPerNeuron, forKey: .spikesPerNeuron)
    try object.encode(costs.dynamic.additions + costs.dynamic.multiplyAccumulates, forKey: .synapticOperations)
    try object.encode(costs.dynamic.energyJoule, forKey: .energyJoule)
    try object.encode(costs.fixed, forKey: .fixed)
    try object.encode(costs.dynamic, forKey: .dynamic)
    try object.encode(EnergyModel(), forKey: .energyModel)
    try object.encode(costs.layers, forKey: .layers)
    try object.encode(costs.fixedSeconds, forKey: .secondsFixed)
    try object.encode(costs.dynamicSeconds, forKey: .secondsDynamic)
    try object.encode(costs.batchedSeconds, forKey: .secondsFixedBatched)
    try object.encode(costs.decisionSeconds, forKey: .secondsDecision)
    try object.encode(costs.timeSaving, forKey: .timeSaving)
    try object.encodeIfPresent(costs.stepMicroseconds, forKey: .stepMicroseconds)
    try object.encode(warnings, forKey: .warnings)
    try object.encodeIfPresent(report, forKey: .report)
  }
}
