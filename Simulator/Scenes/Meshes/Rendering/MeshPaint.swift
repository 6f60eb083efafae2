import CKernels
import Foundation

/// A texture that is looked up at single places of a surface.
final class MeshPaint: Sendable {
  /// Keeps the texels that the levels point to.
  private let raster: TextureRaster
  private let levels: MeshMemory<SaccadeSceneTexels>
  /// What looks it up, as long as this lives.
  let reader: MeshPaintReader

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
    levels = MeshMemory([
      raster.levels.map {
        SaccadeSceneTexels(
          texels: $0.texels.first, stride: Int32($0.texels.stride), width: Int32($0.width), height: Int32($0.height))
      }
    ])
    let texels = raster.placement * onSurface.inverse
    reader = MeshPaintReader(
      job: SaccadeScenePaint(
        sizes: UnsafePointer(levels.start), last: Int32(levels.count - 1),
        gain: Float((texture.brightest - texture.darkest) * Double(raster.brightest) / (65535 * unit)),
        offset: Float(texture.darkest),
        map: ((texels.xx, texels.xy, texels.dx), (texels.yx, texels.yy, texels.dy))))
  }
}

/// Pointers into a paint, which hold as long as it: what is read for single places without counting references.
struct MeshPaintReader: @unchecked Sendable, BitwiseCopyable {
  /// What the kernel takes.
  let job: SaccadeScenePaint

  /// The most samples of one pixel.
  private static let mostTaps = Double(SACCADE_SCENE_TAPS)
  /// Texels farther away than that are not told apart.
  private static let farthest = Double(SACCADE_SCENE_FARTHEST_TEXEL)

  /// The gray level at a place of the surface: what the kernel must tell as well, to the bit.
  ///
  /// - Parameter right: How the place moves for a pixel to the right; `down`, for one downwards.
  func gray(at place: SIMD2<Double>, right: SIMD2<Double>, down: SIMD2<Double>) -> Float {
    let (across, along) = (job.map.0, job.map.1)
    let texels = ScenePose(xx: across.0, xy: across.1, yx: along.0, yy: along.1, dx: across.2, dy: along.2)
    let at = texels(place)
    let last = Int(job.last)
    let (u, v) = (
      SIMD2(texels.xx * right.x + texels.xy * right.y, texels.yx * right.x + texels.yy * right.y),
      SIMD2(texels.xx * down.x + texels.xy * down.y, texels.yx * down.x + texels.yy * down.y)
    )
    // What the pixel covers is an ellipse: its squared half axes are the eigenvalues of a symmetric matrix.
    let (a, b, c) = (u.x * u.x + v.x * v.x, u.y * u.y + v.y * v.y, u.x * u.y + v.x * v.y)
    let (square, half) = ((a + b) / 2, ((a - b) * (a - b) / 4 + c * c).squareRoot())
    let longest = (square + half).squareRoot()
    let narrow = max(max(square - half, 0).squareRoot(), longest / Self.mostTaps, 1e-6)
    let taps = Self.taps(longest / narrow - 0.05)
    let width = taps == 1 ? longest : max(narrow, longest / Double(taps))
    // A pixel is two texels wide at the right size; between two sizes it is as near to each as its width is to theirs.
    let (wanted, largest) = (width / 2 > 1 ? width / 2 : 1, Double(UInt64(1) << UInt64(last)))
    let halved = wanted < largest ? wanted : largest
    let size = Int(halved.bitPattern >> 52) - 1023
    let blend = size < last ? Float(halved / Double(1 << size)) - 1 : 0
    var step = SIMD2<Double>.zero
    if taps > 1 {
      // Of the two equal ways to the direction of the longer axis the one that does not cancel.
      let way = a >= b ? SIMD2(a - square + half, c) : SIMD2(c, b - square + half)
      let length = (way * way).sum().squareRoot()
      step = length > 0 ? way * (longest / Double(taps) / length) : .zero
    }
    var value = mean(of: size, at: at, step: step, taps: taps)
    if blend > 1 / 256, size < last {
      value += blend * (mean(of: size + 1, at: at, step: step, taps: taps) - value)
    }
    return job.offset + job.gain * value
  }

  /// A ratio rounded up, from 1 to the most. Rounding is a call where not all processors can do it, a conversion is not.
  @inline(__always)
  private static func taps(_ ratio: Double) -> Int {
    guard ratio > 1 else { return 1 }
    let whole = Int(min(ratio, mostTaps))
    return Double(whole) < min(ratio, mostTaps) ? whole + 1 : whole
  }

  private func mean(of size: Int, at place: SIMD2<Double>, step: SIMD2<Double>, taps: Int) -> Float {
    let level = job.sizes[size]
    let shrink = 1 / Double(1 << size)
    let (place, step) = (place * shrink, step * shrink)
    var sum: Float = 0
    let first = -Double(taps - 1) / 2
    for tap in 0..<taps { sum += Self.texel(level, at: place + step * (first + Double(tap))) }
    return sum / Float(taps)
  }

  @inline(__always)
  private static func texel(_ level: SaccadeSceneTexels, at place: SIMD2<Double>) -> Float {
    let place = SIMD2(held(place.x), held(place.y))
    let (x, y) = (Int32(place.x), Int32(place.y))
    let left = Double(x) > place.x ? x - 1 : x
    let top = Double(y) > place.y ? y - 1 : y
    let (right, down) = (Float(place.x - Double(left)), Float(place.y - Double(top)))
    // Both sides are powers of two.
    let texels = level.texels + Int((top & (level.height - 1)) * level.stride + (left & (level.width - 1)))
    let above = Float(texels[0]) + right * (Float(texels[1]) - Float(texels[0]))
    let below = texels + Int(level.stride)
    let under = Float(below[0]) + right * (Float(below[1]) - Float(below[0]))
    return above + down * (under - above)
  }

  @inline(__always)
  private static func held(_ place: Double) -> Double {
    let held = place > -farthest ? place : -farthest
    return held < farthest ? held : farthest
  }
}
