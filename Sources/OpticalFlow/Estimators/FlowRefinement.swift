import Kernels

/// How a window's flow came about, iteration by iteration: what anytime flow reports.
///
/// An iteration adds to the flow; the mean length of what it adds falls from one to the next as the flow settles. Where
/// it falls below what the user cares for, later iterations need not be computed.
public struct FlowRefinement: Sendable, Hashable {
  /// What each iteration added to the window's flow: the mean length over all pixels, in pixels.
  public private(set) var updates: [Float] = []

  /// Starts with no iteration done.
  public init() {}

  /// Notes one more iteration.
  public mutating func add(update: Float) { updates.append(update) }

  /// The iterations that were done.
  public var iterations: Int { updates.count }

  /// What the last iteration added; infinite before the first.
  public var lastUpdate: Float { updates.last ?? .infinity }

  /// What the next iteration would add, were updates to go on falling by the same factor: the last one times its ratio
  /// to the one before, at most the last one. Nil before the second iteration.
  public var expectedNextUpdate: Float? {
    guard updates.count > 1 else { return nil }
    let (before, last) = (updates[updates.count - 2], updates[updates.count - 1])
    return before > 0 ? last * min(1, last / before) : 0
  }
}

extension FeatureMap {
  /// The mean over all samples and pixels of the length of the vectors in the first two channels.
  var meanVectorLength: Float {
    var sum = 0.0
    for sample in 0..<batch {
      let u = plane(sample: sample, channel: 0)
      let v = plane(sample: sample, channel: 1)
      for pixel in 0..<planeCount { sum += Double((u[pixel] * u[pixel] + v[pixel] * v[pixel]).squareRoot()) }
    }
    return Float(sum / Double(batch * planeCount))
  }
}
