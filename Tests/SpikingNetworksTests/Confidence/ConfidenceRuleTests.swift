import Foundation
import TestSupport
import Testing

@testable import SpikingNetworks

@Suite struct ConfidenceRuleTests {
  @Test func `Probabilities give the confidences of the formulas`() throws {
    let made = try outputs([[[3, 1, 0], [0, 0, 0]]], labels: [0])
    for temperature in [0.5, 1, 30] {
      let weights = [3.0, 1, 0].map { exp($0 / temperature) }
      let p = weights.map { $0 / weights.reduce(0, +) }
      let entropy = -p.reduce(0) { $0 + $1 * log($1) }
      func value(_ rule: ConfidenceRule) throws -> Double {
        try StepConfidences(rule, of: made, temperature: temperature).values[1]
      }
      #expect(abs(try value(.softmax) - p[0]) < 1e-12)
      #expect(abs(try value(.margin) - (p[0] - p[1])) < 1e-12)
      #expect(abs(try value(.entropy) - (1 - entropy / log(3))) < 1e-12)
    }
  }

  @Test func `Huge and equal outputs give confidences that are numbers`() throws {
    let made = try outputs([[[1e30, -1e30]], [[2, 2]], [[-1e30, -1e30]]], labels: [0, 1, 0])
    #expect(try StepConfidences(.softmax, of: made, temperature: 1e-3).values == [1, 0.5, 0.5])
    #expect(try StepConfidences(.margin, of: made, temperature: 1e-3).values == [1, 0, 0])
    let entropy = try StepConfidences(.entropy, of: made, temperature: 1e-3).values
    #expect(entropy[0] == 1 && entropy[1].magnitude < 1e-12 && entropy[2].magnitude < 1e-12)
  }

  @Test func `Double precision tells confidences apart above 0.99999`() throws {
    let made = try outputs([[[14, 0]], [[15, 0]], [[30, 0]]], labels: [0, 0, 0])
    let values = try StepConfidences(.softmax, of: made, temperature: 1).values
    #expect(values[0] > 0.99999 && values[0] < values[1] && values[1] < values[2] && values[2] < 1)
  }

  @Test func `Stability counts equal predictions of the sums, patience confirmations by single steps`() throws {
    // Sums predict 0, 0, 1, 1, 1; single steps 0, 1, 1, 1, 0.
    let made = try outputs([[[5, 0], [0, 3], [0, 3], [0, 3], [1, 0]]], labels: [1])
    #expect(made.predictions == [0, 0, 1, 1, 1] && made.stepPredictions == [0, 1, 1, 1, 0])
    #expect(try StepConfidences(.stability, of: made, temperature: 1).values == [1, 2, 1, 2, 3])
    #expect(try StepConfidences(.patience, of: made, temperature: 1).values == [0, 0, 1, 2, 0])
    // k = 3 equal predictions are more than two.
    let confidences = try StepConfidences(.stability, of: made, temperature: 1)
    #expect(EarlyExits(confidences, of: made, threshold: 2).steps == [5])
    #expect(EarlyExits(confidences, of: made, threshold: 1).steps == [2])
  }

  @Test func `The number of threads changes nothing`() throws {
    let drawn = try drawnOutputs(steps: 9, samples: 500)
    for rule in ConfidenceRule.allCases {
      let one = StepConfidences(rule, of: drawn, temperature: 3, workers: try .init(threads: 1))
      let three = StepConfidences(rule, of: drawn, temperature: 3, workers: try .init(threads: 3))
      #expect(one.values == three.values)
    }
    let fits = try [1, 3].map { try TemperatureFit(drawn, workers: .init(threads: $0), path: "x") }
    #expect(fits[0] == fits[1])
  }
}

@Suite struct EarlyExitsTests {
  @Test func `A sample stops where its confidence is greater than the threshold, not equal to it`() throws {
    let made = try outputs([[[0, 0], [2, 0], [-2, 0]], [[0, 0], [0, 0], [0, 9]]], labels: [0, 1])
    let confidences = try StepConfidences(.softmax, of: made, temperature: 1)
    #expect(EarlyExits(confidences, of: made, threshold: 0.49).steps == [1, 1])
    #expect(EarlyExits(confidences, of: made, threshold: 0.5).steps == [2, 3])
    // Never confident enough: the last step.
    #expect(EarlyExits(confidences, of: made, threshold: 1).steps == [3, 3])
    #expect(EarlyExits(confidences, of: made, threshold: 0.5).isRight == [true, true])
  }

  @Test func `The oracle stops at the first right step, and at the last where none is right`() throws {
    let made = try outputs([[[0, 1], [2, 0], [0, 4]], [[1, 0], [1, 0], [1, 0]]], labels: [0, 1])
    let oracle = EarlyExits(oracleOf: made)
    #expect(oracle.steps == [2, 3] && oracle.accuracy == 0.5 && oracle.latency == 2.5)
  }

  @Test func `Percentiles, histogram and classes are those of the exits`() throws {
    let drawn = try drawnOutputs()
    let exits = EarlyExits(
      try StepConfidences(.softmax, of: drawn, temperature: 2), of: drawn, threshold: 0.7)
    #expect(exits.histogram.reduce(0, +) == drawn.samples)
    let sorted = exits.steps.sorted()
    #expect(exits.percentile(50) == sorted[149] && exits.percentile(90) == sorted[269])
    #expect(exits.percentile(99) == sorted[296] && exits.percentile(0) == sorted[0])
    let classes = exits.byClass(drawn.labels)
    #expect(classes.map(\.label) == [0, 1, 2, 3, 4])
    let mean = classes.reduce(0) { $0 + $1.latency * Double($1.samples) } / Double(drawn.samples)
    #expect(abs(mean - exits.latency) < 1e-9)
    let counts = (0..<drawn.steps).map { step in classes.reduce(0) { $0 + $1.histogram[step] } }
    #expect(counts == exits.histogram)
  }
}
