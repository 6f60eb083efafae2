import Recordings

/// The smallest rectangle around points.
struct ShapeBounds {
  var low: SIMD2<Double>
  var high: SIMD2<Double>

  init(low: SIMD2<Double>, high: SIMD2<Double>) { (self.low, self.high) = (low, high) }

  init(_ points: some Sequence<SIMD2<Double>>) {
    low = SIMD2(repeating: .infinity)
    high = -low
    for point in points {
      low.replace(with: point, where: point .< low)
      high.replace(with: point, where: point .> high)
    }
  }

  /// From the middle of a part's first pixel to that of its last.
  init(_ region: PixelRegion) {
    self.init(
      low: SIMD2(Double(region.x), Double(region.y)),
      high: SIMD2(Double(region.x + region.size.width - 1), Double(region.y + region.size.height - 1)))
  }

  var width: Double { high.x - low.x }
  var height: Double { high.y - low.y }

  /// The four corners.
  var corners: [SIMD2<Double>] { [low, SIMD2(high.x, low.y), high, SIMD2(low.x, high.y)] }

  /// Whether the two have a point in common.
  func meets(_ other: ShapeBounds) -> Bool {
    low.x <= other.high.x && low.y <= other.high.y && other.low.x <= high.x && other.low.y <= high.y
  }
}
