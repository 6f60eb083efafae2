import Foundation

/// The outline of a shape as a function of the place that is positive inside, zero on the outline and near it about the
/// distance from it.
enum ShapeOutline {
  case ellipse(SIMD2<Double>)
  case roundedRectangle(half: SIMD2<Double>, corner: Double)
  case blob(radius: Double, amplitudes: [Double], phases: [Double])
  case polygon([[SIMD2<Double>]])

  /// The outline of a shape; nil where it has none of its own.
  init?(_ shape: SceneShape) {
    switch shape {
    case .everywhere, .picture: return nil
    case .ellipse(let x, let y): self = .ellipse(SIMD2(x, y))
    case .roundedRectangle(let width, let height, let corner):
      self = .roundedRectangle(half: SIMD2(width, height) / 2, corner: corner)
    case .blob(let radius, let amplitudes, let phases):
      self = .blob(radius: radius, amplitudes: amplitudes, phases: phases)
    case .polygon(let rings): self = .polygon(rings)
    case .star(let points, let outer, let inner):
      let ring = (0..<2 * points).map { corner in
        let (angle, radius) = (Double.pi * Double(corner) / Double(points), corner % 2 == 0 ? outer : inner)
        return SIMD2(cos(angle), sin(angle)) * radius
      }
      self = .polygon([ring])
    }
  }

  var bounds: ShapeBounds {
    switch self {
    case .ellipse(let radii): return ShapeBounds(low: -radii, high: radii)
    case .roundedRectangle(let half, _): return ShapeBounds(low: -half, high: half)
    case .blob(let radius, let amplitudes, _):
      let most = SIMD2(repeating: radius * (1 + amplitudes.reduce(0) { $0 + abs($1) }))
      return ShapeBounds(low: -most, high: most)
    case .polygon(let rings): return ShapeBounds(rings.joined())
    }
  }

  /// The function at a place.
  func level(at point: SIMD2<Double>) -> Double {
    switch self {
    case .ellipse(let radii):
      // The distance to first order: the function over its slope.
      let scaled = point / radii
      let length = (scaled * scaled).sum().squareRoot()
      let slope = ((scaled / radii) * (scaled / radii)).sum().squareRoot()
      return slope > 0 ? (1 - length) * length / slope : min(radii.x, radii.y)
    case .roundedRectangle(let half, let corner):
      let beyond = SIMD2(abs(point.x), abs(point.y)) - half + corner
      let outside = SIMD2(max(beyond.x, 0), max(beyond.y, 0))
      return corner - (outside * outside).sum().squareRoot() - min(max(beyond.x, beyond.y), 0)
    case .blob(let radius, let amplitudes, let phases):
      let angle = atan2(point.y, point.x)
      var reach = 1.0
      for index in amplitudes.indices { reach += amplitudes[index] * sin(Double(index + 2) * angle + phases[index]) }
      return radius * reach - (point * point).sum().squareRoot()
    case .polygon(let rings): return Self.level(rings, at: point)
    }
  }

  /// The distance from the nearest edge; a ray to the right that crosses an odd number of edges starts inside.
  private static func level(_ rings: [[SIMD2<Double>]], at point: SIMD2<Double>) -> Double {
    var (nearest, isInside) = (Double.infinity, false)
    for ring in rings {
      var before = ring[ring.count - 1]
      for corner in ring {
        let (edge, from) = (corner - before, point - before)
        let length = (edge * edge).sum()
        let part = length > 0 ? min(max((edge * from).sum() / length, 0), 1) : 0
        let away = from - edge * part
        nearest = min(nearest, (away * away).sum())
        if (before.y > point.y) != (corner.y > point.y), from.x < edge.x * from.y / edge.y { isInside.toggle() }
        before = corner
      }
    }
    return isInside ? nearest.squareRoot() : -nearest.squareRoot()
  }
}
