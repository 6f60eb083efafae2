import Foundation

extension MeshShape {
  /// The surface of a form.
  ///
  /// - Parameters:
  ///   - bending: How its points will move, for which flat parts need points too.
  ///   - objects: What the user handed in.
  init(_ form: SceneForm, bending: SceneBending?, objects: [String: SceneObject]) throws {
    self.init()
    let bends = bending != nil
    switch form {
    case .sphere(let radius):
      let rows = 24
      let angles = (0...rows).map { Double.pi * Double($0) / Double(rows) }
      addLathe(angles.map { -radius * cos($0) }, angles.map { $0 == .pi ? 0 : radius * sin($0) })
      isConvex = !bends
    case .box(let width, let height, let depth):
      let extent = SIMD3(width, height, depth)
      addBox(extent / 2, pieces: bending.map { $0.pieces(over: extent, least: 10) } ?? 1)
      isConvex = !bends
    case .torus(let radius, let tube): addTorus(radius, tube)
    case .card(let width, let height):
      let pieces = bending.map { $0.pieces(over: SIMD3(width, height, 0), least: 24) } ?? 1
      addNet(pieces, pieces) { across, down in
        let (x, y) = (width * (across - 0.5), height * (down - 0.5))
        return ([x, y, 0], [x, y])
      }
      (normals, isConvex) = (bends ? .smooth : .flat, !bends)
    case .blade(let length, let width, let twist):
      addNet(24, 6) { across, down in
        let half = width / 2 * (0.25 + 0.75 * sin(.pi * (0.15 + 0.8 * across)))
        let (y, angle) = ((2 * down - 1) * half, twist * across)
        return ([length * across, y * cos(angle), y * sin(angle)], [length * across, y])
      }
      normals = .smooth
    case .terrain(let width, let depth, let height, let seed): addTerrain(width, depth, height, seed: seed)
    case .lathe(let heights, let radii): addLathe(heights, radii)
    case .object(let name, let size):
      guard let object = objects[name] else { throw SceneError.missingObject(name) }
      self.init(object, size: size)
    }
    if isClosed { turnOutwards() }
  }

  private mutating func addBox(_ half: SIMD3<Double>, pieces: Int) {
    // Each side by its normal and the two axes along it.
    let axes: [SIMD3<Double>] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    for side in 0..<6 {
      let axis = side / 2
      let normal = axes[axis] * (side % 2 == 0 ? 1 : -1)
      let across = axes[(axis + 1) % 3] * (side % 2 == 0 ? 1 : -1)
      let down = axes[(axis + 2) % 3]
      addNet(pieces, pieces) { right, below in
        let point = (normal + across * (2 * right - 1) + down * (2 * below - 1)) * half
        // Sides lie apart in the texture, so that they look different.
        return (point, [point.dot(across) + Double(side) * 67, point.dot(down) + Double(side) * 41])
      }
    }
    isClosed = true
  }

  private mutating func addTorus(_ radius: Double, _ tube: Double) {
    addNet(48, 20, wrapsAcross: true, wrapsDown: true) { across, down in
      let (around, inside) = (2 * Double.pi * across, 2 * Double.pi * down)
      let reach = radius + tube * cos(inside)
      return ([reach * cos(around), reach * sin(around), tube * sin(inside)], [radius * around, tube * inside])
    }
    (normals, isClosed) = (.smooth, true)
  }

  private mutating func addLathe(_ heights: [Double], _ radii: [Double]) {
    let widest = radii.max() ?? 0
    var ways = [0.0]
    for row in 1..<heights.count {
      let (rise, step) = (heights[row] - heights[row - 1], radii[row] - radii[row - 1])
      ways.append(ways[row - 1] + (rise * rise + step * step).squareRoot())
    }
    addNet(40, heights.count - 1, wrapsAcross: true) { across, down in
      let row = Int((down * Double(heights.count - 1)).rounded())
      let around = 2 * Double.pi * across
      return ([radii[row] * cos(around), heights[row], radii[row] * sin(around)], [widest * around, ways[row]])
    }
    normals = .smooth
    isClosed = radii[0] == 0 && radii[radii.count - 1] == 0
  }

  private mutating func addTerrain(_ width: Double, _ depth: Double, _ height: Double, seed: UInt64) {
    // Waves of random ways and lengths make hills without a corner.
    var draws = SceneDraws(seed: seed, thing: 0)
    let waves = (0..<12).map { _ in
      let (angle, count) = (draws.angle(), draws.number(in: 0.7...4))
      return (x: cos(angle) * count, z: sin(angle) * count, phase: draws.angle(), share: 1 / count)
    }
    let most = waves.reduce(0) { $0 + $1.share }
    addNet(40, 40) { across, away in
      let sum = waves.reduce(0) { $0 + $1.share * sin(2 * .pi * ($1.x * across + $1.z * away) + $1.phase) }
      let (x, z) = (width * (across - 0.5), depth * (away - 0.5))
      return ([x, -height * (0.5 + 0.5 * sum / most), z], [x, z])
    }
    normals = .smooth
  }

  private init(_ object: SceneObject, size: Double) {
    self.init()
    var (low, high) = (SIMD3<Double>(repeating: .infinity), SIMD3<Double>(repeating: -.infinity))
    for corner in object.corners {
      let point = object.points[Int(corner)]
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let (middle, extent) = ((low + high) / 2, (high - low).max())
    let scale = extent > 0 ? size / extent : 0
    points = object.points.map { ($0 - middle) * scale }
    corners = object.corners
    coordinates = object.coordinates.map { $0.map { $0 * Float(size) } } ?? faceCoordinates
    normals = object.normals.map { .given($0) } ?? .flat
  }

  /// Each triangle's points as seen along the axis that it faces most.
  private var faceCoordinates: [SIMD2<Float>] {
    var coordinates: [SIMD2<Float>] = []
    coordinates.reserveCapacity(corners.count)
    for triangle in 0..<triangleCount {
      let (a, b, c) = points(of: triangle)
      let normal = (b - a).cross(c - a)
      let (x, y, z) = (abs(normal.x), abs(normal.y), abs(normal.z))
      for point in [a, b, c] {
        let place =
          z >= x && z >= y ? SIMD2(point.x, point.y) : x >= y ? SIMD2(point.z, point.y) : SIMD2(point.x, point.z)
        coordinates.append(SIMD2(Float(place.x), Float(place.y)))
      }
    }
    return coordinates
  }
}
