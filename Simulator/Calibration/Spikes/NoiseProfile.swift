import Foundation

/// The strength of noise of which a list of likelihoods at rising strengths speaks.
struct NoiseProfile {
  /// The most likely strength, with its interval of 95 %: from 0 where the weakest that was tried is as likely, to infinity
  /// where the strongest is.
  var value: Double
  var low: Double
  var high: Double

  /// By how much the logarithm of the likelihood falls at the ends of the interval. A chi-squared distribution says 1.92;
  /// the filter's likelihood is an approximation, which this makes up for: 95 % of simulated pixels lie within.
  static let fall = 3.3

  init(strengths: [Double], logLikelihoods: [Double]) {
    let best = logLikelihoods.indices.max { logLikelihoods[$0] < logLikelihoods[$1] } ?? 0
    var place = Double(best)
    var top = logLikelihoods[best]
    if best > 0 && best < strengths.count - 1 {
      let (left, middle, right) = (logLikelihoods[best - 1], logLikelihoods[best], logLikelihoods[best + 1])
      let bend = left - 2 * middle + right
      if bend < 0 {
        let shift = (left - right) / (2 * bend)
        place += shift
        top = middle - bend * shift * shift / 2
      }
    }
    func strength(_ place: Double) -> Double {
      let index = min(max(Int(place), 0), max(strengths.count - 2, 0))
      if strengths.count == 1 { return strengths[0] }
      return strengths[index] * pow(strengths[index + 1] / strengths[index], place - Double(index))
    }
    // The root of the fall goes nearly in a line.
    func root(_ index: Int) -> Double { max(top - logLikelihoods[index], 0).squareRoot() }
    func end(_ indices: [Int]) -> Double? {
      var (last, lastRoot) = (place, 0.0)
      for index in indices {
        let next = root(index)
        if next >= Self.fall.squareRoot() {
          let part = (Self.fall.squareRoot() - lastRoot) / max(next - lastRoot, 1e-12)
          return strength(last + (Double(index) - last) * part)
        }
        (last, lastRoot) = (Double(index), next)
      }
      return nil
    }
    value = strength(place)
    low = end(strengths.indices.filter { Double($0) < place }.reversed()) ?? 0
    high = end(strengths.indices.filter { Double($0) > place }) ?? .infinity
  }
}
