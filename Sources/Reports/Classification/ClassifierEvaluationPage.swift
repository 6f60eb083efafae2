import SpikingNetworks
import Tensors

/// The page that shows how early a classifier may stop: the table of the paper, a threshold that a person moves, latency,
/// reliability, and where a network was run, its spikes, energy and time.
public enum ClassifierEvaluationPage {
  /// Builds the page.
  ///
  /// - Parameters:
  ///   - evaluation: What was evaluated.
  ///   - name: What the outputs or the network are called.
  ///   - classNames: The names of the classes; empty for their numbers.
  ///   - notes: Sentences about this run, shown under the table.
  ///   - sections: What else was measured, shown before the explanations.
  ///   - footer: A line at the end: the command, the version.
  /// - Throws: `FileError` where a picture cannot be encoded.
  public static func page(
    _ evaluation: ConfidenceEvaluation, name: String, classNames: [String] = [], notes: [String] = [],
    sections: [(heading: String, content: [HTML])] = [], footer: String
  ) throws -> HTMLPage {
    let outputs = evaluation.outputs
    var page = HTMLPage(
      title: "Dynamic confidence: \(name)",
      subtitle:
        "\(NumberText.grouped(outputs.samples)) samples, \(outputs.classes) classes, \(outputs.steps) time steps"
        + (evaluation.calibrationSamples > 0
          ? "; calibrated on \(NumberText.grouped(evaluation.calibrationSamples)) others" : ""))
    page.add(style: EarlyExitStyle.sheet)
    page.add(
      section: "Result",
      [EarlyExitTables.result(evaluation)] + (notes.isEmpty ? [] : [.list(notes.map(HTML.text))]))
    page.add(section: "Move the threshold", EarlyExitControls.html(evaluation))
    page.add(section: "Accuracy by step", [accuracy(evaluation)])
    page.add(section: "Latency", try latency(evaluation, classNames: classNames))
    page.add(section: "Reliability", [errors(evaluation)] + EarlyExitControls.reliability(steps: outputs.steps))
    for section in sections { page.add(section: section.heading, section.content) }
    page.add(section: "How the numbers come about", [explanations(evaluation)])
    page.add(script: EarlyExitScript.source(EarlyExitData(evaluation)))
    page.footer = footer
    return page
  }

  private static func accuracy(_ evaluation: ConfidenceEvaluation) -> HTML {
    let steps = (1...evaluation.outputs.steps).map(Double.init)
    var right = 0
    let everRight = EarlyExitTables.firstRight(evaluation).map { count -> Double in
      right += count
      return 100 * Double(right) / Double(evaluation.outputs.samples)
    }
    return LinePlot(
      caption: "Accuracy when all samples stop at the same step, and the share that has been right by then",
      places: steps,
      series: [
        LinePlot.Series(name: "fixed step", values: evaluation.fixedAccuracy.map { 100 * $0 }),
        LinePlot.Series(name: "right at this step or an earlier one", values: everRight),
      ], horizontalTitle: "step", verticalTitle: "% of samples", startsAtZero: false
    ).html
  }

  private static func errors(_ evaluation: ConfidenceEvaluation) -> HTML {
    LinePlot(
      caption: "Expected calibration error of the largest softmax by step",
      places: (1...evaluation.outputs.steps).map(Double.init),
      series: [
        LinePlot.Series(
          name: "expected calibration error",
          values: evaluation.reliability.map { 100 * $0.expectedCalibrationError })
      ], horizontalTitle: "step", verticalTitle: "%"
    ).html
  }

  private static let mostClassesAsBars = 100
  private static let mostNamedBars = 20

  private static func latency(_ evaluation: ConfidenceEvaluation, classNames: [String]) throws -> [HTML] {
    let classes = evaluation.exits.byClass(evaluation.outputs.labels)
    func name(_ label: Int) -> String { classNames.indices.contains(label) ? classNames[label] : "class \(label)" }
    var content = [EarlyExitTables.latency(evaluation)]
    guard classes.count <= mostClassesAsBars else { return content }
    content.append(
      BarPlot(
        caption: "Mean exit step of each class at the chosen threshold",
        bars: classes.map {
          let accuracy = NumberText.fixed(100 * $0.accuracy, digits: 2)
          return BarPlot.Bar(
            name: "\(name($0.label)), \($0.samples) samples, \(accuracy) % right, steps", value: $0.latency)
        },
        marks: classes.count > mostNamedBars
          ? [] : classes.enumerated().map { ($0, classNames.isEmpty ? "\($1.label)" : name($1.label)) },
        marksAreCentered: true, horizontalTitle: classNames.isEmpty ? "class, from 0" : "class", verticalTitle: "steps"
      ).html)
    let shares = classes.flatMap { group in group.histogram.map { 100 * Float($0) / Float(group.samples) } }
    let map = Tensor<Float>(shape: [classes.count, evaluation.outputs.steps], scalars: shares)
    content.append(
      try HeatMap(percentile: 99, of: map).html(
        map, caption: "Samples of each class by exit step", unit: "% of the class",
        rows: classes.map { name($0.label) }, columns: ["step 1", "step \(evaluation.outputs.steps)"]))
    return content
  }

  /// How a threshold was chosen, and what that promises.
  private static func promise(of choice: ThresholdChoice) -> String {
    func percent(_ share: Double) -> String { NumberText.fixed(100 * share, digits: 2) + " %" }
    let level = NumberText.short(100 * choice.confidenceLevel)
    let rule =
      "Thresholds are the fastest whose Clopper-Pearson bound (\(level) %) of the calibration samples that are lost, right "
      + "at the last step but not where they stop, is at most \(percent(choice.maximumLoss)): \(choice.lost) of "
      + "\(choice.samples) are, so at most \(percent(choice.lossBound)) of others."
    if choice.isKept { return rule }
    return rule + " So few samples cannot promise that"
      + (choice.samplesNeeded.map { ", at least \($0) can" } ?? ", nor can more of them")
      + ": the threshold is the fastest that loses none of them."
  }

  private static func explanations(_ evaluation: ConfidenceEvaluation) -> HTML {
    let settings = evaluation.settings
    return .list(
      [
        "Outputs are summed over the steps. A sample stops at the first step, counted from 1, whose confidence is greater "
          + "than the threshold, else at the last (Li et al., arXiv 2303.10276).",
        settings.temperature == .fitted
          ? "The temperature \(NumberText.short(evaluation.temperature)), by which sums are divided before the softmax, "
            + "has the greatest likelihood over all steps of the calibration samples, none of which is reported."
          : "The temperature \(NumberText.short(evaluation.temperature)), by which sums are divided before the softmax, "
            + "was given.",
        evaluation.chosenRule.choice.map(promise) ?? "The threshold of the rule was given.",
        "Intervals hold 95 % of \(Bootstrap.replicateCount) bootstrap replicates of the reported samples, the threshold "
          + "kept.",
        "The oracle stops each sample at its first right step, and one that is never right at the last: no rule is faster "
          + "at its accuracy.",
        "The expected calibration error is that of \(Reliability.binCount) bins of equal width (Guo et al., ICML 2017).",
      ].map(HTML.text))
  }
}
