import Foundation

/// Early exit while the network runs: the outputs of each sample are summed up as they come, and its confidence is
/// compared with the threshold after every step.
///
/// Decides as ``EarlyExits`` does of stored outputs. Cost: one exponential a class, sample and step for rules of
/// probabilities.
public struct EarlyExitDecision: Sendable {
  private let rule: ConfidenceRule
  private let temperature: Double
  private let threshold: Double
  private let classes: Int
  private var sums: [Double]
  private var row: [Float]
  private var lastPredictions: [Int]
  private var runs: [Int]

  /// Prepares the decision of a batch.
  public init(rule: ConfidenceRule, temperature: Double, threshold: Double, samples: Int, classes: Int) {
    precondition(temperature > 0 && temperature.isFinite, "A temperature is a number above zero, not \(temperature).")
    self.rule = rule
    self.temperature = temperature
    self.threshold = threshold
    self.classes = classes
    sums = Array(repeating: 0, count: samples * classes)
    row = Array(repeating: 0, count: classes)
    lastPredictions = Array(repeating: -1, count: samples)
    runs = Array(repeating: 0, count: samples)
  }

  /// Forgets all samples.
  public mutating func reset() {
    for index in sums.indices { sums[index] = 0 }
    for index in runs.indices { (lastPredictions[index], runs[index]) = (-1, 0) }
  }

  /// Takes the output of a sample in its next step; whether it may stop.
  public mutating func mayStop(_ sample: Int, after output: UnsafeBufferPointer<Float>) -> Bool {
    for index in 0..<classes {
      sums[sample * classes + index] += Double(output[index])
      row[index] = Float(sums[sample * classes + index])
    }
    if rule.usesTemperature {
      return row.withUnsafeBufferPointer { rule.value($0, temperature: temperature) } > threshold
    }
    let prediction =
      rule == .stability ? row.withUnsafeBufferPointer { $0.indexOfLargest } : output.indexOfLargest
    let first = rule == .stability ? 1 : 0
    runs[sample] = prediction == lastPredictions[sample] ? runs[sample] + 1 : first
    lastPredictions[sample] = prediction
    return Double(runs[sample]) > threshold
  }
}
