import Foundation

/// What a look at a normal number tells: for z from −32 to 8 the logarithm of Φ(z) and φ(z) / Φ(z), from a table.
///
/// Linear between points 1/64 apart, which is right to 5e-5.
struct NormalTail: Sendable {
  static let table = NormalTail()
  private static let least = -32.0
  private static let most = 8.0
  private static let pointsPerUnit = 64.0
  private let points: [SIMD2<Double>]

  private init() {
    points = (0...Int((Self.most - Self.least) * Self.pointsPerUnit) + 1).map { index in
      let z = Self.least + Double(index) / Self.pointsPerUnit
      let share = NormalDistribution.cumulative(z)
      return SIMD2(log(share), exp(-z * z / 2) / (2 * Double.pi).squareRoot() / share)
    }
  }

  /// log Φ(z) and φ(z) / Φ(z); beyond −32 as there.
  func values(_ z: Double) -> (logarithm: Double, ratio: Double) {
    if z >= Self.most { return (0, 0) }
    let place = (max(z, Self.least) - Self.least) * Self.pointsPerUnit
    let index = Int(place)
    let part = place - Double(index)
    let value = points[index] * (1 - part) + points[index + 1] * part
    return (value[0], value[1])
  }
}
