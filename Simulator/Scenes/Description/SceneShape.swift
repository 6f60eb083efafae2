/// What a layer is cut out by, around its origin, in its own pixels.
public enum SceneShape: Sendable, Hashable, Codable {
  /// Nothing: the layer is everywhere, as a background is.
  case everywhere
  /// An ellipse along the axes.
  case ellipse(radiusX: Double, radiusY: Double)
  /// A rectangle whose corners are quarters of circles; a corner of 0 is sharp.
  case roundedRectangle(width: Double, height: Double, corner: Double)
  /// A star of three points or more, the first of them to the right.
  case star(points: Int, outerRadius: Double, innerRadius: Double)
  /// A circle whose radius waves: at the angle φ it is `radius · (1 + Σ amplitudes[k] · sin((k + 2) φ + phases[k]))`.
  case blob(radius: Double, amplitudes: [Double], phases: [Double])
  /// Rings of corners `[x, y]`; what is inside an odd number of them belongs to it, so that a ring in a ring is a hole.
  case polygon(rings: [[SIMD2<Double>]])
  /// The opacity of a picture, whose middle is the origin, a pixel of it one of the layer's.
  case picture(name: String)

  /// What is wrong with it, as a clause, or nil.
  var fault: String? {
    switch self {
    case .everywhere, .picture: return nil
    case .ellipse(let x, let y): return Self.isSize(x) && Self.isSize(y) ? nil : "an ellipse without a size"
    case .roundedRectangle(let width, let height, let corner):
      guard Self.isSize(width), Self.isSize(height) else { return "a rectangle without a size" }
      return corner >= 0 && corner <= min(width, height) / 2 ? nil : "a rectangle whose corners do not fit it"
    case .star(let points, let outer, let inner):
      guard Self.isSize(outer), Self.isSize(inner), inner <= outer else { return "a star without a size" }
      return (3...1000).contains(points) ? nil : "a star of \(points) points"
    case .blob(let radius, let amplitudes, let phases):
      guard Self.isSize(radius), amplitudes.count == phases.count else { return "a blob without a size" }
      let isFinite = (amplitudes + phases).allSatisfy(\.isFinite)
      return isFinite && amplitudes.reduce(0, { $0 + abs($1) }) < 1 ? nil : "a blob that reaches beyond its middle"
    case .polygon(let rings):
      let corners = rings.joined()
      guard !rings.isEmpty, rings.allSatisfy({ $0.count >= 3 }) else { return "a polygon with less than three corners" }
      guard corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return "a polygon without a size" }
      let bounds = ShapeBounds(corners)
      return Self.isSize(bounds.width) && Self.isSize(bounds.height) ? nil : "a polygon without a size"
    }
  }

  private static func isSize(_ number: Double) -> Bool { number > 0 && number <= 1e6 }
}
