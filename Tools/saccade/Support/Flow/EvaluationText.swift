import Foundation
import OpticalFlow
import Workflows

extension FlowEvaluationSummary {
  /// Tells a person.
  func show() throws {
    let flowProtocol = evaluation.flowProtocol
    var lines = [flowProtocol.title + (interval.map { ", dt = \($0) spike frames" } ?? "")] + errors.lines
    if let errorWithoutFly, evaluation.scenes.contains(where: { $0.name.lowercased() == "fly" }) {
      lines.append("without Fly: AEE \(Self.text(errorWithoutFly)) px")
    }
    if let releasedMean { lines.append("fields of the released loop: AEE \(Self.text(releasedMean)) px") }
    lines += notes.map { "note: \($0)" }
    lines += Self.method(
      flowProtocol.name, flowProtocol.source, formulas: flowProtocol.allFormulas, variants: variants)
    try Console.say(lines.joined(separator: "\n"))
  }

  /// How numbers come about, and what the literature does otherwise.
  static func method(
    _ name: String, _ source: String, formulas: [String], variants: [FlowVariantText]
  ) -> [String] {
    ["", "protocol \(name) (\(source))"] + formulas.map { "  \($0)" } + ["the literature also has"]
      + variants.map { "  \($0.text)" + ($0.key.map { " [--json: \($0)]" } ?? "") }
  }

  private var errors: TextTable {
    let flowProtocol = evaluation.flowProtocol
    let other = flowProtocol.mean.other
    var table = TextTable(
      ["sequence", "fields"] + flowProtocol.measures.map { "\($0.title) \($0.unit)" }
        + [other == .overPixels ? "AEE over pixels" : "AEE over fields"])
    for scene in evaluation.scenes {
      table.add(
        [scene.name, "\(scene.summary.fieldCount)"]
          + flowProtocol.measures.map { Self.text(evaluation.value($0, of: scene)) }
          + [Self.text(evaluation.value(.aee, of: scene, mean: other))])
    }
    if evaluation.scenes.count > 1 {
      table.add(
        [
          flowProtocol.overall == .meanOfScenes ? "mean" : "all",
          "\(evaluation.scenes.reduce(0) { $0 + $1.summary.fieldCount })",
        ] + flowProtocol.measures.map { Self.text(evaluation.overall($0)) }
          + [Self.text(evaluation.overall(.aee, mean: other))])
    }
    return table
  }

  private static func text(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "-"
  }
}

extension FlowWarpComparisonSummary {
  /// Tells a person.
  func show() throws {
    let lines =
      [FlowWarpEvaluation.title] + lines + notes.map { "note: \($0)" }
      + FlowEvaluationSummary.method(
        FlowWarpEvaluation.name, FlowWarpEvaluation.source, formulas: FlowWarpEvaluation.formulas, variants: variants)
    try Console.say(lines.joined(separator: "\n"))
  }
}

extension FlowWarpSummary {
  /// Tells a person.
  func show() throws {
    var table = TextTable(["recording", "fields"] + Self.shownMeasures.map(\.title))
    table.add([name, "\(fields.count)"] + Self.shownMeasures.map { String(format: "%.4f", mean($0.measure)) })
    let lines =
      [FlowWarpEvaluation.title] + table.lines + notes.map { "note: \($0)" }
      + FlowEvaluationSummary.method(
        FlowWarpEvaluation.name, FlowWarpEvaluation.source, formulas: FlowWarpEvaluation.formulas, variants: variants)
    try Console.say(lines.joined(separator: "\n"))
  }
}
