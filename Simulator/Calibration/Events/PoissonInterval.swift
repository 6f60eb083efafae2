import Foundation

/// The interval of 95 % of a Poisson mean of which a count is known (Garwood 1936): exact, never too narrow.
public enum PoissonInterval {
  /// The interval for `count` events.
  public static func interval(count: Int) -> ClosedRange<Double> {
    count < table.count ? table[count] : computed(count)
  }

  private static let table = (0..<512).map(computed)

  private static func computed(_ count: Int) -> ClosedRange<Double> {
    let tail = 0.025
    let low = count == 0 ? 0 : mean(shape: Double(count), share: tail)
    return low...mean(shape: Double(count + 1), share: 1 - tail)
  }

  /// The x with P(shape, x) = share, by halving.
  private static func mean(shape: Double, share: Double) -> Double {
    var (low, high) = (0.0, shape + 12 * shape.squareRoot() + 12)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if lowerGamma(shape, middle) < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The regularised lower incomplete gamma function: its series below the shape, a continued fraction above (Lentz).
  static func lowerGamma(_ shape: Double, _ x: Double) -> Double {
    if x <= 0 { return 0 }
    let scale = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1 {
      var (term, sum, divisor) = (1 / shape, 1 / shape, shape)
      while term > sum * 1e-16 {
        divisor += 1
        term *= x / divisor
        sum += term
      }
      return sum * scale
    }
    var b = x + 1 - shape
    var (c, d) = (1e300, 1 / b)
    var fraction = d
    for step in 1..<10_000 {
      let a = -Double(step) * (Double(step) - shape)
      b += 2
      d = 1 / (a * d + b)
      c = b + a / c
      fraction *= d * c
      if (d * c - 1).magnitude < 1e-15 { break }
    }
    return 1 - scale * fraction
  }
}
