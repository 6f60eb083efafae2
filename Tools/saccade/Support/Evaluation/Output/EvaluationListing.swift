import OpticalFlow

/// The object that `evaluate flow --json` prints.
struct EvaluationListing: Encodable {
  var evaluation: FlowEvaluation
  /// What the released evaluation of spikes gives, by sequence.
  var released: [String: Double]
  var notes: [String]
  var warnings: [String]
  /// dt in frames of spikes.
  var interval: Int?
  /// The network that predicted; nil where files did.
  var network: NetworkPredictor.Facts?
  var files: [(key: String, path: String)]

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: ReportKey.self)
    let flowProtocol = evaluation.flowProtocol
    try object.encode(flowProtocol.name, forKey: "protocol")
    try object.encode(flowProtocol.mean.rawValue, forKey: "mean")
    try object.encodeIfPresent(interval, forKey: "dt")
    try object.encodeIfPresent(network?.model, forKey: "model")
    try object.encodeIfPresent(network?.weightsDigest, forKey: "weights_digest")
    try object.encodeIfPresent(network?.meanIterations, forKey: "mean_iterations")
    try encodeValues(into: &object) { evaluation.overall($0, mean: $1) }
    if flowProtocol.name == FlowProtocol.phm.name {
      let rest = evaluation.overall(.aee, where: { $0.lowercased() != "fly" })
      try object.encodeIfPresent(rest, forKey: "aee_without_fly")
    }
    let means = evaluation.scenes.compactMap { released[$0.name] }
    if !means.isEmpty {
      try object.encode(means.reduce(0, +) / Double(means.count), forKey: "aee_released_loop")
    }
    try object.encode(evaluation.scenes.reduce(0) { $0 + $1.summary.fieldCount }, forKey: "fields")
    var list = object.nestedUnkeyedContainer(forKey: "scenes")
    for scene in evaluation.scenes {
      var entry = list.nestedContainer(keyedBy: ReportKey.self)
      try encode(scene, into: &entry)
    }
    try object.encodeMethod(
      source: flowProtocol.source, formulas: flowProtocol.allFormulas, variants: flowProtocol.variants)
    try object.encodeRun(notes: notes, warnings: warnings, files: files)
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

extension KeyedEncodingContainer<ReportKey> {
  /// How numbers come about, and what the literature does otherwise.
  mutating func encodeMethod(source: String, formulas: [String], variants: [FlowProtocol.Variant]) throws {
    try encode(source, forKey: "source")
    try encode(formulas, forKey: "formula")
    var list = nestedUnkeyedContainer(forKey: "variants")
    for variant in variants {
      var entry = list.nestedContainer(keyedBy: ReportKey.self)
      try entry.encode(variant.text, forKey: "text")
      try entry.encodeIfPresent(variant.key, forKey: "key")
    }
  }

  /// What is to be said of the run, and the files that it wrote.
  mutating func encodeRun(notes: [String], warnings: [String], files: [(key: String, path: String)]) throws {
    try encode(notes, forKey: "notes")
    try encode(warnings, forKey: "warnings")
    for file in files { try encode(file.path, forKey: ReportKey(file.key)) }
  }
}

/// A key that is known at run time.
struct ReportKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init(stringLiteral name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
