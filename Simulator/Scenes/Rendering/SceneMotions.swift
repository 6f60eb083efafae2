import Recordings

/// How far the things of a scene move over the sensor from one moment to another.
struct SceneMotions {
  private struct Thing {
    /// Where it is at both moments and between them; nil for everywhere.
    let reach: ShapeBounds?
    /// The farthest that a corner of it moves; infinite where it is everywhere.
    let way: Double
    /// The map by which its points move.
    let move: ScenePose
  }

  private let things: [Thing]
  /// Of all meshes together, as they throw shadows on each other; nil where there are none.
  private let meshes: (reach: ShapeBounds, way: Double)?

  init(_ renderer: SceneRenderer, from first: Double, to second: Double) {
    let (before, after) = (renderer.poses(at: first), renderer.poses(at: second))
    meshes = renderer.largestMeshMotion(from: first, to: second)
    things = renderer.layers.indices.map { index in
      guard let layer = renderer.layers[index], before[index].isInvertible else {
        return Thing(reach: nil, way: 0, move: .identity)
      }
      let move = after[index] * before[index].inverse
      guard let bounds = layer.bounds else { return Thing(reach: nil, way: .infinity, move: move) }
      let corners = bounds.corners.map { before[index]($0) }
      let way = Self.farthest(of: corners, move)
      // A path that bends strays from the line between its ends by less than the line is long.
      // Edges are soft.
      let margin = SIMD2(repeating: way + layer.layer.edge + 1)
      let around = ShapeBounds(corners + corners.map { move($0) })
      return Thing(reach: ShapeBounds(low: around.low - margin, high: around.high + margin), way: way, move: move)
    }
  }

  /// The farthest that a point moves that a pixel of a part of the sensor may see, in pixels.
  ///
  /// - Parameter beyond: Whether what is beyond the part counts too, but for things that are everywhere.
  func largest(in region: PixelRegion, beyond: Bool = false) -> Double {
    let part = ShapeBounds(region)
    let ofMeshes = meshes.map { beyond || $0.reach.meets(part) ? $0.way : 0 } ?? 0
    return things.reduce(ofMeshes) { farthest, thing in
      if beyond, thing.reach != nil { return max(farthest, thing.way) }
      if thing.way <= farthest { return farthest }
      if let reach = thing.reach, !reach.meets(part) { return farthest }
      // The way is a convex function of the place: none inside is longer than the longest of the corners.
      return max(farthest, min(thing.way, Self.farthest(of: part.corners, thing.move)))
    }
  }

  /// The numbers of the things that a pixel of a part may see, ascending.
  func seen(in region: PixelRegion) -> [Int] {
    let part = ShapeBounds(region)
    return things.indices.filter { things[$0].reach?.meets(part) ?? true }
  }

  private static func farthest(of corners: [SIMD2<Double>], _ move: ScenePose) -> Double {
    corners.reduce(0.0) { farthest, corner in
      let way = move(corner) - corner
      return max(farthest, (way * way).sum().squareRoot())
    }
  }
}
