import Foundation

/// The softmax of accumulated outputs over a temperature, in double precision.
///
/// Thresholds such as 0.99999 leave single precision too few steps below 1.
struct OutputSoftmax {
  /// The largest probability.
  let largest: Double
  /// The second largest.
  let second: Double
  /// Σ −p·ln p in nats.
  let entropy: Double

  /// Computes it; `outputs` has at least two finite values.
  init(_ outputs: UnsafeBufferPointer<Float>, temperature: Double) {
    let top = outputs.indexOfLargest
    let maximum = Double(outputs[top])
    var (sum, moment, second) = (0.0, 0.0, -Double.infinity)
    for index in outputs.indices {
      let exponent = (Double(outputs[index]) - maximum) / temperature
      let weight = exp(exponent)
      sum += weight
      // Where the weight has vanished its part of the entropy has too.
      if weight > 0 { moment += weight * exponent }
      if index != top { second = max(second, exponent) }
    }
    largest = 1 / sum
    self.second = exp(second) / sum
    entropy = max(0, log(sum) - moment / sum)
  }
}
