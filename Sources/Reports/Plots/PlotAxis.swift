import Foundation

/// A range of numbers and the round ones in it that a plot names.
struct PlotAxis {
  let lower: Double
  let upper: Double
  let ticks: [Double]

  /// The axis from the largest round number at or below the values to the smallest at or above.
  ///
  /// - Parameters:
  ///   - values: What the axis must hold; values that are not finite do not count.
  ///   - includesZero: Whether it starts at zero.
  ///   - tickCount: About how many numbers are named.
  ///   - isTight: Whether it ends with the values and not with round numbers.
  init(_ values: [Double], includesZero: Bool = false, tickCount: Int = 5, isTight: Bool = false) {
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
    if high - low < max(low.magnitude, high.magnitude) * 1e-12 || low == high {
      let room = low == 0 ? 1 : low.magnitude / 2
      (low, high) = includesZero ? (low, low + room) : (low - room, high + room)
    }
    let step = Self.roundStep((high - low) / Double(tickCount))
    let (first, last) = ((low / step).rounded(.down), (high / step).rounded(.up))
    (lower, upper) = isTight ? (low, high) : (first * step, last * step)
    let (bottom, top) = (lower, upper)
    ticks = (0...Int(last - first)).map { (first + Double($0)) * step }.filter {
      $0 >= bottom - step * 1e-9 && $0 <= top + step * 1e-9
    }
  }

  /// Where a value lies from 0 at the lower end to 1 at the upper one.
  func part(_ value: Double) -> Double { (value - lower) / (upper - lower) }

  /// 1, 2 or 5 times a power of ten, the next at or above `rough`.
  private static func roundStep(_ rough: Double) -> Double {
    let power = pow(10, (log10(rough)).rounded(.down))
    return power * ([1, 2, 5].first { $0 * power >= rough * (1 - 1e-9) } ?? 10)
  }
}
