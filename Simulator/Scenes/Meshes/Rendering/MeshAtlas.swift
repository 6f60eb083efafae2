/// What of a mesh is where in the columns of an atlas.
struct MeshEntry: BitwiseCopyable {
  /// Its number among the things.
  var thing: Int
  var firstPoint, endPoint: Int
  var firstTriangle, endTriangle: Int
  /// The first of the corners' normals; below 0 where it has none.
  var firstCornerNormal: Int
  var isSmooth, isClosed, isConvex: Bool
  /// Of a ball; 0 of a surface of triangles.
  var radius: Double

  var points: Range<Int> { firstPoint..<endPoint }
  var triangles: Range<Int> { firstTriangle..<endTriangle }
}

/// What does not change of all meshes of a scene, in columns.
final class MeshAtlas: Sendable {
  let meshes: [PreparedMesh]
  let entries: MeshMemory<MeshEntry>
  /// The points of each triangle.
  let corners: MeshMemory<SIMD3<Int32>>
  /// Where the texture lies at each corner, three for each triangle.
  let coordinates: MeshMemory<SIMD2<Float>>
  /// The normals of corners of meshes that give them.
  let cornerNormals: MeshMemory<SIMD3<Float>>
  let pointCount: Int

  /// - Throws: ``SceneError`` where there are too many triangles.
  init(_ meshes: [PreparedMesh]) throws {
    self.meshes = meshes
    let shapes = meshes.compactMap(\.shape)
    let count = shapes.reduce(0) { $0 + $1.triangleCount }
    if count > SceneMesh.mostTriangles {
      throw SceneError.badScene("\(count) triangles, and \(SceneMesh.mostTriangles) are possible")
    }
    var entries: [MeshEntry] = []
    var (point, triangle, normal) = (0, 0, 0)
    var normals: [[SIMD3<Float>]] = []
    corners = MeshMemory(count: count) { out in
      for mesh in meshes {
        guard let shape = mesh.shape else {
          entries.append(
            MeshEntry(
              thing: mesh.number, firstPoint: point, endPoint: point, firstTriangle: triangle,
              endTriangle: triangle, firstCornerNormal: -1, isSmooth: true, isClosed: true, isConvex: true,
              radius: mesh.radius))
          continue
        }
        for number in 0..<shape.triangleCount {
          out[triangle + number] =
            SIMD3(shape.corners[3 * number], shape.corners[3 * number + 1], shape.corners[3 * number + 2])
            &+ Int32(point)
        }
        var entry = MeshEntry(
          thing: mesh.number, firstPoint: point, endPoint: point + shape.points.count, firstTriangle: triangle,
          endTriangle: triangle + shape.triangleCount, firstCornerNormal: -1, isSmooth: false, isClosed: shape.isClosed,
          isConvex: shape.isConvex, radius: 0)
        switch shape.normals {
        case .flat: break
        case .smooth: entry.isSmooth = true
        case .given(let given):
          // Those of corners do not follow what bends.
          entry.isSmooth = mesh.mesh.bending != nil
          if mesh.mesh.bending == nil {
            entry.firstCornerNormal = normal
            normals.append(given)
            normal += given.count
          }
        }
        entries.append(entry)
        point += shape.points.count
        triangle += shape.triangleCount
      }
    }
    coordinates = MeshMemory(shapes.map(\.coordinates))
    cornerNormals = MeshMemory(normals)
    pointCount = point
    self.entries = MeshMemory([entries])
  }
}
