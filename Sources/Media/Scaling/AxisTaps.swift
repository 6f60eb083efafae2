/// For each place of a resized axis, the places of the source that it is made of.
///
/// A result is `s₀ + Σ wₖ·(sₖ − s₀)` over consecutive source places, so that equal values give exactly themselves.
struct AxisTaps: Sendable, Equatable {
  /// The first source place of each result.
  private(set) var starts: [Int] = []
  /// Where each result's weights begin in ``weights``; one more entry than there are results.
  private(set) var offsets: [Int] = [0]
  /// The weights of the source places after the first.
  private(set) var weights: [Float] = []

  /// - Parameters:
  ///   - source: The source's length, 1 or more.
  ///   - target: The result's length, 1 or more. A shorter one averages over what each result covers; a longer one
  ///     interpolates linearly between pixels' centres and repeats the border.
  init(from source: Int, to target: Int) {
    precondition(source > 0 && target > 0, "An axis of length \(source) cannot be resized to \(target).")
    for place in 0..<target {
      if target < source {
        appendCover(of: place, from: source, to: target)
      } else {
        appendInterpolation(at: place, from: source, to: target)
      }
      offsets.append(weights.count)
    }
  }

  /// In units of 1/target of a source place, the result covers `source` units and each source place has `target`.
  private mutating func appendCover(of place: Int, from source: Int, to target: Int) {
    let (begin, end) = (place * source, (place + 1) * source)
    let first = begin / target
    starts.append(first)
    for other in (first + 1)..<max((end + target - 1) / target, first + 1) {
      let overlap = min(end, (other + 1) * target) - max(begin, other * target)
      weights.append(Float(overlap) / Float(source))
    }
  }

  private mutating func appendInterpolation(at place: Int, from source: Int, to target: Int) {
    // The centre of the result in units of 1/(2·target) of a source place, from the first centre.
    let position = max((2 * place + 1) * source - target, 0)
    let first = min(position / (2 * target), source - 1)
    starts.append(first)
    if first + 1 < source { weights.append(Float(position - first * 2 * target) / Float(2 * target)) }
  }
}
