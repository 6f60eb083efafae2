import Foundation

extension EventCalibration {
  /// What events before a still scene are made of.
  struct Background {
    var shot: PopulationEstimate
    var leak: PopulationEstimate?
    /// Per pixel where pixels differ, in Hz of a dark pixel.
    var shotMap: [Float]?
    var leakMap: [Float]?
    var remarks: [EventCalibrationRemark] = []
  }

  func background(_ on: CountSpread, _ off: CountSpread, _ hot: Set<Int>) -> Background {
    let scale = 2 / (seconds * Self.darkShare)
    let deviation = off.variance.squareRoot()
    var result = Background(
      shot: PopulationEstimate(
        mean: scale * off.mean, meanError: scale * off.meanError, deviation: scale * deviation,
        deviationError: scale * (deviation > 0 ? off.varianceError / (2 * deviation) : off.varianceError.squareRoot())))
    if off.differs {
      result.shotMap = still.off.indices.map {
        Float(scale * off.shrunk(hot.contains($0) ? Int32(off.mean) : still.off[$0]))
      }
    }
    let difference = (on.mean - off.mean) / seconds
    let error = hypot(on.meanError, off.meanError) / seconds
    let shotRate = 2 * off.mean / seconds
    if difference > 2 * error {
      let leak = Self.leak(difference: difference, shotRate: shotRate)
      // How much the leak changes with the difference.
      let step = max(difference * 1e-4, 1e-12)
      let gradient = (Self.leak(difference: difference + step, shotRate: shotRate) - leak) / step
      // Leak counts are regular, not Poisson's: only what exceeds Poisson's and the shots' own spread is theirs.
      let spread = max(on.variance - off.variance, 0).squareRoot() / seconds * gradient
      result.leak = PopulationEstimate(
        mean: leak, meanError: error * gradient, deviation: spread,
        deviationError: hypot(on.varianceError, off.varianceError).squareRoot() / seconds * gradient)
      if on.differs {
        result.leakMap = still.on.indices.map { pixel in
          if hot.contains(pixel) { return Float(leak) }
          let own = max((on.shrunk(still.on[pixel]) - off.shrunk(still.off[pixel])) / seconds, 0)
          return Float(Self.leak(difference: own, shotRate: 2 * off.shrunk(still.off[pixel]) / seconds))
        }
      }
    } else {
      result.remarks.append(
        .leakIsOpen(mostHz: Self.leak(difference: max(difference, 0) + PixelEstimate.reach * error, shotRate: shotRate))
      )
    }
    if !on.differs && !off.differs { result.remarks.append(.backgroundIsEven) }
    return result
  }

  /// The leak that makes so many events more than shot noise which resets it: 0 where it makes none.
  static func leak(difference: Double, shotRate: Double) -> Double {
    if difference <= 0 { return 0 }
    return shotRate <= 0 ? difference : shotRate / log(1 + shotRate / difference)
  }
}
