import Files
import Foundation
import SpikingNetworks

/// What the page's script has to know, as JSON: every rule at each position of the slider, and reliability by step.
struct EarlyExitData: Encodable {
  struct Rule: Encodable {
    var name: String
    var title: String
    var thresholds: [Double]
    var latencies: [Double]
    var accuracies: [Double]
    /// Samples by exit step, for each threshold; neighbouring steps are one where there are many.
    var histograms: [[Int]]
    /// Threshold, latency and accuracy of the points of the Pareto front.
    var front: [[Double]]
    /// The position of the threshold in force.
    var chosen: Int
  }

  /// A run of exit steps that is one bar.
  struct Bar: Encodable {
    var first: Int
    var last: Int
  }

  var steps: Int
  var samples: Int
  var fixed: [Double]
  var oracle: [Double]
  var rule: Int
  var rules: [Rule]
  var bars: [Bar]
  /// Samples, confidence and accuracy of each bin that holds some, by step; null for an empty one.
  var reliability: [[[Double]?]]
  var errors: [Double]

  private static let mostBars = 64

  init(_ evaluation: ConfidenceEvaluation) {
    steps = evaluation.outputs.steps
    samples = evaluation.outputs.samples
    fixed = evaluation.fixedAccuracy.map(Self.rounded)
    oracle = [Self.rounded(evaluation.oracle.latency), Self.rounded(evaluation.oracle.accuracy)]
    rule = evaluation.rules.firstIndex { $0.rule == evaluation.settings.rule } ?? 0
    let width = (steps + Self.mostBars - 1) / Self.mostBars
    let (steps, starts) = (steps, stride(from: 0, to: steps, by: width))
    bars = starts.map { Bar(first: $0 + 1, last: min($0 + width, steps)) }
    rules = evaluation.rules.map { rule in
      Rule(
        name: rule.rule.rawValue, title: rule.rule.title, thresholds: rule.points.map(\.threshold),
        latencies: rule.points.map { Self.rounded($0.latency) },
        accuracies: rule.points.map { Self.rounded($0.accuracy) },
        histograms: rule.histograms.map { counts in
          starts.map { counts[$0..<min($0 + width, steps)].reduce(0, +) }
        },
        front: rule.front.map { [$0.threshold, Self.rounded($0.latency), Self.rounded($0.accuracy)] },
        chosen: rule.points.firstIndex { $0.threshold == rule.chosen.threshold } ?? 0)
    }
    reliability = evaluation.reliability.map { step in
      step.bins.map { bin in
        guard let confidence = bin.confidence, let accuracy = bin.accuracy else { return nil }
        return [Double(bin.samples), Self.rounded(confidence), Self.rounded(accuracy)]
      }
    }
    errors = evaluation.reliability.map { Self.rounded($0.expectedCalibrationError) }
  }

  /// The data as a script that defines `earlyExit`.
  var script: String {
    // Numbers and names of this module only: nothing in it can end a script or fail to encode.
    let bytes = (try? JSONText.encode(self)) ?? Data("null".utf8)
    return "const earlyExit = \(String(decoding: bytes, as: UTF8.self));"
  }

  private static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}
