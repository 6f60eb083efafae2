import Files
import Foundation
import Kernels
import Tensors
import TestSupport
import Testing

@testable import SpikingNetworks

@Suite struct TemperatureFitTests {
  private func fit(_ outputs: ClassifierOutputs) throws -> TemperatureFit {
    try TemperatureFit(outputs, workers: Workers(threads: 2), path: "calibration")
  }

  @Test func `No temperature near or far is more likely than the fitted one`() throws {
    let drawn = try drawnOutputs()
    let fitted = try fit(drawn)
    #expect(fitted.isInside)
    let workers = try Workers(threads: 2)
    for factor in [1e-4, 0.1, 0.5, 0.9, 0.999, 1.001, 1.1, 2, 10, 1e4] {
      let other = TemperatureFit.negativeLogLikelihood(
        drawn, temperature: fitted.temperature * factor, workers: workers)
      #expect(other > fitted.negativeLogLikelihood, "\(factor)")
    }
  }

  @Test(arguments: [Float(1e-6), 1e-2, 1e3, 1e7])
  func `Outputs times a number give the temperature times that number`(scale: Float) throws {
    let drawn = try drawnOutputs(steps: 6)
    var own = [Float](repeating: 0, count: drawn.accumulated.count)
    let row = drawn.samples * drawn.classes
    let sums = drawn.accumulated.scalars
    for index in own.indices { own[index] = (sums[index] - (index >= row ? sums[index - row] : 0)) * scale }
    let scaled = try ClassifierOutputs(
      Tensor(shape: drawn.accumulated.shape, scalars: own), labels: drawn.labels.map { Int64($0) }, path: "scaled")
    #expect(abs(try fit(scaled).temperature / (Double(scale) * fit(drawn).temperature) - 1) < 1e-4)
  }

  @Test func `Outputs that are always right ask for the lowest temperature that is searched`() throws {
    let right = try outputs([[[1, 0], [1, 0]], [[0, 2], [0, 1]]], labels: [0, 1])
    let fitted = try fit(right)
    #expect(!fitted.isInside && fitted.temperature > 0 && fitted.negativeLogLikelihood < 1e-9)
  }

  @Test func `A calibration set that cannot serve says why`() throws {
    let single = try #require(throws: FileError.self) {
      _ = try fit(outputs([[[1, 0]], [[2, 0]]], labels: [0, 0]))
    }
    #expect(single.problem == "all 2 calibration samples are of class 0" && single.path == "calibration")
    let equal = try #require(throws: FileError.self) { _ = try fit(outputs([[[1, 1]], [[3, 3]]], labels: [0, 1])) }
    #expect(equal.problem.contains("equal"))
    let wrong = try #require(throws: FileError.self) { _ = try fit(outputs([[[0, 1]], [[3, 1]]], labels: [0, 1])) }
    #expect(wrong.problem.contains("do not favour the labels"))
  }
}

@Suite struct BootstrapTests {
  @Test func `Intervals hold the numbers, have the width of the binomial, and depend on the seed alone`() throws {
    let drawn = try drawnOutputs(samples: 1000)
    let exits = EarlyExits(
      try StepConfidences(.softmax, of: drawn, temperature: 2), of: drawn, threshold: 0.6)
    func bootstrap(_ seed: UInt64, threads: Int) throws -> Bootstrap {
      Bootstrap(exits, of: drawn, seed: seed, workers: try Workers(threads: threads))
    }
    let first = try bootstrap(1, threads: 1)
    #expect(first.latency.lower < exits.latency && exits.latency < first.latency.upper)
    #expect(first.accuracy.lower < exits.accuracy && exits.accuracy < first.accuracy.upper)
    let expected = 2 * 1.96 * (exits.accuracy * (1 - exits.accuracy) / 1000).squareRoot()
    #expect(abs((first.accuracy.upper - first.accuracy.lower) / expected - 1) < 0.15)
    #expect(try bootstrap(1, threads: 3).latency == first.latency)
    #expect(try bootstrap(2, threads: 1).latency != first.latency)
  }
}

@Suite struct ReliabilityTests {
  @Test func `Bins hold the samples by confidence, and the error is the weighted distance`() throws {
    // Confidences 0.5 (right), 0.73 (wrong), 0.73 (right), 0.98 (right).
    let made = try outputs([[[0, 0]], [[1, 0]], [[1, 0]], [[4, 0]]], labels: [0, 1, 0, 0])
    let confidences = try StepConfidences(.softmax, of: made, temperature: 1)
    let reliability = Reliability(confidences, of: made, step: 0, bins: 10)
    #expect(reliability.bins.map(\.samples) == [0, 0, 0, 0, 1, 0, 0, 2, 0, 1])
    #expect(reliability.bins[7].accuracy == 0.5 && reliability.bins[0].accuracy == nil)
    let (p, q) = (1 / (1 + exp(-1.0)), 1 / (1 + exp(-4.0)))
    #expect(abs(reliability.expectedCalibrationError - (0.5 + (2 * p - 1) + (1 - q)) / 4) < 1e-12)
  }
}
