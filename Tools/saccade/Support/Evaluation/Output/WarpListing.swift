import Files
import Foundation
import OpticalFlow
import Reports
import Workflows

/// What `evaluate flow --protocol fwl` tells programs and people.
struct WarpListing: Encodable {
  var name: String
  var fields: [WarpEvaluation.Field]
  var notes: [String]
  var warnings: [String]
  var files: [(key: String, path: String)]

  private func mean(_ measure: WarpEvaluation.Measure) -> Double {
    fields.compactMap { $0.values[measure] }.reduce(0, +) / Double(fields.count)
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: ReportKey.self)
    try object.encode(WarpEvaluation.name, forKey: "protocol")
    try object.encode(fields.count, forKey: "fields")
    for measure in WarpEvaluation.Measure.allCases {
      try object.encode(mean(measure), forKey: ReportKey(measure.rawValue))
    }
    var list = object.nestedUnkeyedContainer(forKey: "scenes")
    var scene = list.nestedContainer(keyedBy: ReportKey.self)
    try scene.encode(name, forKey: "name")
    try scene.encode(fields.count, forKey: "fields")
    try scene.encode(fields.reduce(0) { $0 + $1.events }, forKey: "events")
    for measure in WarpEvaluation.Measure.allCases {
      try scene.encode(mean(measure), forKey: ReportKey(measure.rawValue))
    }
    try object.encodeMethod(
      source: WarpEvaluation.source, formulas: WarpEvaluation.formulas, variants: WarpEvaluation.variants)
    try object.encodeRun(notes: notes, warnings: warnings, files: files)
  }

  /// Lines for a person.
  var text: String {
    var table = TextTable(["recording", "fields", "FWL", "RSAT", "FWL nearest", "RSAT nearest"])
    let measures: [WarpEvaluation.Measure] = [.fwl, .rsat, .nearestFWL, .nearestRSAT]
    table.add([name, "\(fields.count)"] + measures.map { String(format: "%.4f", mean($0)) })
    let lines =
      [WarpEvaluation.title] + table.lines + notes.map { "note: \($0)" }
      + ["", "protocol \(WarpEvaluation.name) (\(WarpEvaluation.source))"] + WarpEvaluation.formulas.map { "  \($0)" }
      + ["the literature also has"]
      + WarpEvaluation.variants.map { "  \($0.text)" + ($0.key.map { " [--json: \($0)]" } ?? "") }
    return lines.joined(separator: "\n")
  }

  /// The fields as a table with commas.
  func writeFields(to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    let measures = WarpEvaluation.Measure.allCases
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

  /// The page with a curve of each measure.
  func page(footer: String) -> HTMLPage {
    var page = HTMLPage(
      title: "Optical flow judged by its events", subtitle: "Protocol \(WarpEvaluation.name). \(WarpEvaluation.source)."
    )
    let measures: [WarpEvaluation.Measure] = [.fwl, .rsat, .nearestFWL, .nearestRSAT]
    var table = HTMLTable(
      columns: ["Recording", "fields", "FWL", "RSAT", "FWL nearest", "RSAT nearest"].map { HTMLTable.Column($0) })
    table.add([name, "\(fields.count)"] + measures.map { NumberText.fixed(mean($0), digits: 4) })
    page.add(section: "Results", [table.html] + (notes.isEmpty ? [] : [.list(notes.map(HTML.text))]))
    page.add(
      section: "Formula",
      [
        .list(WarpEvaluation.formulas.map(HTML.text)), .element("h3", text: "What the literature does otherwise"),
        .list(WarpEvaluation.variants.map { .text($0.text + ($0.key.map { " — reported as \($0)" } ?? "")) }),
      ])
    if fields.count > 1 {
      let places = fields.indices.map(Double.init)
      func plot(_ caption: String, _ series: [(String, WarpEvaluation.Measure)]) -> HTML {
        LinePlot(
          caption: caption, places: places, names: fields.map(\.name),
          series: series.map { entry in
            LinePlot.Series(name: entry.0, values: fields.map { $0.values[entry.1] ?? .nan })
          }, horizontalTitle: "field", verticalTitle: "ratio"
        ).html
      }
      page.add(
        section: "By field",
        [
          plot("Flow-warp loss: above 1 the flow sharpens", [("bilinear", .fwl), ("nearest", .nearestFWL)]),
          plot(
            "Ratio of averaged timestamps: below 1 the flow sharpens", [("bilinear", .rsat), ("nearest", .nearestRSAT)]),
        ])
    }
    page.footer = footer
    return page
  }
}
