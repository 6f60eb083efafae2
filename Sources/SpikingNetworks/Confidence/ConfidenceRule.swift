import Foundation
import Kernels

/// When a sample has seen enough: what is compared with the threshold in every step.
///
/// A sample stops at the first step whose confidence is greater than the threshold, else at the last.
public enum ConfidenceRule: String, Sendable, Hashable, CaseIterable, Codable {
  /// The largest probability of the softmax of the accumulated outputs over the temperature (Li et al., arXiv
  /// 2303.10276), in (0, 1].
  case softmax
  /// The largest of these probabilities less the second largest, in [0, 1].
  case margin
  /// 1 − H / ln(classes), H the entropy of these probabilities, in [0, 1].
  case entropy
  /// The number of steps in a row, up to this one, in which the accumulated outputs predict the same class. A threshold
  /// k − 1 asks for k equal predictions.
  case stability
  /// The number of steps in a row in which the step's own outputs, not accumulated, confirm those of the step before
  /// (the patience of Zhou et al., NeurIPS 2020, with steps in the place of layers).
  case patience

  /// Whether it is a function of probabilities, and so of the temperature.
  public var usesTemperature: Bool { self != .stability && self != .patience }

  /// What it compares, as a short phrase.
  public var title: String {
    switch self {
    case .softmax: "largest softmax"
    case .margin: "margin of the two largest"
    case .entropy: "1 − normalised entropy"
    case .stability: "equal predictions in a row"
    case .patience: "confirmations of single steps in a row"
    }
  }

  /// The confidence of one sample's accumulated outputs; for rules of probabilities only.
  func value(_ outputs: UnsafeBufferPointer<Float>, temperature: Double) -> Double {
    let softmax = OutputSoftmax(outputs, temperature: temperature)
    return switch self {
    case .softmax: softmax.largest
    case .margin: softmax.largest - softmax.second
    case .entropy: 1 - softmax.entropy / log(Double(outputs.count))
    case .stability, .patience: preconditionFailure("\(rawValue) is no function of one step's outputs.")
    }
  }
}

/// The confidence of every sample in every step by one rule.
public struct StepConfidences: Sendable {
  /// The rule.
  public let rule: ConfidenceRule
  /// The values, `[steps × samples]`.
  public let values: [Double]
  /// The number of steps.
  public let steps: Int
  /// The number of samples.
  public let samples: Int

  /// Computes them. Cost: one pass over the outputs, with an exponential for each where the rule uses probabilities;
  /// rows are shared out among the threads.
  ///
  /// - Parameter temperature: What the accumulated outputs are divided by, greater than zero.
  public init(_ rule: ConfidenceRule, of outputs: ClassifierOutputs, temperature: Double, workers: Workers) {
    precondition(temperature > 0 && temperature.isFinite, "A temperature is a number above zero, not \(temperature).")
    self.rule = rule
    (steps, samples) = (outputs.steps, outputs.samples)
    if rule.usesTemperature {
      values = OutputRows.map(outputs.accumulated, workers: workers) { row in rule.value(row, temperature: temperature)
      }
    } else {
      let predictions = rule == .stability ? outputs.predictions : outputs.stepPredictions
      let first = rule == .stability ? 1.0 : 0.0
      var values = [Double](repeating: first, count: steps * samples)
      for index in samples..<steps * samples where predictions[index] == predictions[index - samples] {
        values[index] = values[index - samples] + 1
      }
      self.values = values
    }
  }
}
