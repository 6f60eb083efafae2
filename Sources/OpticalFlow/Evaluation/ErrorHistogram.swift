/// How many pixels have an end-point error of which size.
///
/// The bins' bounds grow by the fourth root of 2 from 1/64 px, so that small and large errors are seen alike; errors below
/// the first bound and beyond the last have a bin each.
public struct ErrorHistogram: Sendable, Equatable {
  /// The bounds between bins in pixels, ascending.
  public static let bounds: [Double] = {
    let (first, binsPerOctave, octaves) = (1.0 / 64, 4, 13)
    let step = 2.0.squareRoot().squareRoot()
    // Powers of two stay exact.
    return (0...octaves * binsPerOctave).map { index in
      var bound = first
      for _ in 0..<index / binsPerOctave { bound *= 2 }
      for _ in 0..<index % binsPerOctave { bound *= step }
      return bound
    }
  }()

  /// The pixels of each bin; bin k holds errors from `bounds[k - 1]` up to below `bounds[k]`.
  public private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)

  /// No pixel.
  public init() {}

  /// Adds a pixel of that end-point error in pixels. Cost: a binary search.
  public mutating func add(_ error: Double) {
    var (low, high) = (0, Self.bounds.count)
    while low < high {
      let middle = (low + high) / 2
      if Self.bounds[middle] <= error { low = middle + 1 } else { high = middle }
    }
    counts[low] += 1
  }

  /// Adds the pixels of another histogram.
  public static func += (left: inout ErrorHistogram, right: ErrorHistogram) {
    for index in left.counts.indices { left.counts[index] += right.counts[index] }
  }

  /// The pixels.
  public var count: Int { counts.reduce(0, +) }
}
