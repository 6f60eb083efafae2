import CKernels

/// A patch of a picture that is looked for in another: what stays the same wherever it is tried.
///
/// Baker and Matthews, "Lucas-Kanade 20 Years On", IJCV 2004, the inverse compositional way: slopes are the patch's own.
public struct PicturePatch {
  /// The rows and columns of a patch.
  public static let side = SACCADE_PATCH_SIDE

  /// The column of its left edge.
  public let x: Int
  /// The row of its upper edge.
  public let y: Int
  private let picture: BorderedPicture
  private let meanSlope: SIMD2<Float>
  /// The inverse of the sum of products of slopes: xx, xy, yy.
  private let inverse: SIMD3<Float>

  private static let count = Float(side * side)
  /// Keeps a patch without slopes where it is: the variance of a noise that slopes have to exceed.
  private static let slopeNoise: Float = 0.01

  /// Cuts a patch out.
  ///
  /// - Precondition: It lies in the picture.
  public init(x: Int, y: Int, of picture: BorderedPicture) {
    precondition(
      x >= 0 && y >= 0 && x + Self.side <= picture.width && y + Self.side <= picture.height,
      "A patch at (\(x), \(y)) is not in a picture of \(picture.width) x \(picture.height).")
    (self.x, self.y, self.picture) = (x, y, picture)
    var (sumX, sumY, xx, xy, yy): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
    for row in y..<y + Self.side {
      let line = picture.pixel(x, row)
      for column in 0..<Self.side {
        let dx = (line[column + 1] - line[column - 1]) * 0.5
        let dy = (line[column + picture.stride] - line[column - picture.stride]) * 0.5
        sumX += dx
        sumY += dy
        xx += dx * dx
        xy += dx * dy
        yy += dy * dy
      }
    }
    meanSlope = SIMD2(sumX, sumY) / Self.count
    let a = xx - sumX * meanSlope.x + Self.slopeNoise * Self.count
    let b = xy - sumX * meanSlope.y
    let c = yy - sumY * meanSlope.y + Self.slopeNoise * Self.count
    inverse = SIMD3(c, -b, a) / (a * c - b * b)
  }

  /// What remains between the patch and the place in another picture to which a displacement takes it.
  public struct Fit {
    /// The sum of the squares, without the mean.
    public var cost: Float
    /// The mean of the differences.
    public var mean: Float
    /// Where the cost falls to, by Gauss and Newton.
    public var step: SIMD2<Float>
  }

  /// Tries a displacement, columns and rows; outside of the other picture its edge goes on. Cost: about 0.1 µs.
  public func fit(_ displacement: SIMD2<Float>, in other: BorderedPicture) -> Fit {
    var place = place(displacement, in: other)
    let sums = InstructionSet.bestTable.pictures.patch_differences(&place)
    let mean = sums.values / Self.count
    let (gx, gy) = (sums.along_x - sums.values * meanSlope.x, sums.along_y - sums.values * meanSlope.y)
    return Fit(
      cost: sums.squares - sums.values * mean, mean: mean,
      step: -SIMD2(inverse.x * gx + inverse.y * gy, inverse.y * gx + inverse.z * gy))
  }

  func place(_ displacement: SIMD2<Float>, in other: BorderedPicture) -> SaccadePatchPlace {
    // Beyond the border a patch sees what it sees in it.
    let least = Float(-Self.side - 1)
    let px = min(max(Float(x) + displacement.x, least), Float(other.width + 1))
    let py = min(max(Float(y) + displacement.y, least), Float(other.height + 1))
    let (left, top) = (px.rounded(.down), py.rounded(.down))
    return SaccadePatchPlace(
      patch: picture.pixel(x, y), patch_stride: picture.stride, other: other.pixel(Int(left), Int(top)),
      other_stride: other.stride, share_x: px - left, share_y: py - top)
  }
}
