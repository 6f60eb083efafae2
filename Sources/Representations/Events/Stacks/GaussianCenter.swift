import Foundation
import Recordings

/// Where in a run of events STE-FlowNet's Gaussian counts an event twice, and where not at all.
struct GaussianCenter {
  /// Times that count twice, and those outside of which events count nothing; nil for none.
  private struct Bounds {
    var twice: ClosedRange<Int64>?
    var once: ClosedRange<Int64>?
  }

  private var bounds: (off: Bounds, on: Bounds)

  /// Float32 rounds exp(−x) to zero from here on.
  private static let vanishingExponent = 150 * 0.693_147_180_559_945_3
  /// A weight that is above one by no more than this is one: sums of doubles cannot tell, and two events alone are always
  /// at one exactly.
  private static let tolerance = 1e-9

  init(_ columns: EventColumns, run: Range<Int>) {
    var (first, last) = (Int64.max, Int64.min)
    for index in run {
      first = min(first, columns.t[index])
      last = max(last, columns.t[index])
    }
    let duration = Double(last - first)
    func bounds(isOn: Bool) -> Bounds {
      var (count, sum, squares, weights) = (0, 0.0, 0.0, 0.0)
      for index in run where (columns.p[index] != 0) == isOn {
        count += 1
        sum += Double(columns.t[index] - first)
      }
      if count == 0 { return Bounds() }
      let mean = sum / Double(count)
      for index in run where (columns.p[index] != 0) == isOn {
        let off = Double(columns.t[index] - first) - mean
        squares += off * off
      }
      let spread = count > 1 ? (squares / Double(count - 1)).squareRoot() + 1e-4 * duration : duration
      for index in run where (columns.p[index] != 0) == isOn {
        let off = Double(columns.t[index] - first) - mean
        weights += spread > 0 ? exp(-off * off / (2 * spread * spread)) : 1
      }
      return Self.bounds(mean: mean, spread: spread, factor: Double(count) / weights, first: first)
    }
    self.bounds = (bounds(isOn: false), bounds(isOn: true))
  }

  /// - Parameters:
  ///   - mean: The mean time after the first.
  ///   - spread: σ in microseconds.
  ///   - factor: N / Σg.
  private static func bounds(mean: Double, spread: Double, factor: Double, first: Int64) -> Bounds {
    if spread == 0 { return Bounds(twice: nil, once: first...first) }
    var bounds = Bounds()
    let reach = spread * (2 * vanishingExponent).squareRoot()
    bounds.once = first + Int64((mean - reach).rounded(.up))...first + Int64((mean + reach).rounded(.down))
    let surplus = log(factor * (1 - tolerance))
    if surplus > 0 {
      let radius = spread * (2 * surplus).squareRoot()
      // Open on both sides: there the weight is one.
      let (low, high) = (Int64((mean - radius).rounded(.down)) + 1, Int64((mean + radius).rounded(.up)) - 1)
      if low <= high { bounds.twice = first + low...first + high }
    }
    return bounds
  }

  /// How often an event counts.
  func weight(of time: Int64, isOn: Bool) -> Int {
    let bounds = isOn ? bounds.on : bounds.off
    guard let once = bounds.once, once.contains(time) else { return 0 }
    return bounds.twice?.contains(time) == true ? 2 : 1
  }
}
