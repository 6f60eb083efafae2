import Testing

@testable import SpikingNetworks

@Suite struct ClopperPearsonTests {
  /// Sums of binomial terms in exact whole numbers, halved until they met.
  @Test(
    arguments: [
      (0, 500, 0.95, 0.005973551516349541), (1, 100, 0.95, 0.04655981145353899), (5, 100, 0.95, 0.10225337764327452),
      (3, 1000, 0.99, 0.010009791991707763), (7, 7, 0.95, 1),
    ])
  func `Bounds are those of exact sums`(count: Int, samples: Int, level: Double, bound: Double) {
    #expect(abs(ClopperPearson.upperBound(count, of: samples, level: level) - bound) < 1e-9)
  }

  @Test(arguments: [0.001, 0.02, 0.4]) func `The largest count is the last whose bound is not above a share`(
    share: Double
  ) {
    let samples = 4000
    let most = ClopperPearson.largestCount(of: samples, bound: share, level: 0.95)
    #expect(most != nil)
    guard let most else { return }
    #expect(ClopperPearson.upperBound(most, of: samples, level: 0.95) <= share + 1e-9)
    #expect(ClopperPearson.upperBound(most + 1, of: samples, level: 0.95) > share)
  }

  @Test func `So many samples are needed that none lost is enough, and not one fewer`() {
    #expect(ClopperPearson.leastSamples(bound: 0.001, level: 0.95) == 2995)
    #expect(ClopperPearson.largestCount(of: 2995, bound: 0.001, level: 0.95) == 0)
    #expect(ClopperPearson.largestCount(of: 2994, bound: 0.001, level: 0.95) == nil)
    #expect(ClopperPearson.leastSamples(bound: 0, level: 0.95) == nil)
    #expect(ClopperPearson.leastSamples(bound: 1, level: 0.95) == 1)
  }
}
