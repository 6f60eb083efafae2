import CKernels
import Foundation

/// A texture that is looked up at single places of a surface.
final class MeshPaint: Sendable {
  /// One size of it, whose sides are powers of two.
  private struct Level: @unchecked Sendable {
    let texels: UnsafePointer<UInt16>
    let stride: Int
    let width: Int
    let height: Int
  }

  /// Keeps the texels that the levels point to.
  private let raster: TextureRaster
  private let levels: [Level]
  /// The map from pixels of the surface to texels.
  private let texels: ScenePose
  /// gray = offset + gain · texel
  private let gain, offset: Float

  /// The most samples of one pixel.
  private static let mostTaps = 8.0

  init(_ texture: SceneTexture, pictures: [String: PictureRasters], textures: SceneTextures) throws {
    let unit: Double
    switch texture.paint {
    case .pattern(let choice): (raster, unit) = (textures.raster(choice), 1)
    case .picture(let name):
      guard let picture = pictures[name] else { throw SceneError.missingPicture(name) }
      (raster, unit) = (picture.gray, 255)
    }
    let onSurface =
      ScenePose.translation(texture.x, texture.y) * .rotation(radians: texture.angle)
      * .scaling(texture.scale, texture.scale)
    texels = raster.placement * onSurface.inverse
    levels = raster.levels.map {
      Level(texels: $0.texels.first, stride: $0.texels.stride, width: $0.width, height: $0.height)
    }
    gain = Float((texture.brightest - texture.darkest) * Double(raster.brightest) / (65535 * unit))
    offset = Float(texture.darkest)
  }

  /// The gray level at a place of the surface.
  ///
  /// - Parameter right: How the place moves for a pixel to the right; `down`, for one downwards.
  func gray(at place: SIMD2<Double>, right: SIMD2<Double>, down: SIMD2<Double>) -> Float {
    let at = texels(place)
    let (u, v) = (
      SIMD2(texels.xx * right.x + texels.xy * right.y, texels.yx * right.x + texels.yy * right.y),
      SIMD2(texels.xx * down.x + texels.xy * down.y, texels.yx * down.x + texels.yy * down.y)
    )
    // What the pixel covers is an ellipse: its squared half axes are the eigenvalues of a symmetric matrix.
    let (a, b, c) = (u.x * u.x + v.x * v.x, u.y * u.y + v.y * v.y, u.x * u.y + v.x * v.y)
    let (square, half) = ((a + b) / 2, ((a - b) * (a - b) / 4 + c * c).squareRoot())
    let longest = (square + half).squareRoot()
    let narrow = max(max(square - half, 0).squareRoot(), longest / Self.mostTaps, 1e-6)
    let taps = min(max((longest / narrow - 0.05).rounded(.up), 1), Self.mostTaps)
    let width = taps == 1 ? longest : max(narrow, longest / taps)
    let last = levels.count - 1
    let depth = min(max(log2(max(width, 1e-6)) - 1, 0), Double(last))
    let size = Int(depth)
    let blend = Float(depth - Double(size))
    var step = SIMD2<Double>.zero
    if taps > 1 {
      // Of the two equal ways to the direction of the longer axis the one that does not cancel.
      let way = a >= b ? SIMD2(a - square + half, c) : SIMD2(c, b - square + half)
      let length = (way * way).sum().squareRoot()
      step = length > 0 ? way * (longest / taps / length) : .zero
    }
    var value = mean(of: size, at: at, step: step, taps: Int(taps))
    if blend > 1 / 256, size < last {
      value += blend * (mean(of: size + 1, at: at, step: step, taps: Int(taps)) - value)
    }
    return offset + gain * value
  }

  private func mean(of size: Int, at place: SIMD2<Double>, step: SIMD2<Double>, taps: Int) -> Float {
    let level = levels[size]
    let shrink = 1 / Double(1 << size)
    let (place, step) = (place * shrink, step * shrink)
    var sum: Float = 0
    let first = -Double(taps - 1) / 2
    for tap in 0..<taps { sum += Self.texel(level, at: place + step * (first + Double(tap))) }
    return sum / Float(taps)
  }

  @inline(__always)
  private static func texel(_ level: Level, at place: SIMD2<Double>) -> Float {
    let (left, top) = (place.x.rounded(.down), place.y.rounded(.down))
    let (right, down) = (Float(place.x - left), Float(place.y - top))
    // Places are some millions at most, and both sides powers of two.
    let (column, row) = (Int(left) & (level.width - 1), Int(top) & (level.height - 1))
    let texels = level.texels + (row * level.stride + column)
    let above = Float(texels[0]) + right * (Float(texels[1]) - Float(texels[0]))
    let below = texels + level.stride
    let under = Float(below[0]) + right * (Float(below[1]) - Float(below[0]))
    return above + down * (under - above)
  }
}
