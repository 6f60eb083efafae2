import OpticalFlow

/// The errors of predicted fields by a protocol.
public struct FlowEvaluationSummary: Encodable, Sendable {
  /// The sequences with their errors.
  public var evaluation: FlowEvaluation
  /// What the literature does otherwise than the protocol.
  public var variants: [FlowVariantText]
  /// What the authors' released evaluation of spikes gives, by sequence, in pixels.
  public var released: [String: Double]
  /// Sentences about the run.
  public var notes: [String]
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]
  /// The frames of spikes between fields; nil for events.
  public var interval: Int?
  /// The network that predicted; nil where files did.
  public var network: FlowNetworkFacts?
  /// The page that was written.
  public var report: String?
  /// The table of all fields that was written.
  public var table: String?

  /// What the authors' released evaluation of spikes gives, in pixels: the mean over sequences; nil for none.
  package var releasedMean: Double? {
    let means = evaluation.scenes.compactMap { released[$0.name] }
    return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
  }

  /// The error of PHM without its hardest scene, in pixels; nil of other data.
  package var errorWithoutFly: Double? {
    if evaluation.flowProtocol.name != FlowProtocol.phm.name { return nil }
    return evaluation.overall(.aee, where: { $0.lowercased() != "fly" })
  }

  /// Encodes it.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: ReportKey.self)
    let flowProtocol = evaluation.flowProtocol
    try object.encode(flowProtocol.name, forKey: "protocol")
    try object.encode(flowProtocol.mean.rawValue, forKey: "mean")
    try object.encodeIfPresent(interval, forKey: "dt")
    try object.encodeIfPresent(network?.model, forKey: "model")
    try object.encodeIfPresent(network?.weightsDigest, forKey: "weights_digest")
    try object.encodeIfPresent(network?.meanIterations, forKey: "mean_iterations")
    try encodeValues(into: &object) { evaluation.overall($0, mean: $1) }
    try object.encodeIfPresent(errorWithoutFly, forKey: "aee_without_fly")
    try object.encodeIfPresent(releasedMean, forKey: "aee_released_loop")
    try object.encode(evaluation.scenes.reduce(0) { $0 + $1.summary.fieldCount }, forKey: "fields")
    var list = object.nestedUnkeyedContainer(forKey: "scenes")
    for scene in evaluation.scenes {
      var entry = list.nestedContainer(keyedBy: ReportKey.self)
      try encode(scene, into: &entry)
    }
    try object.encodeMethod(
      source: flowProtocol.source, formulas: flowProtocol.allFormulas, variants: variants)
    try object.encodeRun(notes: notes, warnings: warnings, report: report, table: table)
  }

  private func encode(
    _ scene: FlowSceneEvaluation, into entry: inout KeyedEncodingContainer<ReportKey>
  ) throws {
    try entry.encode(scene.name, forKey: "name")
    try entry.encode(scene.summary.fieldCount, forKey: "fields")
    try entry.encode(scene.summary.emptyFields, forKey: "empty_fields")
    try entry.encode(scene.summary.pixels.pixelCount, forKey: "pixels")
    try entry.encodeIfPresent(scene.summary.pixels.densityPercent, forKey: "density_percent")
    try entry.encodeIfPresent(released[scene.name], forKey: "aee_released_loop")
    try encodeValues(into: &entry) { evaluation.value($0, of: scene, mean: $1) }
  }

  /// The measures by the protocol's mean, and by both means beside.
  private func encodeValues(
    into object: inout KeyedEncodingContainer<ReportKey>, _ value: (FlowMeasure, FlowMean) -> Double?
  ) throws {
    for measure in FlowMeasure.allCases {
      try object.encodeIfPresent(value(measure, evaluation.flowProtocol.mean), forKey: ReportKey(measure.rawValue))
    }
    if evaluation.flowProtocol.name == FlowProtocol.dsec.name {
      try object.encodeIfPresent(value(.aee, evaluation.flowProtocol.mean), forKey: "epe")
    }
    for mean in FlowMean.allCases {
      var part = object.nestedContainer(keyedBy: ReportKey.self, forKey: ReportKey(mean.rawValue))
      for measure in FlowMeasure.allCases {
        try part.encodeIfPresent(value(measure, mean), forKey: ReportKey(measure.rawValue))
      }
    }
  }
}
