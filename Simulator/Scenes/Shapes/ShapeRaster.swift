/// An outline as a raster of its function, from which edges are drawn at any size, turn and shear.
///
/// Between texels the function is bilinear: edges are exact to a fraction of a texel, and corners rounded by about one. What
/// is drawn and what counts as covered come from the same numbers.
final class ShapeRaster: Sendable {
  let width: Int
  let height: Int
  let texels: RasterTexels
  /// The map from the layer's pixels to texels.
  let placement: ScenePose
  /// Where the outline may be, in the layer's pixels.
  let bounds: ShapeBounds

  /// The texels along the longer side of an outline.
  private static let longestSide = 144.0
  /// Texels outside the outline on each side.
  private static let border = 8.0
  /// Distances in texels beyond which the function does not tell how far it is.
  private static let farthest = 31.0

  /// Cost: some 20 000 values of the outline's function.
  init(_ outline: ShapeOutline) {
    bounds = outline.bounds
    let density = Self.density(of: bounds)
    let origin = bounds.low * density - Self.border
    let (low, scale) = (origin, Self.farthest + 1)
    let width = Int((bounds.width * density + 2 * Self.border).rounded(.up)) + 1
    let height = Int((bounds.height * density + 2 * Self.border).rounded(.up)) + 1
    (self.width, self.height) = (width, height)
    placement = .translation(-origin.x, -origin.y) * .scaling(density, density)
    texels = RasterTexels(width: width, height: height) { column, row in
      let place = SIMD2(Double(column), Double(row)) + low
      let level = outline.level(at: place / density) * density / scale
      return UInt16(min(max((32768 + 32768 * level).rounded(), 0), 65535))
    }
  }

  /// The rectangle that the raster of an outline with such bounds covers, and a texel more, in the layer's pixels.
  static func extent(of bounds: ShapeBounds) -> ShapeBounds {
    let margin = SIMD2(repeating: (border + 2) / density(of: bounds))
    return ShapeBounds(low: bounds.low - margin, high: bounds.high + margin)
  }

  /// The texels of a pixel of the layer.
  private static func density(of bounds: ShapeBounds) -> Double {
    min(4, longestSide / max(bounds.width, bounds.height))
  }

  /// Whether a place in the layer's pixels is inside.
  func contains(_ point: SIMD2<Double>) -> Bool {
    let place = placement(point)
    guard place.x >= 0, place.y >= 0, place.x <= Double(width - 1), place.y <= Double(height - 1) else { return false }
    return texels.value(at: place) >= 32768
  }
}
