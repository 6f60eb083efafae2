/// A mesh whose surface and texture are ready to be seen at any moment.
struct PreparedMesh: Sendable {
  let mesh: SceneMesh
  /// Its number among the things of the scene.
  let number: Int
  /// What it consists of; nil for a ball, which is none but itself.
  let shape: MeshShape?
  let paint: MeshPaint
  /// The normals of the points at rest, where they are smooth or waves move points along them.
  private let restNormals: [SIMD3<Double>]

  init(
    _ mesh: SceneMesh, number: Int, pictures: [String: PictureRasters], objects: [String: SceneObject],
    textures: SceneTextures
  ) throws {
    (self.mesh, self.number) = (mesh, number)
    paint = try MeshPaint(mesh.texture, pictures: pictures, textures: textures)
    if case .sphere = mesh.form, mesh.bending == nil {
      (shape, restNormals) = (nil, [])
      return
    }
    let shape = try MeshShape(mesh.form, bending: mesh.bending, objects: objects)
    self.shape = shape
    restNormals = Self.needsNormals(shape, mesh.bending) ? shape.smoothNormals(of: shape.points) : []
  }

  private static func needsNormals(_ shape: MeshShape, _ bending: SceneBending?) -> Bool {
    if case .waves = bending { return true }
    if case .smooth = shape.normals { return true }
    return false
  }

  /// The radius of a ball, 0 of any other.
  var radius: Double { if case .sphere(let radius) = mesh.form, shape == nil { radius } else { 0 } }

  /// Sets its points in space at a moment and their normals, zero where the surface is not smooth; returns the map from its
  /// own coordinates, but for bending.
  func pose(
    at time: Double, points: UnsafeMutablePointer<SIMD3<Double>>, normals: UnsafeMutablePointer<SIMD3<Double>>
  ) -> SpacePose {
    let rigid = mesh.motion.pose(at: time)
    guard let shape else { return rigid }
    let count = shape.points.count
    let bending = mesh.bending.map { MeshBending($0, at: time) }
    for index in 0..<count {
      var point = shape.points[index]
      if let bending { point = bending(point, normal: restNormals.isEmpty ? .zero : restNormals[index]) }
      points[index] = rigid(point)
    }
    switch shape.normals {
    case .flat: normals.initialize(repeating: .zero, count: count)
    case .given, .smooth:
      if bending != nil {
        let moved = shape.smoothNormals(of: Array(UnsafeBufferPointer(start: points, count: count)))
        for index in 0..<count { normals[index] = moved[index] }
      } else {
        for index in 0..<count { normals[index] = restNormals.isEmpty ? .zero : rigid.direction(restNormals[index]) }
      }
    }
    return rigid
  }
}
