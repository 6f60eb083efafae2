import Foundation

/// The exact upper confidence bound of a share (Clopper and Pearson, Biometrika 26, 1934).
public enum ClopperPearson {
  /// The share p at which `count` or fewer of `samples` are as rare as the confidence leaves open: P(X ≤ count | p) = 1 − level.
  ///
  /// Cost: some fifty sums of `count` terms.
  ///
  /// - Parameters:
  ///   - count: How many of the samples it happened to, 0…samples.
  ///   - level: The confidence, one-sided, in (0, 1).
  public static func upperBound(_ count: Int, of samples: Int, level: Double) -> Double {
    precondition(samples > 0 && (0...samples).contains(count), "\(count) of \(samples) samples are no share.")
    precondition(level > 0 && level < 1, "A confidence lies between 0 and 1, not at \(level).")
    if count == samples { return 1 }
    if count == 0 { return -expm1(log1p(-level) / Double(samples)) }
    var (low, high) = (Double(count) / Double(samples), 1.0)
    // Bisection to the last bits: the probability falls as p grows.
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if probability(ofAtMost: count, of: samples, share: middle) > 1 - level { low = middle } else { high = middle }
    }
    return high
  }

  /// The largest count whose bound is not above a share; nil where that of 0 is already.
  public static func largestCount(of samples: Int, bound share: Double, level: Double) -> Int? {
    if share >= 1 { return samples }
    if share <= 0 { return nil }
    // The bound grows with the count.
    var (low, high) = (-1, samples)
    while high - low > 1 {
      let middle = (low + high) / 2
      if probability(ofAtMost: middle, of: samples, share: share) <= 1 - level { low = middle } else { high = middle }
    }
    return low < 0 ? nil : low
  }

  /// The least number of samples of which none has to be lost for the bound to be a share; nil where no number is enough.
  public static func leastSamples(bound share: Double, level: Double) -> Int? {
    if share >= 1 { return 1 }
    guard share > 0 else { return nil }
    let count = (log1p(-level) / log1p(-share)).rounded(.up)
    return count < 1e15 ? max(1, Int(count)) : nil
  }

  /// P(X ≤ count) of a binomial distribution, its terms summed from their logarithms.
  private static func probability(ofAtMost count: Int, of samples: Int, share: Double) -> Double {
    if share <= 0 { return 1 }
    if share >= 1 { return count >= samples ? 1 : 0 }
    let odds = log(share) - log1p(-share)
    var term = Double(samples) * log1p(-share)
    var sum = exp(term)
    for index in 0..<count {
      term += log(Double(samples - index) / Double(index + 1)) + odds
      sum += exp(term)
    }
    return min(sum, 1)
  }
}
