/// Where the normals of a surface come from.
enum MeshNormals {
  /// Each triangle has its own.
  case flat
  /// At a point they are the mean of the triangles that meet there, by their areas.
  case smooth
  /// Of each corner of each triangle.
  case given([SIMD3<Float>])
}

/// A surface of triangles at rest.
struct MeshShape {
  var points: [SIMD3<Double>] = []
  /// The points of the triangles, three after another.
  var corners: [Int32] = []
  /// Where the texture lies at each corner, in pixels of the surface.
  var coordinates: [SIMD2<Float>] = []
  var normals = MeshNormals.flat
  /// Whether its back is never seen.
  var isClosed = false
  /// Whether no part of it can be between another and a light.
  var isConvex = false

  var triangleCount: Int { corners.count / 3 }

  /// Adds a net of points whose neighbours are joined by two triangles a mesh.
  ///
  /// - Parameters:
  ///   - wrapsAcross: Whether the last column is the first.
  ///   - wrapsDown: Whether the last row is the first.
  ///   - place: The point and its place in the texture, of a share of the way across and one of the way down.
  mutating func addNet(
    _ columns: Int, _ rows: Int, wrapsAcross: Bool = false, wrapsDown: Bool = false,
    place: (_ across: Double, _ down: Double) -> (SIMD3<Double>, SIMD2<Double>)
  ) {
    let first = points.count
    let (wide, high) = (wrapsAcross ? columns : columns + 1, wrapsDown ? rows : rows + 1)
    var textures: [SIMD2<Float>] = []
    for row in 0...rows {
      for column in 0...columns {
        let (point, texture) = place(Double(column) / Double(columns), Double(row) / Double(rows))
        if column < wide && row < high { points.append(point) }
        textures.append(SIMD2(Float(texture.x), Float(texture.y)))
      }
    }
    func add(_ column: Int, _ row: Int) {
      corners.append(Int32(first + (row % high) * wide + column % wide))
      coordinates.append(textures[row * (columns + 1) + column])
    }
    for row in 0..<rows {
      for column in 0..<columns {
        for (right, down) in [(0, 0), (1, 0), (1, 1), (0, 0), (1, 1), (0, 1)] { add(column + right, row + down) }
      }
    }
  }

  /// Turns all triangles round where the surface encloses less than nothing, so that their normals point outwards.
  mutating func turnOutwards() {
    var volume = 0.0
    for triangle in 0..<triangleCount {
      let (a, b, c) = points(of: triangle)
      volume += a.dot(b.cross(c))
    }
    guard volume < 0 else { return }
    for triangle in 0..<triangleCount {
      corners.swapAt(3 * triangle + 1, 3 * triangle + 2)
      coordinates.swapAt(3 * triangle + 1, 3 * triangle + 2)
    }
  }

  func points(of triangle: Int) -> (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>) {
    (
      points[Int(corners[3 * triangle])], points[Int(corners[3 * triangle + 1])],
      points[Int(corners[3 * triangle + 2])]
    )
  }

  /// The mean normal at each of some points that lie as this surface's.
  func smoothNormals(of points: [SIMD3<Double>]) -> [SIMD3<Double>] {
    var sums = [SIMD3<Double>](repeating: .zero, count: points.count)
    for triangle in 0..<triangleCount {
      let (i, j, k) = (
        Int(corners[3 * triangle]), Int(corners[3 * triangle + 1]), Int(corners[3 * triangle + 2])
      )
      let normal = (points[j] - points[i]).cross(points[k] - points[i])
      sums[i] += normal
      sums[j] += normal
      sums[k] += normal
    }
    return sums.map(\.normalized)
  }
}
