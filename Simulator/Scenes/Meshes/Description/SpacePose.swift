import Foundation

/// A rigid map of space, x to the right, y downwards and z away from the camera: a rotation, then a translation.
public struct SpacePose: Sendable, Equatable, BitwiseCopyable {
  /// Where the axes go: the columns of the matrix of the rotation.
  public var right, down, away: SIMD3<Double>
  /// Where the origin goes.
  public var origin: SIMD3<Double>

  /// The map that leaves everything where it is.
  public static let identity = SpacePose(right: [1, 0, 0], down: [0, 1, 0], away: [0, 0, 1], origin: .zero)

  /// Describes a map by where it takes the axes, which must be at right angles and of length 1, and the origin.
  public init(right: SIMD3<Double>, down: SIMD3<Double>, away: SIMD3<Double>, origin: SIMD3<Double>) {
    (self.right, self.down, self.away, self.origin) = (right, down, away, origin)
  }

  /// A turn about an axis through a point, by the rule of the right hand in axes x, y, z: about z from x towards y, which
  /// is clockwise on the screen.
  ///
  /// - Precondition: The axis has a length.
  public init(radians: Double, about axis: SIMD3<Double>, through point: SIMD3<Double> = .zero) {
    let n = axis.normalized
    let (s, c) = (sin(radians), cos(radians))
    func turned(_ v: SIMD3<Double>) -> SIMD3<Double> {
      v * c + n.cross(v) * s + n * (n.dot(v) * (1 - c))
    }
    (right, down, away) = (turned([1, 0, 0]), turned([0, 1, 0]), turned([0, 0, 1]))
    origin = point - turned(point)
  }

  /// Where a direction points.
  @inline(__always)
  public func direction(_ v: SIMD3<Double>) -> SIMD3<Double> { right * v.x + down * v.y + away * v.z }

  /// Where a point goes.
  @inline(__always)
  public func callAsFunction(_ point: SIMD3<Double>) -> SIMD3<Double> { direction(point) + origin }

  /// First the other map, then this one.
  public static func * (outer: SpacePose, inner: SpacePose) -> SpacePose {
    SpacePose(
      right: outer.direction(inner.right), down: outer.direction(inner.down), away: outer.direction(inner.away),
      origin: outer(inner.origin))
  }

  /// The way back.
  public var inverse: SpacePose {
    let back = SpacePose(
      right: [right.x, down.x, away.x], down: [right.y, down.y, away.y], away: [right.z, down.z, away.z], origin: .zero)
    return SpacePose(right: back.right, down: back.down, away: back.away, origin: -back.direction(origin))
  }
}

extension SIMD3<Double> {
  @inline(__always)
  func dot(_ other: Self) -> Double { x * other.x + y * other.y + z * other.z }

  @inline(__always)
  func cross(_ other: Self) -> Self {
    Self(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  @inline(__always)
  var length: Double { dot(self).squareRoot() }

  /// The direction; zero where there is none.
  @inline(__always)
  var normalized: Self {
    let length = length
    return length > 0 ? self / length : .zero
  }

  var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}
