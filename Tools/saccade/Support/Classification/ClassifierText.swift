import Foundation
import Reports
import SpikingNetworks
import Workflows

/// What the evaluation of a classifier tells a person after that of early exit: accuracy in floating point, and costs.
struct ClassifierText {
  private let summary: ClassifierSummary
  private let report: ClassifierCostReport

  init(_ summary: ClassifierSummary) {
    self.summary = summary
    report = ClassifierCostReport(
      summary.costs, evaluation: summary.evaluation, input: summary.input.line.text(\.optionText))
  }

  func show() throws {
    if let agreement = summary.agreement, agreement < ConversionReport.leastAgreement {
      try Console.say(ConversionReport.doubt(agreement: agreement, samples: summary.evaluation.outputs.samples))
    }
    try ConfidenceText(evaluation: summary.evaluation, calibration: summary.calibration).show()
    let input = summary.input.line.text(\.optionText)
    let lines = [input] + accuracy + [""] + cost.lines + [""] + report.activity + report.time
    try Console.say("\n" + lines.joined(separator: "\n"))
  }

  private var accuracy: [String] {
    summary.denseAccuracy.map { ["the network in floating point: \(Text.percent($0))"] } ?? []
  }

  private var cost: TextTable {
    var table = TextTable(["per sample", "steps", "additions", "products", "arithmetic", "memory on chip"])
    let costs = summary.costs
    for (name, cost) in [("all steps", costs.fixed), ("early exit", costs.dynamic)] {
      table.add([
        name, String(format: "%.2f", cost.steps), NumberText.prefixed(cost.additions),
        NumberText.prefixed(cost.multiplyAccumulates), NumberText.energy(joule: cost.energyJoule),
        NumberText.energy(joule: cost.chipMemoryJoule),
      ])
    }
    table.add([
      "in floating point", "1", "", NumberText.prefixed(Double(costs.denseMultiplyAccumulates)),
      NumberText.energy(joule: costs.denseEnergyJoule), NumberText.energy(joule: costs.denseChipMemoryJoule),
    ])
    return table
  }
}
