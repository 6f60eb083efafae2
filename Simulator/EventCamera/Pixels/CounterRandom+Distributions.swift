import Foundation
import Runtime

extension UInt32 {
  /// A number in 0 ..< 1 that is never 0.
  var unit: Double { (Double(self) + 0.5) * 0x1p-32 }
}

extension CounterRandom {
  /// Two independent normal numbers of one address (Box, Muller 1958). Cost: some 60 ns.
  func normals(for purpose: RandomPurpose, frame: Int = 0, pixel: Int) -> (Double, Double) {
    let words = words(for: purpose, frame: frame, pixel: pixel)
    let radius = (-2 * log(words[0].unit)).squareRoot()
    let angle = 2 * Double.pi * words[1].unit
    return (radius * cos(angle), radius * sin(angle))
  }
}
