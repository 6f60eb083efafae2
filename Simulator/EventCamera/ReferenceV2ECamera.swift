import Foundation
import Recordings

/// v2e's counts as its formula says them, a pixel after the other and without random terms: what ``EventCamera`` is tested
/// against. Do not use it for work.
public struct ReferenceV2ECamera {
  private let model: V2EModel
  private var filtered: [Float] = []
  private var reference: [Float] = []

  /// Prepares a camera; deviations, jitter, shot noise and the refractory period are passed over.
  public init(_ model: V2EModel) { self.model = model }

  /// The events of every pixel since the frame before, OFF negative; none in the first.
  ///
  /// - Parameters:
  ///   - gray: Gray levels, a pixel after the other, as many in every frame.
  ///   - seconds: The time since the frame before.
  public mutating func counts(_ gray: [Float], after seconds: Double) -> [Int] {
    let levels = gray.map(V2EPixels.linearLogarithm)
    if reference.isEmpty { (filtered, reference) = (levels, levels) }
    return gray.indices.map { pixel in
      var level = levels[pixel]
      if model.cutoffHz > 0 {
        let speed = (Double(gray[pixel]) + 20) / 275 * seconds * 2 * Double.pi * model.cutoffHz
        let share = min(1, speed)
        level = Float((1 - share) * Double(filtered[pixel]) + share * Double(level))
      }
      filtered[pixel] = level
      let (on, off) = (Float(model.thresholds.on), Float(model.thresholds.off))
      if model.leakHz > 0 { reference[pixel] -= Float(seconds * model.leakHz) * on }
      let change = level - reference[pixel]
      let count = change >= 0 ? (change / on).rounded(.down) : -(-change / off).rounded(.down)
      reference[pixel] += count * (change >= 0 ? on : off)
      return Int(count)
    }
  }
}
