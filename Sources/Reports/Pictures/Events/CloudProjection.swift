#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a box of x, y and t is seen: turned about the vertical and tilted, in a mild perspective.
///
/// Places in the box are 0…1 along each axis: x to the right, y downwards, t away from the viewer before it is turned.
struct CloudProjection {
  /// A point of the picture and how far away it is.
  struct Point {
    var place: SIMD2<Float>
    var depth: Float
  }

  private let extent: SIMD3<Float>
  private let right: SIMD3<Float>
  private let down: SIMD3<Float>
  private let away: SIMD3<Float>
  private var scale: Float = 1
  private var center = SIMD2<Float>(0, 0)
  /// How far the viewer stands from the middle of the box, whose longest side of the sensor is 1.
  private static let distance: Float = 4

  /// Looks at a box so that it fills a part of a picture.
  ///
  /// - Parameters:
  ///   - extent: The lengths of the box along x, y and t.
  ///   - turn: The turn about the vertical in degrees: at 0 t leads away, at 90 to the right.
  ///   - tilt: How far the viewer looks down, in degrees.
  ///   - low: The top left corner of the part.
  ///   - high: Its bottom right corner.
  init(extent: SIMD3<Float>, turn: Float, tilt: Float, low: SIMD2<Float>, high: SIMD2<Float>) {
    self.extent = extent
    let (turn, tilt) = (turn * .pi / 180, tilt * .pi / 180)
    right = [cosf(turn), 0, sinf(turn)]
    let level: SIMD3<Float> = [-sinf(turn), 0, cosf(turn)]
    let vertical: SIMD3<Float> = [0, 1, 0]
    down = vertical * cosf(tilt) - level * sinf(tilt)
    away = level * cosf(tilt) + vertical * sinf(tilt)
    let seen = Self.corners.map { point($0).place }
    let least = seen.reduce(seen[0]) { pointwiseMin($0, $1) }
    let most = seen.reduce(seen[0]) { pointwiseMax($0, $1) }
    let fit = (high - low) / pointwiseMax(most - least, SIMD2(repeating: 1e-6))
    scale = min(fit.x, fit.y)
    center = (low + high) / 2 - (least + most) / 2 * scale
  }

  /// The eight corners of the box.
  static let corners: [SIMD3<Float>] = (0..<8).map { [Float($0 & 1), Float($0 >> 1 & 1), Float($0 >> 2)] }

  /// The pixels of the picture that one unit of length takes in the middle of the box.
  var pixelsPerUnit: Float { scale }

  /// Where a place of the box lies in the picture.
  @inline(__always)
  func point(_ place: SIMD3<Float>) -> Point {
    let from = (place - 0.5) * extent
    let depth = (from * away).sum()
    let nearness = Self.distance / (Self.distance + depth) * scale
    return Point(
      place: SIMD2((from * right).sum(), (from * down).sum()) * nearness + center, depth: depth)
  }
}
