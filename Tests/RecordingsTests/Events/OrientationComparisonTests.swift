import Recordings
import TestSupport
import Testing

@Suite struct OrientationComparisonTests {
  /// Where an event of a pixel is recorded by a sensor that is turned so.
  private static func moved(
    _ x: Int, _ y: Int, _ turn: OrientationComparison.Turn, _ width: Int, _ height: Int
  ) -> (x: Int, y: Int) {
    switch turn {
    case .none: (x, y)
    case .flipX: (width - 1 - x, y)
    case .flipY: (x, height - 1 - y)
    case .rotate180: (width - 1 - x, height - 1 - y)
    case .transpose: (y, x)
    }
  }

  /// A texture whose light changes at random, and events of it, a third of which are noise.
  private static func comparison(
    _ turn: OrientationComparison.Turn, isInverted: Bool, noise: Double = 0.3
  ) -> OrientationComparison {
    let (width, height) = (24, turn == .transpose ? 24 : 18)
    var random = SeededRandom(seed: 9)
    var comparison = OrientationComparison(width: width, height: height)
    for _ in 0..<3 {
      let change = (0..<width * height).map { _ in Float.random(in: -1...1, using: &random) }
      var events = [Int32](repeating: 0, count: width * height)
      for y in 0..<height {
        for x in 0..<width {
          let isNoise = Double.random(in: 0..<1, using: &random) < noise
          let sign = isNoise ? (Bool.random(using: &random) ? 1 : -1) : (change[y * width + x] > 0 ? 1 : -1)
          let place = moved(x, y, turn, width, height)
          events[place.y * width + place.x] = Int32(isInverted ? -sign : sign)
        }
      }
      comparison.add(change: change, events: events)
    }
    return comparison
  }

  @Test(arguments: OrientationComparison.Turn.allCases, [false, true])
  func `Every way that events can be turned is found, with the sign`(turn: OrientationComparison.Turn, isInverted: Bool)
  {
    let verdict = Self.comparison(turn, isInverted: isInverted).verdict
    #expect(verdict?.turn == turn && verdict?.isInverted == isInverted)
  }

  @Test func `Noise tells nothing, nor do few events`() {
    #expect(Self.comparison(.none, isInverted: false, noise: 1).verdict == nil)
    var still = OrientationComparison(width: 4, height: 4)
    still.add(change: Array(repeating: 0.5, count: 16), events: Array(repeating: 1, count: 16))
    #expect(still.verdict == nil && still.correlation(.none) == 0)
  }
}
