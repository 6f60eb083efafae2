import Recordings
import Runtime

extension SceneRenderer {
  /// So many are more than a thread sorts while another shares out work.
  private static let manyTriangles = 100_000

  /// The space of the scene.
  var space: SceneSpace { scene.space ?? SceneSpace(size: scene.size) }

  private func eye(at time: Double) -> SceneEye {
    let middle = SIMD2(Double(scene.width - 1), Double(scene.height - 1)) / 2
    return SceneEye(view: scene.view(at: time), middle: middle, focal: space.focal)
  }

  /// What is seen of each group of meshes at a moment, in a part of the sensor.
  func meshViews(_ moment: MeshMoment?, at time: Double, region: PixelRegion) -> [MeshView] {
    guard let meshes, let moment else { return [] }
    return meshes.groups.map {
      meshView(moment, of: $0, at: time, region: region, isPicture: false, threads: threads)
    }
  }

  private func meshView(
    _ moment: MeshMoment, of group: MeshGroups.Group, at time: Double, region: PixelRegion, isPicture: Bool,
    threads: Int
  ) -> MeshView {
    let clip = ShapeBounds(
      low: SIMD2(Double(region.x), Double(region.y)) - 0.5,
      high: SIMD2(Double(region.x + region.size.width), Double(region.y + region.size.height)) - 0.5)
    return MeshView(
      moment, group.meshes, eye: eye(at: time), faces: .front, clip: clip, isPicture: isPicture, threads: threads)
  }

  /// All meshes at a moment; nil where there are none.
  func meshMoment(at time: Double) -> MeshMoment? {
    meshes.map { MeshMoment($0.atlas, at: time, threads: threads) }
  }

  /// The pictures of the groups of meshes at a moment.
  ///
  /// - Parameter light: What all gray levels are multiplied by.
  func meshPictures(at time: Double, light: Double, region: PixelRegion) -> [MeshPicture] {
    guard let meshes, let moment = meshMoment(at: time) else { return [] }
    let space = space
    let hasShadows = space.sun.hasShadows && space.sun.ambient < 1
    let count = meshes.groups.count + (hasShadows ? 1 : 0)
    // The sorting of a view is for one thread, so all of few triangles is, and views are made beside each other.
    let isSmall = meshes.atlas.corners.count < Self.manyTriangles
    let views = [MeshView](unsafeUninitializedCapacity: count) { out, initialized in
      nonisolated(unsafe) let out = out
      Threads.forEach(count, threads: isSmall ? threads : 1) { item, _ in
        let threads = isSmall ? 1 : threads
        out.initializeElement(
          at: item,
          to: item < meshes.groups.count
            ? meshView(
              moment, of: meshes.groups[item], at: time, region: region, isPicture: true, threads: threads)
            : MeshView(
              moment, 0..<meshes.atlas.meshes.count, eye: SceneEye(along: space.sun.direction), faces: .back, clip: nil,
              isPicture: false, threads: threads))
      }
      initialized = count
    }
    let levels = meshes.atlas.meshes.map { Float(light * max(0, $0.mesh.brightness.value(at: time))) }
    return views.prefix(meshes.groups.count).map {
      MeshPicture($0, light: hasShadows ? views.last : nil, sun: space.sun, levels: levels, samples: space.samples)
    }
  }

  /// The farthest that a point of a mesh that a pixel could see moves, in pixels, and where they are meanwhile; nil where
  /// there are no meshes.
  func largestMeshMotion(from first: Double, to second: Double) -> (reach: ShapeBounds, way: Double)? {
    guard let before = meshMoment(at: first), let after = meshMoment(at: second) else { return nil }
    let (eye, later) = (eye(at: first), eye(at: second))
    let sides = SIMD2(Double(scene.width), Double(scene.height))
    var farthest = 0.0
    var (low, high) = (SIMD2<Double>(repeating: .infinity), SIMD2<Double>(repeating: -.infinity))
    func look(_ point: SIMD3<Double>, _ moved: SIMD3<Double>) {
      let (from, to) = (eye.extendedPlace(of: point).place, later.extendedPlace(of: moved).place)
      (low, high) = (pointwiseMin(low, pointwiseMin(from, to)), pointwiseMax(high, pointwiseMax(from, to)))
      // What is far outside at both moments is seen at neither.
      func isNear(_ place: SIMD2<Double>) -> Bool {
        place.x > -sides.x && place.y > -sides.y && place.x < 2 * sides.x && place.y < 2 * sides.y
      }
      guard isNear(from) || isNear(to) else { return }
      let way = to - from
      farthest = max(farthest, (way * way).sum().squareRoot())
    }
    for index in 0..<before.points.count { look(before.points.start[index], after.points.start[index]) }
    for (index, mesh) in before.atlas.meshes.enumerated() where mesh.radius > 0 {
      for corner in 0..<27 where corner != 13 {
        let way = SIMD3(Double(corner % 3 - 1), Double(corner / 3 % 3 - 1), Double(corner / 9 - 1)).normalized
        look(before.rigid.start[index](way * mesh.radius), after.rigid.start[index](way * mesh.radius))
      }
    }
    let margin = SIMD2(repeating: farthest + 2)
    return (ShapeBounds(low: low - margin, high: high + margin), farthest)
  }
}
