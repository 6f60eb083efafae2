/// How points of space are seen: through the camera, or along the rays of a light.
///
/// What is seen at a place q are the points `foot(q) + depth · ray(q)`. Of two of them the one of the larger nearness hides
/// the other; over a flat surface nearness is affine in q.
struct SceneEye {
  /// The projective map of (x, y, z, 1): the place times w, w, and the nearness times w.
  private let placeX, placeY, weight, near: SIMD4<Double>
  private let foot, footX, footY: SIMD3<Double>
  private let ray, rayX, rayY: SIMD3<Double>
  /// How far from the plane a camera is; nil for parallel rays.
  private let focal: Double?
  /// What is nearer is not seen.
  let mostNearness: Double
  /// Whether what turns with the clock in space turns against it when seen.
  let isMirrored: Bool

  /// A camera.
  ///
  /// - Parameters:
  ///   - view: The map from the plane of layers to the pixels.
  ///   - middle: The pixel that looks straight ahead.
  init(view: ScenePose, middle: SIMD2<Double>, focal: Double) {
    let back = view.inverse
    placeX = SIMD4(view.xx, view.xy, middle.x / focal, view.dx)
    placeY = SIMD4(view.yx, view.yy, middle.y / focal, view.dy)
    weight = SIMD4(0, 0, 1 / focal, 1)
    near = SIMD4(0, 0, 0, 1)
    foot = SIMD3(back.dx, back.dy, 0)
    (footX, footY) = (SIMD3(back.xx, back.yx, 0), SIMD3(back.xy, back.yy, 0))
    (rayX, rayY) = (footX / focal, footY / focal)
    ray = SIMD3(0, 0, 1) - (rayX * middle.x + rayY * middle.y)
    self.focal = focal
    mostNearness = 1 / SceneSpace.nearest
    isMirrored = view.determinant < 0
  }

  /// Parallel rays; a place is measured along two axes across them.
  init(along direction: SIMD3<Double>) {
    let along = direction.normalized
    let other: SIMD3<Double> = abs(along.x) < 0.7 ? [1, 0, 0] : [0, 1, 0]
    let across = along.cross(other).normalized
    let down = along.cross(across)
    placeX = SIMD4(across, 0)
    placeY = SIMD4(down, 0)
    weight = SIMD4(0, 0, 0, 1)
    near = SIMD4(-along, 0)
    (foot, footX, footY) = (.zero, across, down)
    (ray, rayX, rayY) = (along, .zero, .zero)
    focal = nil
    mostNearness = .infinity
    isMirrored = false
  }

  /// A point as (place · w, w, nearness · w).
  @inline(__always)
  func homogeneous(_ point: SIMD3<Double>) -> SIMD4<Double> {
    @inline(__always)
    func entry(_ row: SIMD4<Double>) -> Double { row.x * point.x + row.y * point.y + row.z * point.z + row.w }
    return SIMD4(entry(placeX), entry(placeY), entry(weight), entry(near))
  }

  /// Where a point is seen, and how near it is; nil where it is not before the eye.
  @inline(__always)
  func place(of point: SIMD3<Double>) -> (place: SIMD2<Double>, nearness: Double)? {
    let seen = homogeneous(point)
    guard seen.z > 0 else { return nil }
    let nearness = seen.w / seen.z
    return nearness < mostNearness ? (SIMD2(seen.x, seen.y) / seen.z, nearness) : nil
  }

  /// Where a point is seen, as ``place(of:)``; what is not before the eye is somewhere far outside.
  @inline(__always)
  func extendedPlace(of point: SIMD3<Double>) -> (place: SIMD2<Double>, nearness: Double) {
    let seen = homogeneous(point)
    let weight = max(seen.z, 1e-3)
    return (SIMD2(seen.x, seen.y) / weight, seen.w / weight)
  }

  /// The ray of a place.
  @inline(__always)
  func line(at place: SIMD2<Double>) -> (foot: SIMD3<Double>, ray: SIMD3<Double>) {
    (foot + footX * place.x + footY * place.y, ray + rayX * place.x + rayY * place.y)
  }

  @inline(__always)
  func nearness(ofDepth depth: Double) -> Double {
    guard let focal else { return -depth }
    return focal / (focal + depth)
  }

  @inline(__always)
  func depth(ofNearness nearness: Double) -> Double {
    guard let focal else { return -nearness }
    return focal / nearness - focal
  }

  /// How feet and rays move from column to column and from row to row.
  var steps: (footX: SIMD3<Double>, footY: SIMD3<Double>, rayX: SIMD3<Double>, rayY: SIMD3<Double>) {
    (footX, footY, rayX, rayY)
  }

  /// How its rays move with the place, for the kernel: foot and ray at the origin, then by column, then by row.
  var lines: (foot: [SIMD3<Double>], ray: [SIMD3<Double>], focal: Double) {
    ([foot, footX, footY], [ray, rayX, rayY], focal ?? 0)
  }

  /// How parallel rays see a point, for the kernel: the rows of its place and its nearness.
  var parallelRows: [SIMD4<Double>] { [placeX, placeY, near] }
}
