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

  @Test func `The choice is the fastest point that costs no more than is tolerated`() throws {
    let drawn = try drawnOutputs()
    let curve = DynamicCurve(try StepConfidences(.softmax, of: drawn, temperature: 1), of: drawn)
    let last = try #require(curve.points.last)
    for loss in [0, 0.01, 0.1, 1] {
      let chosen = ThresholdChoice(curve, maximumLoss: loss).chosen
      #expect(chosen.accuracy >= last.accuracy - loss - 1e-9)
      for point in curve.points where point.latency < chosen.latency {
        #expect(point.accuracy < last.accuracy - loss)
      }
    }
    #expect(ThresholdChoice(curve, maximumLoss: 1).chosen.latency == 1)
  }
}
