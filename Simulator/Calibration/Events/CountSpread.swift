import Foundation

/// How counts of equal pixels, or nearly equal ones, are distributed: Poisson counts of rates that follow a gamma
/// distribution, without those that are far too high.
struct CountSpread {
  /// The mean count of pixels that are not hot.
  private(set) var mean = 0.0
  /// The variance of their expected counts, Poisson's own taken out.
  private(set) var variance = 0.0
  /// The standard error of the mean.
  private(set) var meanError = 0.0
  /// The standard error of the variance.
  private(set) var varianceError = 0.0
  /// The least count of a hot pixel.
  private(set) var limit = Int.max

  /// Looks at counts; `falseAlarms` is how many pixels may be above the limit on average where none is hot.
  init(_ counts: [Int32], falseAlarms: Double) {
    let values = counts.map(Double.init)
    let middle = Robust.median(values)
    let spread = max(Robust.deviation(values, around: middle), middle.squareRoot(), 1)
    let firstReach = 8.0
    limit = Int((middle + firstReach * spread).rounded(.up)) + 1
    for _ in 0..<20 {
      let kept = values.filter { $0 < Double(limit) }
      let number = Double(max(kept.count, 1))
      mean = kept.reduce(0, +) / number
      let square = kept.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(number - 1, 1)
      variance = max(square - mean, 0)
      meanError = (square / number).squareRoot()
      varianceError = square * (2 / number).squareRoot()
      let next = tail(below: falseAlarms / Double(max(values.count, 1)))
      if next == limit { break }
      limit = next
    }
  }

  /// Whether pixels differ by more than chance.
  var differs: Bool { variance > 2 * varianceError }

  /// The least count that is reached with a smaller probability than `share`.
  private func tail(below share: Double) -> Int {
    if mean <= 0 { return 1 }
    // Rates that hardly differ are Poisson's limit.
    let shape = mean * mean / max(variance, mean * 1e-9)
    let ratio = mean / (mean + shape)
    var count = 0
    var logarithm = -shape * log(1 + mean / shape)
    var left = 1.0
    while left > share && Double(count) < mean + 1e4 * (mean + variance).squareRoot() + 100 {
      left -= exp(logarithm)
      logarithm += log((Double(count) + shape) / Double(count + 1)) + log(ratio)
      count += 1
      // What is left of 1 has lost its digits: the rest is summed by itself.
      if left < 1e-9 { return count + further(logarithm, count, shape, ratio, below: share) }
    }
    return count
  }

  private func further(_ logarithm: Double, _ count: Int, _ shape: Double, _ ratio: Double, below share: Double) -> Int
  {
    var terms: [Double] = []
    var (logarithm, place) = (logarithm, count)
    repeat {
      terms.append(exp(logarithm))
      logarithm += log((Double(place) + shape) / Double(place + 1)) + log(ratio)
      place += 1
    } while terms[terms.count - 1] > share * 1e-6 && terms.count < 1 << 22
    var sum = 0.0
    for index in terms.indices.reversed() {
      sum += terms[index]
      if sum >= share { return index + 1 }
    }
    return 0
  }

  /// The most likely expected count of a pixel, by its own and by how all spread.
  func shrunk(_ count: Int32) -> Double {
    if !differs || mean <= 0 { return mean }
    let share = variance / (variance + mean)
    return mean + share * (Double(count) - mean)
  }
}
