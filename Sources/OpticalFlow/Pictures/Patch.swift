/// Eight columns of a patch.
typealias PatchRow = SIMD8<Float>

/// A patch of a picture that is looked for in another: what stays the same wherever it is tried.
struct Patch {
  /// The column of its left edge.
  let x: Int
  /// The row of its upper edge.
  let y: Int
  private let picture: BorderedPicture
  private let mean: Float
  private let meanSlope: SIMD2<Float>
  /// The inverse of the sum of products of slopes: xx, xy, yy.
  private let inverse: SIMD3<Float>

  private static let side = PatchSearch.side
  /// Keeps a patch without slopes where it is: the variance of a noise that slopes have to exceed.
  private static let slopeNoise: Float = 0.01

  init(x: Int, y: Int, of picture: BorderedPicture) {
    (self.x, self.y, self.picture) = (x, y, picture)
    var (sum, slopesX, slopesY) = (PatchRow(), PatchRow(), PatchRow())
    var (xx, xy, yy) = (PatchRow(), PatchRow(), PatchRow())
    for row in 0..<Self.side {
      let (dx, dy) = Self.slopes(picture, x, y + row)
      sum += Self.load(picture.pixel(x, y + row))
      slopesX += dx
      slopesY += dy
      xx += dx * dx
      xy += dx * dy
      yy += dy * dy
    }
    let count = Float(Self.side * Self.side)
    mean = sum.sum() / count
    let slope = SIMD2(slopesX.sum(), slopesY.sum()) / count
    meanSlope = slope
    let a = xx.sum() - count * slope.x * slope.x + Self.slopeNoise * count
    let b = xy.sum() - count * slope.x * slope.y
    let c = yy.sum() - count * slope.y * slope.y + Self.slopeNoise * count
    inverse = SIMD3(c, -b, a) / (a * c - b * b)
  }

  /// What remains between the patch and the place in another picture to which a displacement takes it.
  struct Fit {
    /// The sum of the squares, without the mean.
    var cost: Float
    /// The mean of the differences.
    var mean: Float
    /// Where the cost falls to, by Gauss and Newton.
    var step: SIMD2<Float>
  }

  /// Tries a displacement. Cost: 9 x 2 loads of eight pixels and some 20 operations a row.
  @inline(__always)
  func fit(_ displacement: SIMD2<Float>, in other: BorderedPicture) -> Fit {
    var (sum, squares, alongX, alongY) = (PatchRow(), PatchRow(), PatchRow(), PatchRow())
    forEachRow(displacement, in: other) { row, difference in
      let (dx, dy) = Self.slopes(picture, x, y + row)
      sum += difference
      squares += difference * difference
      alongX += difference * dx
      alongY += difference * dy
    }
    let count = Float(Self.side * Self.side)
    let total = sum.sum()
    let mean = total / count
    let (gx, gy) = (alongX.sum() - total * meanSlope.x, alongY.sum() - total * meanSlope.y)
    let step = SIMD2(inverse.x * gx + inverse.y * gy, inverse.y * gx + inverse.z * gy)
    return Fit(cost: squares.sum() - total * mean, mean: mean, step: -step)
  }

  /// Calls `body` with every row and the differences there: of the other picture's pixels from the patch's.
  @inline(__always)
  func forEachRow(
    _ displacement: SIMD2<Float>, in other: BorderedPicture, _ body: (_ row: Int, _ difference: PatchRow) -> Void
  ) {
    // Beyond the border a patch sees what it sees in it.
    let least = Float(-Self.side - 1)
    let px = min(max(Float(x) + displacement.x, least), Float(other.width + 1))
    let py = min(max(Float(y) + displacement.y, least), Float(other.height + 1))
    let (left, top) = (px.rounded(.down), py.rounded(.down))
    let (shareX, shareY) = (PatchRow(repeating: px - left), PatchRow(repeating: py - top))
    var line = other.pixel(Int(left), Int(top))
    var above = Self.load(line)
    above += (Self.load(line + 1) - above) * shareX
    for row in 0..<Self.side {
      line += other.stride
      var below = Self.load(line)
      below += (Self.load(line + 1) - below) * shareX
      let pixels = above + (below - above) * shareY
      body(row, pixels - Self.load(picture.pixel(x, y + row)))
      above = below
    }
  }

  @inline(__always)
  private static func load(_ pointer: UnsafeMutablePointer<Float>) -> PatchRow {
    UnsafeRawPointer(pointer).loadUnaligned(as: PatchRow.self)
  }

  @inline(__always)
  private static func slopes(_ picture: BorderedPicture, _ x: Int, _ y: Int) -> (PatchRow, PatchRow) {
    let line = picture.pixel(x, y)
    return (
      (load(line + 1) - load(line - 1)) * 0.5, (load(line + picture.stride) - load(line - picture.stride)) * 0.5
    )
  }
}
