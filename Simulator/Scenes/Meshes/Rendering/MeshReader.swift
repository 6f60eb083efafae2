import CKernels

/// What is seen at a place.
struct MeshHit {
  /// A triangle of a view, or −2 − its number for a ball.
  var owner: Int32
  var nearness: Double
}

/// A point that is fixed to a surface and moves with it.
struct MeshPoint {
  /// The mesh among the meshes.
  var mesh: Int
  /// The triangle among those of the atlas; below 0 on a ball.
  var triangle: Int
  /// The shares of the triangle's corners; on a ball the place in its own coordinates.
  var anchor: SIMD3<Double>
}

/// Pointers into a view, which hold as long as it: what is read for single places without counting references.
struct MeshReader: @unchecked Sendable {
  let eye: SceneEye
  private let cells: MeshCells
  let triangles: UnsafePointer<SaccadeSceneTriangle>
  private let balls: UnsafeBufferPointer<SaccadeSceneBall>
  private let mostNearness: UnsafePointer<Float>
  let surface: MeshSurface

  init(_ view: MeshView) {
    (eye, cells) = (view.eye, view.bins.cells)
    (triangles, balls) = (UnsafePointer(view.triangles.start), view.balls.buffer)
    mostNearness = UnsafePointer(view.mostNearness.start)
    surface = MeshSurface(view.moment)
  }

  /// What the rays of a light see, for the kernel; that of a camera has no meaning.
  func light(margins: (other: Double, own: Double)) -> SaccadeSceneLight {
    let rows = eye.parallelRows.map { ($0.x, $0.y, $0.z, $0.w) }
    return SaccadeSceneLight(
      rows: (rows[0], rows[1], rows[2]), cells: cells.job, triangles: triangles,
      most_nearness: mostNearness, balls: balls.baseAddress, ball_count: balls.count, other_margin: margins.other,
      own_margin: margins.own)
  }

  /// The nearest thing at a place.
  func nearest(at place: SIMD2<Double>) -> MeshHit? {
    var hit = MeshHit(owner: -1, nearness: -.infinity)
    for number in cells.list(at: place) {
      let triangle = triangles + Int(number)
      guard Self.isInside(triangle, place) else { continue }
      let nearness = Self.value(triangle.pointee.nearness, place)
      if nearness > hit.nearness && nearness < eye.mostNearness { hit = MeshHit(owner: number, nearness: nearness) }
    }
    for index in balls.indices {
      guard let nearness = nearness(of: index, at: place) else { continue }
      if nearness > hit.nearness && nearness < eye.mostNearness {
        hit = MeshHit(owner: Int32(-2 - index), nearness: nearness)
      }
    }
    return hit.owner == -1 ? nil : hit
  }

  /// All things that the ray of a place meets, and how near each is where it meets it first.
  func all(at place: SIMD2<Double>) -> [(thing: Int, nearness: Double)] {
    var hits: [(thing: Int, nearness: Double)] = []
    func add(_ mesh: Int32, _ nearness: Double) {
      guard nearness < eye.mostNearness else { return }
      let thing = surface.entries[Int(mesh)].thing
      if let index = hits.firstIndex(where: { $0.thing == thing }) {
        hits[index].nearness = max(hits[index].nearness, nearness)
      } else {
        hits.append((thing, nearness))
      }
    }
    for number in cells.list(at: place) {
      let triangle = triangles + Int(number)
      if Self.isInside(triangle, place) {
        add(triangle.pointee.mesh, Self.value(triangle.pointee.nearness, place))
      }
    }
    for index in balls.indices {
      if let nearness = nearness(of: index, at: place) { add(balls[index].mesh, nearness) }
    }
    return hits
  }

  /// The number of the thing that is seen.
  func number(of owner: Int32) -> Int {
    surface.entries[Int(owner >= 0 ? triangles[Int(owner)].mesh : balls[-2 - Int(owner)].mesh)].thing
  }

  /// Whether a point of a ball is on the side that the eye does not see. Other surfaces have triangles to tell.
  func turnsAway(_ point: MeshPoint) -> Bool {
    guard point.triangle < 0 else { return false }
    let position = surface.place(of: point)
    let seen = eye.extendedPlace(of: position)
    return surface.rigid[point.mesh].direction(point.anchor).dot(eye.line(at: seen.place).ray) > 0
  }

  /// The point of what is seen at a place, which may be a little beyond its edge.
  func point(of owner: Int32, at place: SIMD2<Double>) -> MeshPoint {
    if owner >= 0 {
      let triangle = triangles + Int(owner)
      let shares = Self.shares(triangle, place)
      return MeshPoint(
        mesh: Int(triangle.pointee.mesh), triangle: Int(triangle.pointee.number), anchor: shares / shares.sum())
    }
    let index = -2 - Int(owner)
    let mesh = Int(balls[index].mesh)
    let (foot, ray) = eye.line(at: place)
    let pose = surface.rigid[mesh]
    let way = foot + ray * depth(of: index, at: place) - pose.origin
    let own = SIMD3(way.dot(pose.right), way.dot(pose.down), way.dot(pose.away))
    return MeshPoint(mesh: mesh, triangle: -1, anchor: own.normalized * balls[index].radius)
  }

