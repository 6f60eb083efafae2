import Foundation
import SpikingNetworks
import Workflows

/// What `convert-model` says of a conversion to a person.
extension ClassifierConversionSummary {
  func show() throws {
    try Console.say(text)
    Console.note("written to \(output)")
  }

  private var text: String {
    var lines =
      doubt + [
        "\(architecture)\(method.map { " by \($0.rawValue)" } ?? ""): \(neurons) neurons, \(parameters) parameters"
          + (calibrationSamples.map { ", balanced on \(Text.count($0, "picture"))" } ?? ""),
        input.line.text(\.optionText),
      ]
    guard let report else {
      var table = TextTable(["layer", "neurons", "threshold"])
      for layer in layers { table.add([layer.name, "\(layer.neurons)", Text.number(Double(layer.threshold))]) }
      let hint = method == nil ? [] : ["give --calibration DIR for the error of every layer"]
      return (lines + table.lines + hint).joined(separator: "\n")
    }
    var table = TextTable(["layer", "threshold", "mean", "rate", "error", "clipped", "rounded", "spikes"])
    for layer in report.layers {
      table.add([
        layer.name, Self.short(Double(layer.threshold)), Self.short(layer.meanActivation), Self.short(layer.meanRate),
        Self.percent(layer.relativeError), Self.percent(layer.share(of: layer.clippingError)),
        Self.percent(layer.share(of: layer.quantizationError)), Self.short(layer.spikesPerNeuronAndStep),
      ])
    }
    lines += table.lines
    lines += [
      "error, clipped, rounded: share of the mean activation; spikes: a neuron and step",
      "\(Text.count(report.samples, "picture")), \(Text.count(report.steps, "step")): "
        + "the same class for \(Self.percent(Double(report.agreeing) / Double(report.samples)))"
        + Self.accuracy(report),
    ]
    return lines.joined(separator: "\n")
  }

  /// What stands first where the network is not what it was made of.
  private var doubt: [String] {
    guard let report, report.agreement < ConversionReport.leastAgreement else { return [] }
    return [ConversionReport.doubt(agreement: report.agreement, samples: report.samples)]
  }

  private static func accuracy(_ report: ConversionReport) -> String {
    guard let before = report.sourceRight, let after = report.convertedRight else { return "" }
    let (first, second) = (Double(before) / Double(report.samples), Double(after) / Double(report.samples))
    return "; right \(percent(first)) before, \(percent(second)) after"
  }

  private static func short(_ value: Double) -> String { String(format: "%.3f", value) }
  private static func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }
}

extension ConversionReport.Layer {
  /// An error as a share of the mean activation; 0 where nothing was active.
  func share(of error: Double) -> Double { meanActivation > 0 ? error / meanActivation : 0 }
}
