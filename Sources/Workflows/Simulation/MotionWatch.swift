import Files
import Foundation
import OpticalFlow
import Recordings
import Simulator
import Tensors

/// Light that warns once where its frames are too far apart to be joined by a line.
///
/// Some pairs of frames are looked at, at a fraction of their resolution: the first, second, fourth, eighth and so on, and
/// every 256th. What moves by more than a pixel or two fades out in one place and in at another, and a camera sees events
/// and spikes that no motion makes. Cost: some milliseconds for a pair that is looked at.
final class MotionWatch: IntensitySource {
  private let source: any IntensitySource
  private let warn: (_ pixels: Float, _ frame: Int) throws -> Void
  private let search: DenseInverseSearch
  private var previous: Tensor<Float>?
  private var pairs = 0
  private var isOver = false

  /// The motion in pixels above which a line is wrong.
  static let mostMotion: Float = 2
  /// Pairs are looked at in larger and larger distances up to this one.
  private static let longestDistance = 256

  /// Watches light.
  ///
  /// - Parameter warn: Called once, with the motion in pixels and the number of the second frame.
  init(
    _ source: any IntensitySource, threads: Int, warn: @escaping (_ pixels: Float, _ frame: Int) throws -> Void
  ) {
    (self.source, self.warn) = (source, warn)
    search = DenseInverseSearch(threads: threads)
  }

  var geometry: SpikeGeometry { source.geometry }
  var estimatedCount: Int? { source.estimatedCount }

  func next() throws -> IntensityFrame? {
    guard let frame = try source.next() else { return nil }
    if isOver { return frame }
    if let previous {
      pairs += 1
      let isPowerOfTwo = pairs & (pairs - 1) == 0
      if isPowerOfTwo && pairs <= Self.longestDistance || pairs % Self.longestDistance == 0 {
        if let pixels = PictureMotion.greatest(between: previous, and: frame.gray, search), pixels > Self.mostMotion {
          isOver = true
          try warn(pixels, pairs)
        }
      }
    }
    previous = isOver ? nil : frame.gray
    return frame
  }
}

extension PictureMotion {
  /// The longer side at which motion is looked for.
  private static let searchedSide = 128
  /// The part of a picture that has to move.
  private static let leastPart = 0.01

  /// The motion in whole pixels that a hundredth of a picture exceeds, where it is motion: flows that lead back, and that leave
  /// less than half of the change behind. Nil where pictures are too small to tell.
  static func greatest(
    between first: Tensor<Float>, and second: Tensor<Float>, _ search: DenseInverseSearch
  ) -> Float? {
    let (height, width) = (first.shape[0], first.shape[1])
    let factor = max(1, (max(height, width) + searchedSide - 1) / searchedSide)
    guard min(height, width) / factor >= DenseInverseSearch.smallestSide else { return nil }
    let (before, after) = (logarithm(first.shrunk(by: factor)), logarithm(second.shrunk(by: factor)))
    let flows = search.flows(between: before, and: after)
    var moved: [Float] = []
    var (change, rest) = (0.0, 0.0)
    let motion = MovedPixels(first: before, second: after, forward: flows.forward, backward: flows.backward)
    motion.forEach { length, changeHere, restHere in
      let pixels = length * Float(factor)
      guard pixels > MotionWatch.mostMotion else { return }
      moved.append(pixels)
      change += Double(changeHere)
      rest += Double(restHere)
    }
    let enough = Int((Double(before.scalars.count) * leastPart).rounded(.up))
    guard moved.count >= enough, rest < 0.5 * change else { return 0 }
    moved.sort(by: >)
    // Not more than a pixel is known of how far.
    return moved[enough - 1].rounded()
  }

  /// The logarithm of linear light, from which a change of its brightness takes no more than the mean: 0…255.
  private static func logarithm(_ gray: Tensor<Float>) -> Tensor<Float> {
    let dark: Float = 2
    let scale = 255 / log(1 + 255 / dark)
    return gray.map { scale * log(1 + max(0, $0) / dark) }
  }
}

/// Pixels of a picture that a flow takes to where they are in another.
private struct MovedPixels {
  var first: Tensor<Float>
  var second: Tensor<Float>
  var forward: Tensor<Float>
  var backward: Tensor<Float>

  /// How far a flow may miss the pixel that it started from, in pixels.
  private static let mostMiss: Float = 0.5

  /// Calls `body` for every pixel whose flow stays in the picture and is led back: with its length, the change of the
  /// pixel, and what remains of it along the flow.
  func forEach(_ body: (_ length: Float, _ change: Float, _ rest: Float) -> Void) {
    let (height, width) = (first.shape[0], first.shape[1])
    let count = height * width
    let (a, b, to, back) = (first.scalars, second.scalars, forward.scalars, backward.scalars)
    for pixel in 0..<count {
      let (y, x) = pixel.quotientAndRemainder(dividingBy: width)
      let (u, v) = (to[pixel], to[count + pixel])
      let (column, row) = (Int((Float(x) + u).rounded()), Int((Float(y) + v).rounded()))
      guard (0..<width).contains(column), (0..<height).contains(row) else { continue }
      let target = row * width + column
      let (du, dv) = (u + back[target], v + back[count + target])
      guard du * du + dv * dv < Self.mostMiss * Self.mostMiss else { continue }
      let rest = abs(Self.level(b, Float(x) + u, Float(y) + v, width, height) - a[pixel])
      body((u * u + v * v).squareRoot(), abs(b[pixel] - a[pixel]), rest)
    }
  }

  private static func level(_ plane: [Float], _ x: Float, _ y: Float, _ width: Int, _ height: Int) -> Float {
    let (x, y) = (min(max(x, 0), Float(width - 1)), min(max(y, 0), Float(height - 1)))
    let (left, top) = (Int(x), Int(y))
    let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
    let (shareX, shareY) = (x - Float(left), y - Float(top))
    func row(_ y: Int) -> Float { plane[y * width + left] * (1 - shareX) + plane[y * width + right] * shareX }
    return row(top) * (1 - shareY) + row(bottom) * shareY
  }
}

extension Tensor where Scalar == Float {
  /// A picture `[height, width]` of means of squares of so many pixels; what fills no square is left out.
  fileprivate func shrunk(by factor: Int) -> Tensor {
    if factor == 1 { return self }
    let (height, width) = (shape[0] / factor, shape[1] / factor)
    let stride = shape[1]
    let scale = 1 / Float(factor * factor)
    return withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: [height, width]) { target in
        target.update(repeating: 0)
        for y in 0..<height * factor {
          let (from, to) = (y * stride, y / factor * width)
          for x in 0..<width {
            var sum: Float = 0
            for column in x * factor..<(x + 1) * factor { sum += source[from + column] }
            target[to + x] += sum * scale
          }
        }
      }
    }
  }
}
