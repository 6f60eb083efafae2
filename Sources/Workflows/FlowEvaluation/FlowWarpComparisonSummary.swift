import Datasets
import Files
import Reports

/// How well several models of flow bring the events of the same windows together.
public struct FlowWarpComparisonSummary: Encodable, Sendable {
  /// What one model reaches.
  public struct Entry: Sendable {
    /// The name of the model.
    public var model: String
    /// Its checkpoint; nil where it needs none.
    public var weights: String?
    /// What tells its checkpoint from another.
    public var weightsDigest: String?
    /// The windows that all models see.
    public var fields: [FlowWarpSummary.Field]

    /// The name of the model and of its checkpoint.
    package var title: String { model + (weights.map { " " + Paths.lastName(of: $0) } ?? "") }

    /// The mean of a measure over the fields; nil where it is known of none.
    package func mean(_ measure: FlowWarpSummary.Measure) -> Double? {
      let values = fields.compactMap { $0.values[measure] }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }

  /// The name of the recording.
  public var name: String
  /// The models, in the order in which they were named.
  public var entries: [Entry]
  /// What the literature does otherwise.
  public var variants: [FlowVariantText]
  /// Sentences about the run.
  public var notes: [String]
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]
  /// The page that was written.
  public var report: String?
  /// The table of all fields that was written.
  public var table: String?

  /// Encodes it; of a single model the means stand at the top, too.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: ReportKey.self)
    try object.encode(FlowWarpEvaluation.name, forKey: "protocol")
    try object.encode(name, forKey: "recording")
    try object.encode(entries.first?.fields.count ?? 0, forKey: "fields")
    if entries.count == 1 { try Self.encode(entries[0], into: &object) }
    var list = object.nestedUnkeyedContainer(forKey: "models")
    for entry in entries {
      var model = list.nestedContainer(keyedBy: ReportKey.self)
      try model.encode(entry.model, forKey: "model")
      try model.encodeIfPresent(entry.weights, forKey: "weights")
      try model.encodeIfPresent(entry.weightsDigest, forKey: "weights_digest")
      try Self.encode(entry, into: &model)
      try model.encode(entry.fields, forKey: "values")
    }
    try object.encodeMethod(
      source: FlowWarpEvaluation.source, formulas: FlowWarpEvaluation.formulas, variants: variants)
    try object.encodeRun(notes: notes, warnings: warnings, report: report, table: table)
  }

  private static func encode(_ entry: Entry, into object: inout KeyedEncodingContainer<ReportKey>) throws {
    for measure in FlowWarpSummary.Measure.allCases {
      try object.encodeIfPresent(entry.mean(measure), forKey: ReportKey(measure.rawValue))
    }
  }

  /// The table that a person is shown.
  package var lines: [String] {
    let measures = FlowWarpSummary.shownMeasures
    var table = TextTable(["model", "fields"] + measures.map(\.title))
    for entry in entries {
      table.add(
        [entry.title, "\(entry.fields.count)"]
          + measures.map { entry.mean($0.measure).map { NumberText.fixed($0, digits: 4) } ?? "-" })
    }
    return table.lines
  }

  /// The fields of all models as a table with commas.
  func writeFields(to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    let measures = FlowWarpSummary.Measure.allCases
    try file.write(
      (["model", "field", "start_us", "end_us", "events"] + measures.map(\.rawValue)).joined(separator: ",") + "\n")
    for entry in entries {
      for field in entry.fields {
        let place = [
          entry.model, field.name, "\(field.window.startMicroseconds)", "\(field.window.endMicroseconds)",
          "\(field.events)",
        ]
        let values = measures.map { field.values[$0].map { "\($0)" } ?? "" }
        try file.write((place + values).joined(separator: ",") + "\n")
      }
    }
    try file.commit()
  }

  /// The page with a curve a model of each measure.
  func page(footer: String) -> HTMLPage {
    var page = HTMLPage(
      title: "Models of optical flow judged by the events of \(name)",
      subtitle: "Protocol \(FlowWarpEvaluation.name). \(FlowWarpEvaluation.source).")
    let measures = FlowWarpSummary.shownMeasures
    var table = HTMLTable(columns: (["Model", "fields"] + measures.map(\.title)).map { HTMLTable.Column($0) })
    for entry in entries {
      table.add(
        [entry.title, "\(entry.fields.count)"]
          + measures.map { entry.mean($0.measure).map { NumberText.fixed($0, digits: 4) } ?? "-" })
    }
    page.add(section: "Results", [table.html] + (notes.isEmpty ? [] : [.list(notes.map(HTML.text))]))
    if let first = entries.first, first.fields.count > 1 {
      page.add(
        section: "By window",
        measures.map { measure, title in
          LinePlot(
            caption: title, places: first.fields.indices.map(Double.init), names: first.fields.map(\.name),
            series: entries.map { entry in
              LinePlot.Series(name: entry.title, values: entry.fields.map { $0.values[measure] ?? .nan })
            }, horizontalTitle: "window", verticalTitle: title
          ).html
        })
    }
    page.add(
      section: "Formula",
      [
        .list(FlowWarpEvaluation.formulas.map(HTML.text)), .element("h3", text: "What the literature does otherwise"),
        .list(variants.map { .text($0.text + ($0.key.map { " — reported as \($0)" } ?? "")) }),
      ])
    page.footer = footer
    return page
  }
}
