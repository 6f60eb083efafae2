import Foundation
import SpikingNetworks
import Workflows

/// What `convert-model` says of a conversion: the object that `--json` prints.
struct ConversionListing: Encodable {
  /// A layer that was not compared, for want of pictures.
  struct Threshold: Encodable {
    var name: String
    var neurons: Int
    var threshold: Float
  }

  var output: String
  var source: String
  var architecture: String
  /// Nil where neurons were only stored in another way.
  var method: String?
  /// Of pictures, a number a channel; nil where it takes events, or nothing is known.
  var mean: [Float]?
  var deviation: [Float]?
  /// How these were chosen.
  var normalization: String
  var parameters: Int
  var neurons: Int
  var multiplyAccumulates: Int
  /// The pictures that thresholds were balanced on; nil where nothing was.
  var calibrationSamples: Int?
  var percentile: Double?
  var layers: [Threshold]
  /// Nil without pictures.
  var report: ConversionReport?
  var warnings: [String]
  private let input: NormalizationText

  private enum CodingKeys: String, CodingKey {
    case output, source, architecture, method, mean, deviation, normalization, parameters, neurons, multiplyAccumulates
    case calibrationSamples, percentile, layers, report, warnings
  }

  init(_ converted: ClassifierCheckpoint, method: ConversionMethod?, output: String, report: ConversionReport?) {
    self.output = output
    source = converted.source
    architecture = converted.architecture.name
    self.method = method?.rawValue
    input = NormalizationText(converted)
    (mean, deviation, normalization) = (input.mean, input.deviation, input.origin)
    parameters = converted.tensors.values.reduce(0) { $0 + $1.count }
    neurons = converted.architecture.neurons
    multiplyAccumulates = converted.architecture.multiplyAccumulates
    layers = converted.architecture.accounts.compactMap { account in
      guard case .activation(let name, _) = account.layer, let thresholds = converted.tensors["\(name).thresh"] else {
        return nil
      }
      let mean = thresholds.scalars.reduce(0, +) / Float(thresholds.count)
      return Threshold(name: name, neurons: account.neurons, threshold: mean)
    }
    self.report = report
    warnings = Console.warnings
  }

  /// The same for a person.
  var text: String {
    var lines = [
      "\(architecture)\(method.map { " by \($0)" } ?? ""): \(neurons) neurons, \(parameters) parameters"
        + (calibrationSamples.map { ", balanced on \(Text.count($0, "picture"))" } ?? ""),
      input.line,
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
