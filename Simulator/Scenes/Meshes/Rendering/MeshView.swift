import CKernels
import Runtime

/// What an eye may see of meshes at one moment, sorted by where.
final class MeshView: Sendable {
  /// Which faces of closed surfaces are looked at.
  enum Faces { case front, back }

  let eye: SceneEye
  let moment: MeshMoment
  let triangles: MeshMemory<SaccadeSceneTriangle>
  let balls: MeshMemory<SaccadeSceneBall>
  /// By cells of 16 pixels or so, for single places; by bands of rows, for pictures.
  let bins: MeshBins
  /// How near each triangle can be at most; of what light sees only.
  let mostNearness: MeshMemory<Float>

  /// Sides of cells and bands of a picture, in pixels.
  static let cell = 16.0
  /// The most cells along a side where there are no pixels.
  private static let mostCells = 320.0
  /// Triangles that a thread takes at once.
  private static let chunk = 2048

  /// Sees some meshes in a part of a picture.
  ///
  /// - Parameters:
  ///   - range: Which of the meshes.
  ///   - clip: The part, half a pixel wider than its pixels; nil for all there is.
  init(
    _ moment: MeshMoment, _ range: Range<Int>, eye: SceneEye, faces: Faces, clip: ShapeBounds?, isPicture: Bool,
    threads: Int
  ) {
    (self.eye, self.moment) = (eye, moment)
    let builder = MeshViewBuilder(moment: moment, eye: eye, faces: faces, clip: clip)
    triangles = builder.triangles(range, threads: threads, chunk: Self.chunk)
    balls = MeshMemory([range.compactMap { builder.ball($0) }])
    let area = clip ?? Self.bounds(triangles.buffer, balls.buffer)
    let side = clip == nil ? max(area.width, area.height) / Self.mostCells : Self.cell
    let cellSide = side > 0 ? side : 1
    bins = MeshBins(
      triangles.buffer, left: area.low.x, top: area.low.y, width: area.width, height: area.height,
      cellWidth: isPicture ? max(area.width, 1) : cellSide, cellHeight: cellSide)
    let triangles = triangles
    mostNearness = MeshMemory(count: clip == nil ? triangles.count : 0) { out in
      for index in out.indices { out.initializeElement(at: index, to: triangles.start[index].mostNearness) }
    }
  }

  private static func bounds(
    _ triangles: UnsafeBufferPointer<SaccadeSceneTriangle>, _ balls: UnsafeBufferPointer<SaccadeSceneBall>
  ) -> ShapeBounds {
    let boxes = [triangles.map(\.box), balls.map(\.box)].joined()
    guard !boxes.isEmpty else { return ShapeBounds(low: .zero, high: .zero) }
    return ShapeBounds(
      boxes.lazy.flatMap { [SIMD2(Double($0.low_x), Double($0.low_y)), SIMD2(Double($0.high_x), Double($0.high_y))] })
  }
}

/// Makes triangles and balls as an eye sees them.
struct MeshViewBuilder {
  let moment: MeshMoment
  let eye: SceneEye
  let faces: MeshView.Faces
  let clip: ShapeBounds?

  /// What rounding may move.
  private static let margin = 0.01
  /// The least part of the distance from the plane for which a place can be computed.
  private static let leastWeight = 1e-4
  private static let farthest = 1e9

  /// Those that may be seen, in order.
  func triangles(_ range: Range<Int>, threads: Int, chunk: Int) -> MeshMemory<SaccadeSceneTriangle> {
    let entries = moment.atlas.entries.start
    var parts: [(mesh: Int, triangles: Range<Int>)] = []
    for mesh in range {
      let all = entries[mesh].triangles
      for first in stride(from: all.lowerBound, to: all.upperBound, by: chunk) {
        parts.append((mesh, first..<min(first + chunk, all.upperBound)))
      }
    }
    let points = moment.points
    let seen = MeshMemory<SIMD4<Double>>(count: points.count) { seen in
      nonisolated(unsafe) let seen = seen
      Threads.forEach(range.count, threads: threads) { item, _ in
        for point in entries[range.lowerBound + item].points { seen[point] = eye.homogeneous(points.start[point]) }
      }
    }
    let found = [[SaccadeSceneTriangle]](unsafeUninitializedCapacity: parts.count) { out, count in
      nonisolated(unsafe) let target = out
      Threads.forEach(parts.count, threads: threads) { item, _ in
        let (mesh, triangles) = parts[item]
        (target.baseAddress.map { $0 + item })?.initialize(to: self.triangles(triangles, of: mesh, seen: seen.start))
      }
      count = parts.count
    }
    return MeshMemory(found)
  }

  private func triangles(
    _ numbers: Range<Int>, of mesh: Int, seen: UnsafePointer<SIMD4<Double>>
  ) -> [SaccadeSceneTriangle] {
    let corners = moment.atlas.corners.start
    let isClosed = moment.atlas.entries.start[mesh].isClosed
    var triangles: [SaccadeSceneTriangle] = []
    triangles.reserveCapacity(numbers.count)
    for number in numbers {
      let points = corners[number]
      let (a, b, c) = (seen[Int(points.x)], seen[Int(points.y)], seen[Int(points.z)])
      if let triangle = triangle(a, b, c, mesh: mesh, number: number, isClosed: isClosed) {
        triangles.append(triangle)
      }
    }
    return triangles
  }

