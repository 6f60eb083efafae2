import Runtime

/// All meshes of a scene at one moment.
final class MeshMoment: Sendable {
  let atlas: MeshAtlas
  /// The map from the coordinates of each to space, but for bending.
  let rigid: MeshMemory<SpacePose>
  /// The points in space.
  let points: MeshMemory<SIMD3<Double>>
  /// Their normals, zero where triangles or corners have their own.
  let normals: MeshMemory<SIMD3<Double>>

  /// Cost: some 30 ns a point, more where they bend.
  init(_ atlas: MeshAtlas, at time: Double, threads: Int) {
    self.atlas = atlas
    let points = MeshMemory<SIMD3<Double>>(count: atlas.pointCount) { _ in }
    let normals = MeshMemory<SIMD3<Double>>(count: atlas.pointCount) { _ in }
    rigid = MeshMemory(count: atlas.meshes.count) { rigid in
      nonisolated(unsafe) let rigid = rigid
      Threads.forEach(atlas.meshes.count, threads: threads) { item, _ in
        let start = atlas.entries.start[item].points.lowerBound
        rigid[item] = atlas.meshes[item].pose(
          at: time, points: points.start + start, normals: normals.start + start)
      }
    }
    (self.points, self.normals) = (points, normals)
  }
}
