import Foundation
import OpticalFlow
import Workflows

/// What `evaluate flow` tells a person.
struct EvaluationText {
  var evaluation: FlowEvaluation
  var released: [String: Double]
  var notes: [String]
  var interval: Int?

  var text: String {
    let flowProtocol = evaluation.flowProtocol
    var lines = [flowProtocol.title + (interval.map { ", dt = \($0) spike frames" } ?? "")]
    lines += table.lines
    if flowProtocol.name == FlowProtocol.phm.name, evaluation.scenes.contains(where: { $0.name.lowercased() == "fly" }),
      let rest = evaluation.overall(.aee, where: { $0.lowercased() != "fly" })
    {
      lines.append("without Fly: AEE \(Self.number(rest)) px")
    }
    let means = evaluation.scenes.compactMap { released[$0.name] }
    if !means.isEmpty {
      lines.append(
        "fields of the released loop: AEE \(Self.number(means.reduce(0, +) / Double(means.count))) px")
    }
    lines += notes.map { "note: \($0)" }
    lines +=
      ["", "protocol \(flowProtocol.name) (\(flowProtocol.source))"] + flowProtocol.allFormulas.map { "  \($0)" }
    lines += ["the literature also has"]
    lines += flowProtocol.variants.map { variant in
      "  \(variant.text)" + (variant.key.map { " [--json: \($0)]" } ?? "")
    }
    return lines.joined(separator: "\n")
  }

  private var table: TextTable {
    let flowProtocol = evaluation.flowProtocol
    let other = flowProtocol.mean.other
    var table = TextTable(
      ["sequence", "fields"] + flowProtocol.measures.map { "\($0.title) \($0.unit)" }
        + [other == .overPixels ? "AEE over pixels" : "AEE over fields"])
    for scene in evaluation.scenes {
      table.add(
        [scene.name, "\(scene.summary.fieldCount)"]
          + flowProtocol.measures.map { Self.number(evaluation.value($0, of: scene)) }
          + [Self.number(evaluation.value(.aee, of: scene, mean: other))])
    }
    if evaluation.scenes.count > 1 {
      table.add(
        [
          flowProtocol.overall == .meanOfScenes ? "mean" : "all",
          "\(evaluation.scenes.reduce(0) { $0 + $1.summary.fieldCount })",
        ] + flowProtocol.measures.map { Self.number(evaluation.overall($0)) }
          + [Self.number(evaluation.overall(.aee, mean: other))])
    }
    return table
  }

  private static func number(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "-"
  }
}