  /// How the point's place in the texture moves with the place, by column and by row.
  func texture(
    of point: MeshPoint, owner: Int32, at place: SIMD2<Double>
  ) -> (place: SIMD2<Double>, right: SIMD2<Double>, down: SIMD2<Double>) {
    if owner >= 0 {
      let triangle = triangles + Int(owner)
      let (a, b, c) = surface.coordinates(of: point.triangle)
      let edges = triangle.pointee.edges
      let sum = Self.shares(triangle, place).sum()
      let at = a * point.anchor.x + b * point.anchor.y + c * point.anchor.z
      func step(_ p: Double, _ q: Double, _ r: Double) -> SIMD2<Double> {
        (a * p + b * q + c * r - at * (p + q + r)) / sum
      }
      return (at, step(edges.0.0, edges.1.0, edges.2.0), step(edges.0.1, edges.1.1, edges.2.1))
    }
    // Along the plane that touches the ball there.
    let index = -2 - Int(owner)
    let (steps, radius) = (eye.steps, balls[index].radius)
    let pose = surface.rigid[point.mesh]
    let (_, ray) = eye.line(at: place)
    let (normal, far) = (pose.direction(point.anchor) / radius, depth(of: index, at: place))
    let slope = min(normal.dot(ray), -0.02 * ray.length)
    func step(_ foot: SIMD3<Double>, _ turn: SIMD3<Double>) -> SIMD2<Double> {
      let way = foot + turn * far
      let along = way - ray * (normal.dot(way) / slope)
      return BallTexture.step(
        at: point.anchor, SIMD3(along.dot(pose.right), along.dot(pose.down), along.dot(pose.away)), radius: radius)
    }
    return (
      BallTexture.place(point.anchor, radius: radius), step(steps.footX, steps.rayX), step(steps.footY, steps.rayY)
    )
  }

  /// Whether something is nearer than a point by more than a margin: than another mesh by less, and than itself by more.
  ///
  /// - Parameter isSelfFree: Whether what the point is on never hides it.
  func hides(
    _ place: SIMD2<Double>, nearness: Double, point: MeshPoint, isSelfFree: Bool, margins: (other: Double, own: Double)
  ) -> Bool {
    for number in cells.list(at: place) {
      let triangle = triangles + Int(number)
      let isOwn = Int(triangle.pointee.mesh) == point.mesh
      if isOwn && (isSelfFree || Int(triangle.pointee.number) == point.triangle) { continue }
      guard Self.isInside(triangle, place) else { continue }
      let found = Self.value(triangle.pointee.nearness, place)
      if found > nearness + (isOwn ? margins.own : margins.other) && found < eye.mostNearness { return true }
    }
    for index in balls.indices where Int(balls[index].mesh) != point.mesh {
      guard let found = self.nearness(of: index, at: place) else { continue }
      if found > nearness + margins.other && found < eye.mostNearness { return true }
    }
    return false
  }

  private func depth(of ball: Int, at place: SIMD2<Double>) -> Double {
    let (b, root, a) = Self.crossing(balls.baseAddress.unsafelyUnwrapped + ball, place)
    return (-b - max(root, 0).squareRoot()) / a
  }

  private func nearness(of ball: Int, at place: SIMD2<Double>) -> Double? {
    let box = balls[ball].box
    guard place.x >= Double(box.low_x), place.x <= Double(box.high_x), place.y >= Double(box.low_y),
      place.y <= Double(box.high_y)
    else { return nil }
    let (b, root, a) = Self.crossing(balls.baseAddress.unsafelyUnwrapped + ball, place)
    return root < 0 ? nil : eye.nearness(ofDepth: (-b - root.squareRoot()) / a)
  }

  /// Of the quadratic equation of the depths at which a ray crosses a ball: half the middle coefficient, a quarter of the
  /// discriminant, the first coefficient.
  private static func crossing(
    _ ball: UnsafePointer<SaccadeSceneBall>, _ place: SIMD2<Double>
  ) -> (Double, Double, Double) {
    let (f, r) = (ball.pointee.foot, ball.pointee.ray)
    let foot = SIMD3(value(f.0, place), value(f.1, place), value(f.2, place))
    let ray = SIMD3(value(r.0, place), value(r.1, place), value(r.2, place))
    let (a, b) = (ray.dot(ray), ray.dot(foot))
    let radius = ball.pointee.radius
    return (b, b * b - a * (foot.dot(foot) - radius * radius), a)
  }

  @inline(__always)
  private static func value(_ function: (Double, Double, Double), _ place: SIMD2<Double>) -> Double {
    function.0 * place.x + function.1 * place.y + function.2
  }

  @inline(__always)
  private static func shares(_ triangle: UnsafePointer<SaccadeSceneTriangle>, _ place: SIMD2<Double>) -> SIMD3<Double> {
    let edges = triangle.pointee.edges
    return SIMD3(value(edges.0, place), value(edges.1, place), value(edges.2, place))
  }

  @inline(__always)
  private static func isInside(_ triangle: UnsafePointer<SaccadeSceneTriangle>, _ place: SIMD2<Double>) -> Bool {
    value(triangle.pointee.edges.0, place) >= 0 && value(triangle.pointee.edges.1, place) >= 0
      && value(triangle.pointee.edges.2, place) >= 0
  }
}
