import Foundation
import Runtime
import Testing

@testable import Simulator

@Suite struct ReadoutNoiseTests {
  @Test func `Normal numbers are normal and independent`() {
    let random = CounterRandom(seed: 12)
    let pairs = (0..<50_000).map { index in
      let words = random.words(for: .readoutNoise, pixel: index)
      return ReadoutNoise.normals(radius: words[0], angle: words[1])
    }
    for values in [pairs.map(\.0), pairs.map(\.1)] {
      let sorted = values.map(Double.init).sorted()
      // Kolmogorov and Smirnov: 1.95 is passed once in a thousand.
      let distance =
        sorted.enumerated().map { index, value in
          let chance = 0.5 * erfc(-value / 2.0.squareRoot())
          return max(abs(chance - Double(index) / 50_000), abs(chance - Double(index + 1) / 50_000))
        }.max() ?? 1
      #expect(distance * 50_000.0.squareRoot() < 1.95)
    }
    let product = pairs.reduce(0.0) { $0 + Double($1.0 * $1.1) } / 50_000
    let squares = pairs.reduce(0.0) { $0 + Double($1.0 * $1.0 - 1) * Double($1.1 * $1.1 - 1) } / 50_000
    #expect(abs(product) < 4 / 50_000.0.squareRoot() && abs(squares) < 4 * 2 / 50_000.0.squareRoot())
  }

  @Test(arguments: [UInt32(0), 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff])
  func `Every word gives a finite number`(word: UInt32) {
    for angle in [0, 0x2000_0000, 0x3fff_ffff, 0x8000_0000, 0xdfff_ffff, .max] as [UInt32] {
      let (first, second) = ReadoutNoise.normals(radius: word, angle: angle)
      let length = (Double(first) * Double(first) + Double(second) * Double(second)).squareRoot()
      let u = Double(word >> 1 | 1) / 2_147_483_648
      #expect(abs(length - (-2 * log(u)).squareRoot()) < 4e-4)
    }
  }

  @Test(arguments: [1, 2, 7, 30, 49])
  func `Few photons follow the law of Poisson`(expected: Int) {
    // Words at equal distances see every chance.
    let words = (0..<100_000).map { UInt32($0 * 42_949 + 21_474) }
    let counts = words.map { Double(ReadoutNoise.photons(expected: expected, word: $0)) }
    let mean = counts.reduce(0, +) / 100_000
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
    #expect(abs(mean / Double(expected) - 1) < 1e-3 && abs(variance / Double(expected) - 1) < 5e-3)
    let none = counts.count { $0 == 0 }
    #expect(abs(Double(none) / 100_000 - exp(-Double(expected))) < 2e-5)
    #expect(ReadoutNoise.photons(expected: expected, word: .max) < 128)
  }
}
