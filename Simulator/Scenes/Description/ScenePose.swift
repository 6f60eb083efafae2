import Foundation

/// An affine map of the plane, x to the right and y downwards:
/// `(x, y) ↦ (xx · x + xy · y + dx, yx · x + yy · y + dy)`.
public struct ScenePose: Sendable, Equatable, BitwiseCopyable {
  /// The entries of the matrix: how the first coordinate, then the second follows x and y.
  public var xx, xy, yx, yy: Double
  /// The translation.
  public var dx, dy: Double

  /// The map that leaves everything where it is.
  public static let identity = ScenePose(xx: 1, xy: 0, yx: 0, yy: 1, dx: 0, dy: 0)

  /// Describes a map.
  public init(xx: Double, xy: Double, yx: Double, yy: Double, dx: Double, dy: Double) {
    (self.xx, self.xy, self.yx, self.yy, self.dx, self.dy) = (xx, xy, yx, yy, dx, dy)
  }

  /// A translation.
  public static func translation(_ dx: Double, _ dy: Double) -> ScenePose {
    ScenePose(xx: 1, xy: 0, yx: 0, yy: 1, dx: dx, dy: dy)
  }

  /// A turn about the origin, from x towards y: clockwise on a screen.
  public static func rotation(radians: Double) -> ScenePose {
    let (s, c) = (sin(radians), cos(radians))
    return ScenePose(xx: c, xy: -s, yx: s, yy: c, dx: 0, dy: 0)
  }

  /// A stretching of both axes.
  public static func scaling(_ x: Double, _ y: Double) -> ScenePose {
    ScenePose(xx: x, xy: 0, yx: 0, yy: y, dx: 0, dy: 0)
  }

  /// Where a point goes.
  public func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(xx * point.x + xy * point.y + dx, yx * point.x + yy * point.y + dy)
  }

  /// First the other map, then this one.
  public static func * (outer: ScenePose, inner: ScenePose) -> ScenePose {
    ScenePose(
      xx: outer.xx * inner.xx + outer.xy * inner.yx, xy: outer.xx * inner.xy + outer.xy * inner.yy,
      yx: outer.yx * inner.xx + outer.yy * inner.yx, yy: outer.yx * inner.xy + outer.yy * inner.yy,
      dx: outer.xx * inner.dx + outer.xy * inner.dy + outer.dx,
      dy: outer.yx * inner.dx + outer.yy * inner.dy + outer.dy)
  }

  /// The factor by which areas grow; negative where it mirrors.
  public var determinant: Double { xx * yy - xy * yx }

  /// Whether it has a way back that can be computed with.
  var isInvertible: Bool {
    let determinant = abs(determinant)
    return determinant > 1e-12 && determinant < 1e12 && dx.isFinite && dy.isFinite
  }

  /// The way back; of a map onto a line it has entries that are not finite.
  public var inverse: ScenePose {
    let factor = 1 / determinant
    let (a, b, c, d) = (yy * factor, -xy * factor, -yx * factor, xx * factor)
    return ScenePose(xx: a, xy: b, yx: c, yy: d, dx: -(a * dx + b * dy), dy: -(c * dx + d * dy))
  }
}
