/// The form of a thing in space, around its origin, in pixels of the plane of layers.
///
/// Textures lie on it as on a layer, a pixel of the texture on a pixel of the surface.
public enum SceneForm: Sendable, Hashable, Codable {
  /// A ball. It is no polyhedron: what it shows and its flow are those of the sphere itself, unless it bends.
  case sphere(radius: Double)
  /// A box along the axes.
  case box(width: Double, height: Double, depth: Double)
  /// A ring about the z axis: the radius of the middle of its tube, and that of the tube.
  case torus(radius: Double, tube: Double)
  /// A sheet in the plane of x and y.
  case card(width: Double, height: Double)
  /// A blade of a propeller or a leaf, that reaches from the origin along x: its length, its greatest width, and by how much
  /// its tip is turned about x against its root, in radians.
  case blade(length: Double, width: Double, twist: Double)
  /// Hills over the plane of x and z, of random heights (towards −y, upwards) up to `height`.
  case terrain(width: Double, depth: Double, height: Double, seed: UInt64)
  /// A body of revolution about the y axis: radii at heights, from the top (the least y) down.
  case lathe(heights: [Double], radii: [Double])
  /// What the user hands in under a name, `size` pixels along its longest side, its middle at the origin.
  case object(name: String, size: Double)

  /// What is wrong with it, as a clause, or nil.
  var fault: String? {
    switch self {
    case .sphere(let radius): return Self.areSizes(radius) ? nil : "a ball without a size"
    case .box(let width, let height, let depth):
      return Self.areSizes(width, height, depth) ? nil : "a box without a size"
    case .torus(let radius, let tube):
      return Self.areSizes(radius, tube) && tube < radius ? nil : "a ring whose tube does not fit it"
    case .card(let width, let height): return Self.areSizes(width, height) ? nil : "a card without a size"
    case .blade(let length, let width, let twist):
      return Self.areSizes(length, width) && twist.isFinite ? nil : "a blade without a size"
    case .terrain(let width, let depth, let height, _):
      return Self.areSizes(width, depth) && height >= 0 && height <= 1e6 ? nil : "a terrain without a size"
    case .lathe(let heights, let radii):
      guard (2...1000).contains(heights.count), heights.count == radii.count else {
        return "a turned body of \(heights.count) heights and \(radii.count) radii"
      }
      let rises = zip(heights, heights.dropFirst()).allSatisfy { $0 < $1 }
      let isPossible = heights.allSatisfy { abs($0) <= 1e6 } && radii.allSatisfy { $0 >= 0 && $0 <= 1e6 }
      return rises && isPossible && radii.contains { $0 > 0 } ? nil : "a turned body without a size"
    case .object(_, let size): return Self.areSizes(size) ? nil : "an object without a size"
    }
  }

  private static func areSizes(_ numbers: Double...) -> Bool { numbers.allSatisfy { $0 > 0 && $0 <= 1e6 } }
}
