import SpikingNetworks

/// The tables of the page of early exit.
enum EarlyExitTables {
  /// Accuracy and latency at fixed steps and with early exit.
  static func result(_ evaluation: ConfidenceEvaluation) -> HTML {
    var table = HTMLTable(columns: [
      HTMLTable.Column("Stops"), HTMLTable.Column("threshold", meaning: "a sample stops above it"),
      HTMLTable.Column("mean steps"), HTMLTable.Column("95 % interval", meaning: "of the bootstrap"),
      HTMLTable.Column("accuracy"), HTMLTable.Column("95 % interval", meaning: "of the bootstrap"),
      HTMLTable.Column("fewer steps", meaning: "than the last step"),
    ])
    let (steps, bootstrap) = (evaluation.outputs.steps, evaluation.bootstrap)
    for step in evaluation.tabulatedSteps {
      let isLast = step == steps
      let isEqual = step == evaluation.equallyAccurateStep && !isLast
      table.add([
        "all at step \(step)" + (isEqual ? ", the first as accurate as early exit" : ""), "", "\(step)", "",
        percent(evaluation.fixedAccuracy[step - 1]), isLast ? interval(bootstrap.lastAccuracy, 100, "%") : "",
        isLast ? "" : saving(Double(step), steps),
      ])
    }
    let chosen = evaluation.chosenRule
    table.add(
      [
        "early, by \(chosen.rule.rawValue)", NumberText.short(chosen.chosen.threshold),
        NumberText.fixed(evaluation.exits.latency, digits: 2), interval(bootstrap.latency, 1, ""),
        percent(evaluation.exits.accuracy), interval(bootstrap.accuracy, 100, "%"),
        saving(evaluation.exits.latency, steps),
      ], isTotal: true)
    for rule in evaluation.rules where rule.rule != chosen.rule && rule.calibration != nil {
      table.add([
        "early, by \(rule.rule.rawValue)", NumberText.short(rule.chosen.threshold),
        NumberText.fixed(rule.chosen.latency, digits: 2), "", percent(rule.chosen.accuracy), "",
        saving(rule.chosen.latency, steps),
      ])
    }
    table.add([
      "oracle, at the first right step", "", NumberText.fixed(evaluation.oracle.latency, digits: 2), "",
      percent(evaluation.oracle.accuracy), "", saving(evaluation.oracle.latency, steps),
    ])
    return table.html
  }

  /// Mean and percentiles of exit steps.
  static func latency(_ evaluation: ConfidenceEvaluation) -> HTML {
    var table = HTMLTable(
      columns: ["Exit step", "mean", "median", "90 % by", "99 % by", "at the last step"].map { HTMLTable.Column($0) })
    for (name, exits) in [("early, as chosen", evaluation.exits), ("oracle", evaluation.oracle)] {
      let atEnd = Double(exits.histogram.last ?? 0) / Double(exits.steps.count)
      table.add(
        [name, NumberText.fixed(exits.latency, digits: 2)]
          + [50, 90, 99].map { "\(exits.percentile($0))" } + [percent(atEnd)])
    }
    return table.html
  }

  /// How many samples are right for the first time at each step.
  static func firstRight(_ evaluation: ConfidenceEvaluation) -> [Int] {
    var counts = [Int](repeating: 0, count: evaluation.outputs.steps)
    for (step, isRight) in zip(evaluation.oracle.steps, evaluation.oracle.isRight) where isRight {
      counts[step - 1] += 1
    }
    return counts
  }

  private static func percent(_ share: Double) -> String { NumberText.fixed(100 * share, digits: 2) + " %" }

  private static func saving(_ latency: Double, _ steps: Int) -> String {
    NumberText.fixed(100 * (1 - latency / Double(steps)), digits: 1) + " %"
  }

  private static func interval(_ interval: Interval, _ factor: Double, _ unit: String) -> String {
    let ends = [interval.lower, interval.upper].map { NumberText.fixed(factor * $0, digits: 2) }
    return ends.joined(separator: "–") + (unit.isEmpty ? "" : " \(unit)")
  }
}
