import Foundation

/// The standard normal distribution.
enum NormalDistribution {
  /// The probability of a number up to `x`.
  static func cumulative(_ x: Double) -> Double { erfc(-x / 2.squareRoot()) / 2 }

  /// The number up to which the probability is `p`, to some 1e-9: a rational start and a step of Halley's method.
  static func quantile(_ p: Double) -> Double {
    if p <= 0 { return -.infinity }
    if p >= 1 { return .infinity }
    if p > 0.5 { return -quantile(1 - p) }
    // The tail's leading terms, good to 5e-4 everywhere below one half (Hastings 1955).
    let t = (-2 * log(p)).squareRoot()
    let top = 2.515517 + t * (0.802853 + t * 0.010328)
    let bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = top / bottom - t
    for _ in 0..<2 {
      let error = (cumulative(x) - p) * (2 * Double.pi).squareRoot() * exp(x * x / 2)
      if !error.isFinite { return x }
      x -= error / (1 + x * error / 2)
    }
    return x
  }
}
