import Recordings
import Testing

@testable import Simulator

@Suite struct ReadoutClockTests {
  @Test(arguments: [
    (2, Rational(30), Rational(20_000), 666), (31, Rational(30), Rational(20_000), 20_000),
    (30, Rational(30_000, 1001), Rational(20_000), 19352), (4, Rational(3), Rational(10), 10),
    (1001, Rational(1000), Rational(20_000), 20_000), (3, Rational(20_000), Rational(20_000), 2),
    (3, Rational(40_000), Rational(20_000), 1), (1, Rational(30), Rational(20_000), 0),
    (0, Rational(30), Rational(20_000), 0), (1_000_001, Rational(24_000, 1001), Rational(20_000), 834_166_666),
    (8, Rational(7), Rational(12_345, 7), 1763),
  ])
  func `A constant frame rate gives exactly the readouts that fit`(
    keyFrames: Int, frameRate: Rational, rate: Rational, expected: Int
  ) {
    let count = IdealSpikingCamera.frameCount(keyFrames: keyFrames, frameRate: frameRate, rateHz: rate)
    #expect(count == expected)
  }

  @Test func `The steps between two key frames fill the time between them`() {
    let phases = [0, 0.1, 0.5, 0.999]
    for startPhase in phases {
      for endPhase in phases {
        for whole in [0, 1, 2, 255, 256, 257, 1000] {
          let start = ReadoutClock.Position(whole: 5, phase: startPhase)
          let end = ReadoutClock.Position(whole: 5 + whole, phase: endPhase)
          let length = Double(whole) + endPhase - startPhase
          if length <= 0 {
            #expect(ReadoutStep.steps(from: start, to: end).isEmpty)
            continue
          }
          // The integral of the fraction of B over the segment is half of its length.
          var time = 0.0
          var weightOfB = 0.0
          for step in ReadoutStep.steps(from: start, to: end) {
            switch step {
            case .part(let from, let to, let slope):
              time += to - from
              weightOfB += slope
            case .fire: break
            case .ramp(let first, let step, let count):
              time += Double(count)
              weightOfB += Double(count) * (first + step * Double(count - 1) / 2)
            }
          }
          #expect(abs(time - length) < 1e-9, "\(start) to \(end)")
          #expect(abs(weightOfB - length / 2) < 1e-9, "\(start) to \(end)")
        }
      }
    }
  }
}
