import Tensors

/// Where everything of a scene is at a moment.
struct SceneState {
  /// The maps from layers to pixels, at the numbers of their things.
  let poses: [ScenePose]
  /// What is seen of each group of meshes.
  let views: [MeshView]
}

/// What each pixel of a part of the sensor sees at a moment.
struct SceneSight {
  /// The number of the thing, −1 for none.
  var objects: Tensor<Int32>
  /// What of a mesh it sees: the owner in the view of its group; nil in a scene without meshes.
  var owners: Tensor<Int32>?

  /// Calls `body` with pointers to both.
  func withPixels<Result>(_ body: (UnsafePointer<Int32>, UnsafePointer<Int32>?) -> Result) -> Result {
    objects.withUnsafeBufferPointer { objects in
      guard let first = objects.baseAddress else { preconditionFailure("A part of a sensor has pixels.") }
      guard let owners else { return body(first, nil) }
      return owners.withUnsafeBufferPointer { body(first, $0.baseAddress) }
    }
  }
}

/// Carries points of things from one moment to another.
///
/// It points into the views of both moments, which must live as long.
struct MotionCarrier: @unchecked Sendable {
  private let moves: [ScenePose]
  private let groups: [Int]
  private let before, after: [MeshReader]

  init(_ renderer: SceneRenderer, from before: SceneState, to after: SceneState) {
    moves = zip(before.poses, after.poses).map { renderer.displacement(from: $0, to: $1) }
    groups = renderer.layers.indices.map { renderer.meshes?.group(of: $0) ?? -1 }
    (self.before, self.after) = (before.views.map { MeshReader($0) }, after.views.map { MeshReader($0) })
  }

  /// How far what a pixel sees moves.
  @inline(__always)
  func displacement(of thing: Int, owner: Int32, at place: SIMD2<Double>) -> SIMD2<Double> {
    let group = groups[thing]
    if group >= 0 { return arrival(of: owner, group: group, at: place).place - place }
    let move = moves[thing]
    return SIMD2(
      (move.xx - 1) * place.x + move.xy * place.y + move.dx, move.yx * place.x + (move.yy - 1) * place.y + move.dy)
  }

  /// Where what a pixel sees of a mesh is at the other moment, and how near.
  func arrival(
    of owner: Int32, group: Int, at place: SIMD2<Double>
  ) -> (place: SIMD2<Double>, nearness: Double, point: MeshPoint) {
    let point = before[group].point(of: owner, at: place)
    let moved = after[group].eye.extendedPlace(of: after[group].surface.place(of: point))
    return (moved.place, moved.nearness, point)
  }
}
