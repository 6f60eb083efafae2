/// An estimate for every pixel, with its interval of 95 %.
public struct PixelEstimate: Sendable {
  /// The most likely values, row by row.
  public var value: [Float]
  /// The lower ends of the intervals.
  public var low: [Float]
  /// The upper ends; infinite where the data set none.
  public var high: [Float]

  /// Describes estimates.
  public init(value: [Float], low: [Float], high: [Float]) {
    precondition(value.count == low.count && value.count == high.count, "Every pixel has an interval.")
    (self.value, self.low, self.high) = (value, low, high)
  }

  init(count: Int) {
    self.init(
      value: Array(repeating: 0, count: count), low: Array(repeating: 0, count: count),
      high: Array(repeating: 0, count: count))
  }

  /// How many standard deviations of a normal distribution hold 95 %, half of them on either side.
  public static let reach95 = 1.959964
  static let reach = reach95

  mutating func set(_ pixel: Int, _ mean: Double, deviation: Double, least: Double = -.infinity) {
    value[pixel] = Float(max(mean, least))
    low[pixel] = Float(max(mean - Self.reach * deviation, least))
    high[pixel] = Float(max(mean + Self.reach * deviation, least))
  }
}

/// A quantity over all good pixels of a sensor: its mean and standard deviation, with standard errors.
public struct PopulationEstimate: Sendable, Hashable, Encodable {
  /// The mean over pixels.
  public var mean: Double
  /// The standard error of it.
  public var meanError: Double
  /// The standard deviation over pixels, what the estimates themselves scatter taken out.
  public var deviation: Double
  /// The standard error of it.
  public var deviationError: Double

  /// Describes a population.
  public init(mean: Double, meanError: Double, deviation: Double, deviationError: Double) {
    (self.mean, self.meanError, self.deviation, self.deviationError) = (mean, meanError, deviation, deviationError)
  }

  /// The mean and spread of values that were estimated with an error each.
  init(_ values: [Double], errors: [Double]) {
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0, +) / count
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    let own = max(square - errors.reduce(0) { $0 + $1 * $1 } / count, 0)
    let deviation = own.squareRoot()
    self.init(
      mean: mean, meanError: (square / count).squareRoot(), deviation: deviation,
      // That of a variance is square · √(2 / n).
      deviationError: deviation > 0
        ? square / deviation / (2 * count).squareRoot() : (square * (2 / count).squareRoot()).squareRoot())
  }

  /// The interval of 95 % of the mean.
  public var meanInterval: ClosedRange<Double> {
    mean - PixelEstimate.reach * meanError...mean + PixelEstimate.reach * meanError
  }

  /// The interval of 95 % of the standard deviation.
  public var deviationInterval: ClosedRange<Double> {
    max(deviation - PixelEstimate.reach * deviationError, 0)...deviation + PixelEstimate.reach * deviationError
  }
}

/// Robust numbers of many values.
enum Robust {
  /// The middle value; 0 of none.
  static func median(_ values: [Double]) -> Double {
    if values.isEmpty { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The standard deviation of normal values, by the median distance from the median.
  static func deviation(_ values: [Double], around center: Double) -> Double {
    1.482602 * median(values.map { ($0 - center).magnitude })
  }
}
