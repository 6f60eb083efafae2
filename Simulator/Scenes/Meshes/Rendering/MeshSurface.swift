import CKernels
import Foundation

/// Pointers into a moment, which hold as long as it.
struct MeshSurface: @unchecked Sendable {
  let entries: UnsafePointer<MeshEntry>
  let rigid: UnsafePointer<SpacePose>
  private let points, normals: UnsafePointer<SIMD3<Double>>
  private let corners: UnsafePointer<SIMD3<Int32>>
  private let textures: UnsafePointer<SIMD2<Float>>
  private let cornerNormals: UnsafePointer<SIMD3<Float>>
  /// What the kernel takes: vectors of three lie four values apart.
  let job: SaccadeSceneSurface

  init(_ moment: MeshMoment) {
    entries = UnsafePointer(moment.atlas.entries.start)
    rigid = UnsafePointer(moment.rigid.start)
    (points, normals) = (UnsafePointer(moment.points.start), UnsafePointer(moment.normals.start))
    corners = UnsafePointer(moment.atlas.corners.start)
    textures = UnsafePointer(moment.atlas.coordinates.start)
    cornerNormals = UnsafePointer(moment.atlas.cornerNormals.start)
    job = SaccadeSceneSurface(
      points: UnsafeRawPointer(points).assumingMemoryBound(to: Double.self),
      normals: UnsafeRawPointer(normals).assumingMemoryBound(to: Double.self),
      corners: UnsafeRawPointer(corners).assumingMemoryBound(to: Int32.self),
      coordinates: UnsafeRawPointer(textures).assumingMemoryBound(to: Float.self),
      corner_normals: UnsafeRawPointer(cornerNormals).assumingMemoryBound(to: Float.self))
  }

  /// Where a point is in space.
  func place(of point: MeshPoint) -> SIMD3<Double> {
    if point.triangle < 0 { return rigid[point.mesh](point.anchor) }
    let (a, b, c) = triangle(point.triangle)
    return a * point.anchor.x + b * point.anchor.y + c * point.anchor.z
  }

  /// The normal at a point, on the side from which a ray comes.
  func normal(at point: MeshPoint, against ray: SIMD3<Double>) -> SIMD3<Double> {
    if point.triangle < 0 { return rigid[point.mesh].direction(point.anchor).normalized }
    let (a, b, c) = triangle(point.triangle)
    let face = (b - a).cross(c - a)
    var normal = face
    let entry = entries + point.mesh
    if entry.pointee.firstCornerNormal >= 0 {
      let first = entry.pointee.firstCornerNormal + 3 * (point.triangle - entry.pointee.triangles.lowerBound)
      let mean =
        SIMD3<Double>(cornerNormals[first]) * point.anchor.x + SIMD3<Double>(cornerNormals[first + 1]) * point.anchor.y
        + SIMD3<Double>(cornerNormals[first + 2]) * point.anchor.z
      if mean != .zero { normal = rigid[point.mesh].direction(mean) }
    } else if entry.pointee.isSmooth {
      let index = corners[point.triangle]
      normal =
        normals[Int(index.x)] * point.anchor.x + normals[Int(index.y)] * point.anchor.y
        + normals[Int(index.z)] * point.anchor.z
    }
    // A normal of the surface that points to the other side than its triangle's is still of the same side.
    return (face.dot(ray) > 0) == (face.dot(normal) >= 0) ? -normal.normalized : normal.normalized
  }

  /// Where the texture lies at a triangle's corners.
  @inline(__always)
  func coordinates(of triangle: Int) -> (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>) {
    let first = textures + 3 * triangle
    return (SIMD2(first[0]), SIMD2(first[1]), SIMD2(first[2]))
  }

  @inline(__always)
  private func triangle(_ number: Int) -> (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>) {
    let index = corners[number]
    return (points[Int(index.x)], points[Int(index.y)], points[Int(index.z)])
  }
}

/// How a texture lies on a ball: on the six sides of a cube around it, evenly by the angle.
enum BallTexture {
  static func place(_ point: SIMD3<Double>, radius: Double) -> SIMD2<Double> {
    let (axis, across, down) = axes(point)
    // Sides lie apart in the texture, so that they look different.
    let side = Double(2 * axis + (point[axis] < 0 ? 1 : 0))
    return SIMD2(
      radius * (atan2(point[across], abs(point[axis])) + 1.7 * side),
      radius * (atan2(point[down], abs(point[axis])) + 0.9 * side))
  }

  /// How the place moves for a step of the point.
  static func step(at point: SIMD3<Double>, _ step: SIMD3<Double>, radius: Double) -> SIMD2<Double> {
    let (axis, across, down) = axes(point)
    let (far, turn) = (abs(point[axis]), point[axis] < 0 ? -step[axis] : step[axis])
    func part(_ other: Int) -> Double {
      radius * (far * step[other] - point[other] * turn) / (far * far + point[other] * point[other])
    }
    return SIMD2(part(across), part(down))
  }

  private static func axes(_ point: SIMD3<Double>) -> (Int, Int, Int) {
    let (x, y, z) = (abs(point.x), abs(point.y), abs(point.z))
    return z >= x && z >= y ? (2, 0, 1) : x >= y ? (0, 1, 2) : (1, 2, 0)
  }
}
