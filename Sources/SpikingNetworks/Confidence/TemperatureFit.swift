import Files
import Foundation
import Kernels

/// The temperature under which the probabilities of a calibration set are most likely.
///
/// The negative log-likelihood over all steps, mean of `−ln softmax(s/τ)[label]` with s the accumulated outputs, is
/// convex in β = 1/τ; its minimum is where the mean of `E[s] − s[label]` under the softmax is zero. Newton's method on
/// ln β finds it, with halving of a bracket wherever a step would leave it.
public struct TemperatureFit: Sendable, Hashable {
  /// The temperature: what accumulated outputs are divided by.
  public let temperature: Double
  /// The mean negative log-likelihood there, in nats.
  public let negativeLogLikelihood: Double
  /// Whether the likelihood has its best inside the range searched, and not at its end.
  public let isInside: Bool

  /// The ratio of the search's ends to the outputs' own size.
  private static let range = 1e5
  private static let iterations = 100

  /// Fits the temperature to all steps of a calibration set.
  ///
  /// Cost: about ten passes over the outputs with an exponential for each.
  ///
  /// - Throws: `FileError` where all samples are of one class, or where the outputs say less of the classes than nothing:
  ///   then the best temperature is without bound.
  public init(_ outputs: ClassifierOutputs, workers: Workers, path: String) throws(FileError) {
    try outputs.checkCalibration(path: path)
    let scale = Self.scale(outputs, workers: workers)
    guard scale > 0 else {
      throw FileError(
        .badContent, path: path, problem: "the outputs of all classes are equal in every step of the calibration set",
        remedy: "there is nothing to be confident of")
    }
    var (low, high) = (log(1 / (scale * Self.range)), log(Self.range / scale))
    if Self.likelihood(outputs, beta: exp(low), workers: workers).slope >= 0 {
      throw FileError(
        .badContent, path: path, problem: "the outputs of the calibration set do not favour the labels",
        remedy: "see whether labels and outputs are in the same order")
    }
    isInside = Self.likelihood(outputs, beta: exp(high), workers: workers).slope > 0
    var place = isInside ? -log(scale) : high
    if isInside {
      for _ in 0..<Self.iterations {
        let now = Self.likelihood(outputs, beta: exp(place), workers: workers)
        if now.slope > 0 { high = place } else { low = place }
        // In ln β the slope is β·f′ and the curvature β²·f″ + β·f′.
        let beta = exp(place)
        let curvature = beta * now.curvature + now.slope
        var next = curvature > 0 ? place - now.slope / curvature : .nan
        if !(next > low && next < high) { next = (low + high) / 2 }
        let change = abs(next - place)
        place = next
        if change < 1e-10 { break }
      }
    }
    temperature = exp(-place)
    negativeLogLikelihood = Self.likelihood(outputs, beta: exp(place), workers: workers).value
  }

  /// The mean negative log-likelihood of the labels over all steps at a temperature, in nats.
  public static func negativeLogLikelihood(
    _ outputs: ClassifierOutputs, temperature: Double, workers: Workers
  ) -> Double {
    likelihood(outputs, beta: 1 / temperature, workers: workers).value
  }

  /// The root of the mean square distance of an output from the row's mean.
  private static func scale(_ outputs: ClassifierOutputs, workers: Workers) -> Double {
    let sum = OutputRows.sum(outputs.accumulated, workers: workers) { row, _ in
      let mean = row.reduce(0.0) { $0 + Double($1) } / Double(row.count)
      return SIMD3(row.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(row.count), 0, 0)
    }
    return (sum[0] / Double(outputs.steps * outputs.samples)).squareRoot()
  }

  /// The mean over all rows, with its first and second derivative by β.
  private static func likelihood(
    _ outputs: ClassifierOutputs, beta: Double, workers: Workers
  ) -> (value: Double, slope: Double, curvature: Double) {
    let (labels, samples) = (outputs.labels, outputs.samples)
    let sum = OutputRows.sum(outputs.accumulated, workers: workers) { row, number in
      let maximum = Double(row[row.indexOfLargest])
      var (weights, first, second) = (0.0, 0.0, 0.0)
      for value in row {
        let distance = Double(value) - maximum
        let weight = exp(beta * distance)
        weights += weight
        first += weight * distance
        second += weight * distance * distance
      }
      let mean = first / weights
      let own = Double(row[labels[number % samples]]) - maximum
      return SIMD3(log(weights) - beta * own, mean - own, second / weights - mean * mean)
    }
    let count = Double(outputs.steps * samples)
    return (sum[0] / count, sum[1] / count, sum[2] / count)
  }
}

extension ClassifierOutputs {
  /// Refuses a calibration set of one class.
  func checkCalibration(path: String) throws(FileError) {
    guard Set(labels).count < 2 else { return }
    throw FileError(
      .badContent, path: path, problem: "all \(samples) calibration samples are of class \(labels[0])",
      remedy: "a temperature and a threshold need samples of two classes at least; choose others "
        + "with \(Setting.calibration)")
  }
}
