import Datasets
import Files

/// How well fields of flow bring the events of their windows together.
public struct FlowWarpSummary: Encodable, Sendable {
  /// What one field reaches.
  public struct Field: Encodable, Sendable {
    /// The name of its file, without the ending.
    public var name: String
    /// Its window.
    public var window: TimeWindow
    /// The events in it.
    public var events: Int
    /// What was measured.
    public var values: [Measure: Double]

    /// Encodes it.
    public func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: ReportKey.self)
      try object.encode(name, forKey: "field")
      try object.encode(window.startMicroseconds, forKey: "start_us")
      try object.encode(window.endMicroseconds, forKey: "end_us")
      try object.encode(events, forKey: "events")
      for (measure, value) in values { try object.encode(value, forKey: ReportKey(measure.rawValue)) }
    }
  }

  /// The measures, with their names in JSON.
  public enum Measure: String, Sendable, CaseIterable {
    /// The flow-warp loss at the window's middle: above 1 the flow sharpens.
    case fwl
    /// The same of blurred images, which do not favour rest.
    case blurredFWL = "fwl_blurred"
    /// The ratio of rectified averaged timestamps: below 1 the flow sharpens.
    case rsat
    /// The objective of contrast maximisation without the total variation: below 4 the flow sharpens.
    case contrast
    /// The flow-warp loss at the window's end.
    case endFWL = "fwl_end"
    /// The loss at the end with all of an event on the nearest pixel.
    case nearestFWL = "fwl_nearest"
    /// The ratio with all of an event on the nearest pixel.
    case nearestRSAT = "rsat_nearest"
  }

  /// The name of the recording.
  public var name: String
  /// The fields whose windows hold events.
  public var fields: [Field]
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

  /// The measures that a person is shown, with their titles.
  package static let shownMeasures: [(measure: Measure, title: String)] = [
    (.fwl, "FWL"), (.blurredFWL, "FWL blurred"), (.rsat, "RSAT"), (.contrast, "contrast"),
  ]

  /// The mean of a measure over the fields.
  package func mean(_ measure: Measure) -> Double {
    fields.compactMap { $0.values[measure] }.reduce(0, +) / Double(fields.count)
  }

  /// Encodes it.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: ReportKey.self)
    try object.encode(FlowWarpEvaluation.name, forKey: "protocol")
    try object.encode(fields.count, forKey: "fields")
    for measure in Measure.allCases {
      try object.encode(mean(measure), forKey: ReportKey(measure.rawValue))
    }
    var list = object.nestedUnkeyedContainer(forKey: "scenes")
    var scene = list.nestedContainer(keyedBy: ReportKey.self)
    try scene.encode(name, forKey: "name")
    try scene.encode(fields.count, forKey: "fields")
    try scene.encode(fields.reduce(0) { $0 + $1.events }, forKey: "events")
    for measure in Measure.allCases {
      try scene.encode(mean(measure), forKey: ReportKey(measure.rawValue))
    }
    try scene.encode(fields, forKey: "values")
    try object.encodeMethod(
      source: FlowWarpEvaluation.source, formulas: FlowWarpEvaluation.formulas, variants: variants)
    try object.encodeRun(notes: notes, warnings: warnings, report: report, table: table)
  }

  /// The fields as a table with commas.
  func writeFields(to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    let measures = Measure.allCases
    try file.write(
      (["field", "start_us", "end_us", "events"] + measures.map(\.rawValue)).joined(separator: ",") + "\n")
    for field in fields {
      let place = [
        field.name, "\(field.window.startMicroseconds)", "\(field.window.endMicroseconds)", "\(field.events)",
      ]
      let values = measures.map { field.values[$0].map { "\($0)" } ?? "" }
      try file.write((place + values).joined(separator: ",") + "\n")
    }
    try file.commit()
  }
}
