import Foundation
import Runtime

/// Random numbers of one thing of a scene, one after another.
struct SceneDraws {
  private let random: CounterRandom
  private let thing: Int
  private var count = 0

  init(seed: UInt64, thing: Int) { (random, self.thing) = (CounterRandom(seed: seed), thing) }

  /// A number in 0..<1.
  mutating func number() -> Double {
    defer { count += 1 }
    return Double(random.integer(below: 1 << 53, for: .scene, frame: thing, pixel: count)) * 0x1p-53
  }

  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * number()
  }

  /// A number of a range, to either side.
  mutating func signed(in range: ClosedRange<Double>) -> Double {
    let size = number(in: range)
    return number() < 0.5 ? -size : size
  }

  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + min(Int(number() * Double(range.count)), range.count - 1)
  }

  mutating func angle() -> Double { number(in: -.pi ... .pi) }

  mutating func one<Element>(of elements: [Element]) -> Element {
    elements[integer(in: 0...elements.count - 1)]
  }
}