  private func triangle(
    _ a: SIMD4<Double>, _ b: SIMD4<Double>, _ c: SIMD4<Double>, mesh: Int, number: Int, isClosed: Bool
  ) -> SaccadeSceneTriangle? {
    let (p, q, r) = (SIMD3(a.x, a.y, a.z), SIMD3(b.x, b.y, b.z), SIMD3(c.x, c.y, c.z))
    var (first, second, third) = (q.cross(r), r.cross(p), p.cross(q))
    let volume = p.dot(first)
    // Seen from its front a triangle turns against the clock.
    if isClosed && (volume < 0) != ((faces == .front) != eye.isMirrored) { return nil }
    guard abs(volume) > 1e-12, volume.isFinite else { return nil }
    guard let box = box(a, b, c) else { return nil }
    let near = (first * a.w + second * b.w + third * c.w) / volume
    // Only the sign may change: a common edge has the same numbers on both sides then.
    if volume < 0 { (first, second, third) = (-first, -second, -third) }
    return SaccadeSceneTriangle(
      edges: (first.row, second.row, third.row), nearness: near.row, box: box, mesh: Int32(mesh),
      number: Int32(number))
  }

  private func box(_ a: SIMD4<Double>, _ b: SIMD4<Double>, _ c: SIMD4<Double>) -> SaccadeSceneBox? {
    let least = Self.leastWeight
    if a.z < least && b.z < least && c.z < least { return nil }
    guard a.z >= least, b.z >= least, c.z >= least else {
      // It reaches behind the eye, and may be anywhere.
      return clip.map { SaccadeSceneBox($0) }
    }
    let (p, q, r) = (SIMD2(a.x, a.y) / a.z, SIMD2(b.x, b.y) / b.z, SIMD2(c.x, c.y) / c.z)
    return clipped(
      pointwiseMin(p, pointwiseMin(q, r)) - Self.margin, pointwiseMax(p, pointwiseMax(q, r)) + Self.margin)
  }

  private func clipped(_ low: SIMD2<Double>, _ high: SIMD2<Double>) -> SaccadeSceneBox? {
    guard let clip else {
      // What is farther away than any scene is large would leave no cells for the rest.
      let isNear = low.x > -Self.farthest && low.y > -Self.farthest && high.x < Self.farthest && high.y < Self.farthest
      return isNear ? SaccadeSceneBox(ShapeBounds(low: low, high: high)) : nil
    }
    let bounds = ShapeBounds(low: pointwiseMax(low, clip.low), high: pointwiseMin(high, clip.high))
    return bounds.width > 0 && bounds.height > 0 ? SaccadeSceneBox(bounds) : nil
  }

  /// A ball that may be seen; nil for a mesh that is none.
  func ball(_ mesh: Int) -> SaccadeSceneBall? {
    let radius = moment.atlas.entries.start[mesh].radius
    guard radius > 0 else { return nil }
    let middle = moment.rigid.start[mesh].origin
    // Its box is that of a cube around it, which is seen in an area around that of the ball.
    var (low, high) = (SIMD2<Double>(repeating: .infinity), SIMD2<Double>(repeating: -.infinity))
    var isBehind = false
    for corner in 0..<8 {
      let way = SIMD3(
        corner & 1 == 0 ? -radius : radius, corner & 2 == 0 ? -radius : radius, corner & 4 == 0 ? -radius : radius)
      let seen = eye.homogeneous(middle + way)
      guard seen.z >= Self.leastWeight else {
        isBehind = true
        continue
      }
      let place = SIMD2(seen.x, seen.y) / seen.z
      (low, high) = (pointwiseMin(low, place), pointwiseMax(high, place))
    }
    let everywhere = clip.map { SaccadeSceneBox($0) }
    guard let box = isBehind ? everywhere : clipped(low - Self.margin, high + Self.margin) else { return nil }
    let lines = eye.lines
    return SaccadeSceneBall(
      foot: Self.rows(lines.foot, from: middle), ray: Self.rows(lines.ray, from: .zero), radius: radius,
      focal: lines.focal, box: box, mesh: Int32(mesh))
  }

  /// The coordinates of a point that is affine in the place, as rows (by column, by row, at the origin).
  private static func rows(
    _ point: [SIMD3<Double>], from middle: SIMD3<Double>
  ) -> ((Double, Double, Double), (Double, Double, Double), (Double, Double, Double)) {
    let start = point[0] - middle
    func row(_ axis: Int) -> (Double, Double, Double) { (point[1][axis], point[2][axis], start[axis]) }
    return (row(0), row(1), row(2))
  }
}

extension SIMD3<Double> {
  @inline(__always)
  fileprivate var row: (Double, Double, Double) { (x, y, z) }
}

extension SaccadeSceneTriangle {
  /// What its nearness is not above at any place where it is looked for, whatever is rounded.
  fileprivate var mostNearness: Float {
    let (across, down, start) = nearness
    let slack = 0.01 + 1e-6 * Double(max(abs(box.low_x), abs(box.high_x), abs(box.low_y), abs(box.high_y)))
    let x = across > 0 ? Double(box.high_x) + slack : Double(box.low_x) - slack
    let y = down > 0 ? Double(box.high_y) + slack : Double(box.low_y) - slack
    let rounding = 1e-14 * (abs(across * x) + abs(down * y) + abs(start))
    return Float(across * x + down * y + start + rounding).nextUp
  }
}

extension SaccadeSceneBox {
  fileprivate init(_ bounds: ShapeBounds) {
    self.init(
      low_x: Float(bounds.low.x), low_y: Float(bounds.low.y), high_x: Float(bounds.high.x),
      high_y: Float(bounds.high.y))
  }
}
