/// A surface of triangles of the user's for a scene.
public struct SceneObject: Sendable {
  /// Its points.
  public var points: [SIMD3<Double>]
  /// Which points the triangles have as corners, three after another.
  public var corners: [Int32]
  /// Where the texture lies at each of the ``corners``, as shares of the longest side; nil to lay it on by the way that
  /// triangles face.
  public var coordinates: [SIMD2<Float>]?
  /// The normal at each of the ``corners``; zero, or nil for all, takes that of the triangle.
  public var normals: [SIMD3<Float>]?

  /// Takes a surface.
  public init(
    points: [SIMD3<Double>], corners: [Int32], coordinates: [SIMD2<Float>]? = nil, normals: [SIMD3<Float>]? = nil
  ) {
    (self.points, self.corners, self.coordinates, self.normals) = (points, corners, coordinates, normals)
  }

  private static let farthest = 1e100

  private var hasArea: Bool {
    stride(from: 0, to: corners.count, by: 3).contains { first in
      let (a, b, c) = (
        points[Int(corners[first])], points[Int(corners[first + 1])], points[Int(corners[first + 2])]
      )
      let (right, down) = ((b - a).normalized, (c - a).normalized)
      return right.cross(down).length > 1e-12
    }
  }

  /// What is wrong with it, as a clause, or nil.
  var fault: String? {
    if corners.isEmpty { return "has no triangles" }
    if corners.count % 3 != 0 { return "has a triangle of \(corners.count % 3) corners" }
    if corners.count / 3 > SceneMesh.mostTriangles {
      return "has \(corners.count / 3) triangles, and \(SceneMesh.mostTriangles) are possible"
    }
    if corners.contains(where: { $0 < 0 || Int($0) >= points.count }) {
      return "has corners that are none of its points"
    }
    let isNear = { (point: SIMD3<Double>) in [point.x, point.y, point.z].allSatisfy { abs($0) <= Self.farthest } }
    if !points.allSatisfy(isNear) {
      return "has a point farther than \(Self.farthest) from its origin"
    }
    if !hasArea { return "has no triangle with an area" }
    if let coordinates {
      if coordinates.count != corners.count { return "has \(coordinates.count) places for \(corners.count) corners" }
      if !coordinates.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) { return "has a place that is not finite" }
    }
    if let normals {
      if normals.count != corners.count { return "has \(normals.count) normals for \(corners.count) corners" }
      if !normals.allSatisfy({ ($0 * $0).sum().isFinite }) { return "has a normal that is not finite" }
    }
    return nil
  }
}
