import TestSupport
import Testing

@testable import SpikingNetworks

@Suite struct DynamicCurveTests {
  @Test(arguments: ConfidenceRule.allCases)
  func `Every threshold gives what stopping each sample gives`(rule: ConfidenceRule) throws {
    let drawn = try drawnOutputs(steps: 8, samples: 60)
    let confidences = try StepConfidences(rule, of: drawn, temperature: 1.5)
    let curve = DynamicCurve(confidences, of: drawn)
    let thresholds = curve.points.map(\.threshold)
    #expect(thresholds == thresholds.sorted() && Set(thresholds).count == thresholds.count)
    let between = zip(thresholds, thresholds.dropFirst()).map { ($0 + $1) / 2 }
    let all = (thresholds + between + [thresholds[0] - 1, 1, 100]).sorted()
    let histograms = ExitHistograms.histograms(confidences, at: all)
    for (index, threshold) in all.enumerated() {
      let exits = EarlyExits(confidences, of: drawn, threshold: threshold)
      let point = curve.point(at: threshold)
      #expect(abs(point.latency - exits.latency) < 1e-12 && abs(point.accuracy - exits.accuracy) < 1e-12)
      #expect(histograms[index] == exits.histogram, "\(threshold)")
    }
    #expect(curve.points[0].latency == 1 && curve.points[curve.points.count - 1].latency == 8)
  }

  @Test func `A single step leaves one point`() throws {
    let drawn = try drawnOutputs(steps: 1)
    for rule in ConfidenceRule.allCases {
      let confidences = try StepConfidences(rule, of: drawn, temperature: 1)
      #expect(DynamicCurve(confidences, of: drawn).points.map(\.latency) == [1])
      #expect(ExitHistograms.histograms(confidences, at: [0, 0.5]) == [[300], [300]])
    }
  }

  @Test func `A thinned curve keeps its ends and spreads over the latencies`() throws {
    let drawn = try drawnOutputs(samples: 500)
    let curve = DynamicCurve(try StepConfidences(.softmax, of: drawn, temperature: 1), of: drawn)
    let thinned = curve.thinned(to: 50)
    #expect(curve.points.count > 500 && thinned.count >= 45 && thinned.count <= 51)
    #expect(thinned.first == curve.points.first && thinned.last == curve.points.last)
    for (a, b) in zip(thinned, thinned.dropFirst()) { #expect(b.latency - a.latency < 0.6) }
  }

  @Test func `No point of the front is beaten, and every other point is`() throws {
    let drawn = try drawnOutputs()
    let points = DynamicCurve(try StepConfidences(.margin, of: drawn, temperature: 1), of: drawn).points
    let front = ParetoFront.front(points)
    for (a, b) in zip(front, front.dropFirst()) { #expect(a.latency < b.latency && a.accuracy < b.accuracy) }
    for point in points {
      #expect(front.contains { $0.latency <= point.latency && $0.accuracy >= point.accuracy })
    }
    #expect(front.allSatisfy { points.contains($0) })
  }

  @Test func `The choice is the fastest before the bound of what is lost exceeds what is tolerated`() throws {
    let drawn = try drawnOutputs(samples: 2000)
    let confidences = try StepConfidences(.softmax, of: drawn, temperature: 1)
    let curve = DynamicCurve(confidences, of: drawn)
    for loss in [0.002, 0.01, 0.1] {
      let choice = ThresholdChoice(curve, maximumLoss: loss)
      #expect(choice.isKept && choice.lossBound <= loss)
      let exits = EarlyExits(confidences, of: drawn, threshold: choice.chosen.threshold)
      let lost = (0..<drawn.samples).count { drawn.isRight(step: drawn.steps - 1, sample: $0) && !exits.isRight[$0] }
      #expect(choice.lost == lost && choice.chosen.latency == exits.latency)
      let index = try #require(curve.points.firstIndex { $0.threshold == choice.chosen.threshold })
      #expect(ClopperPearson.upperBound(curve.lost[index - 1], of: drawn.samples, level: 0.95) > loss)
      // A promise that is surer is kept later.
      #expect(ThresholdChoice(curve, maximumLoss: loss, confidenceLevel: 0.999).chosen.latency >= choice.chosen.latency)
    }
    #expect(ThresholdChoice(curve, maximumLoss: 1).chosen.latency == 1)
  }

  @Test func `Too few samples promise nothing, say how many could, and lose none of them`() throws {
    let drawn = try drawnOutputs(samples: 500)
    let curve = DynamicCurve(try StepConfidences(.softmax, of: drawn, temperature: 1), of: drawn)
    let choice = ThresholdChoice(curve, maximumLoss: 0.001)
    #expect(!choice.isKept && choice.samplesNeeded == 2995 && choice.lost == 0)
    #expect(abs(choice.lossBound - 0.0059735515) < 1e-9)
    let index = try #require(curve.points.firstIndex { $0.threshold == choice.chosen.threshold })
    #expect(curve.lost[index - 1] > 0)
  }

  @Test func `What is chosen on some samples loses no more of others than was promised`() throws {
    let calibration = try drawnOutputs(samples: 3000, seed: 5)
    let others = try drawnOutputs(samples: 3000, seed: 6)
    let curve = DynamicCurve(try StepConfidences(.softmax, of: calibration, temperature: 1), of: calibration)
    let choice = ThresholdChoice(curve, maximumLoss: 0.005)
    #expect(choice.isKept && choice.chosen.latency < 12)
    let exits = EarlyExits(
      try StepConfidences(.softmax, of: others, temperature: 1), of: others, threshold: choice.chosen.threshold)
    #expect((others.fixedAccuracy.last ?? 0) - exits.accuracy <= 0.005)
  }
}
