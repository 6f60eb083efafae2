import Runtime
import Tensors

/// A picture with a border that repeats its edge, as wide as a patch needs that lies outside of it.
public struct BorderedPicture: Sendable {
  /// The columns.
  public let width: Int
  /// The rows.
  public let height: Int
  /// The values of a row with its borders.
  let stride: Int
  private let memory: AlignedMemory

  /// A patch outside of the picture sees the same wherever it is; some more are read for a gradient and in whole vectors.
  static let border = PicturePatch.side + 4

  /// Copies a picture `[height, width]`.
  public init(_ picture: Tensor<Float>) {
    precondition(picture.shape.count == 2, "A picture is [height, width], not \(picture.shape).")
    self.init(width: picture.shape[1], height: picture.shape[0])
    picture.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for y in 0..<height { pixel(0, y).update(from: values + y * width, count: width) }
    }
    repeatEdges()
  }

  private init(width: Int, height: Int) {
    (self.width, self.height, stride) = (width, height, width + 2 * Self.border)
    memory = AlignedMemory(uninitializedByteCount: stride * (height + 2 * Self.border) * MemoryLayout<Float>.stride)
  }

  /// The place of a pixel, in the picture or in the border.
  func pixel(_ x: Int, _ y: Int) -> UnsafeMutablePointer<Float> {
    memory.baseAddress.assumingMemoryBound(to: Float.self) + (y + Self.border) * stride + x + Self.border
  }

  private func repeatEdges() {
    for y in 0..<height {
      pixel(-Self.border, y).update(repeating: pixel(0, y).pointee, count: Self.border)
      pixel(width, y).update(repeating: pixel(width - 1, y).pointee, count: Self.border)
    }
    for y in 1...Self.border {
      pixel(-Self.border, -y).update(from: pixel(-Self.border, 0), count: stride)
      pixel(-Self.border, height - 1 + y).update(from: pixel(-Self.border, height - 1), count: stride)
    }
  }

  /// The picture of half the rows and columns, of means of 2 x 2 pixels; odd ones are rounded up.
  public var half: BorderedPicture {
    let half = BorderedPicture(width: (width + 1) / 2, height: (height + 1) / 2)
    for y in 0..<half.height {
      let (above, below, target) = (pixel(0, 2 * y), pixel(0, 2 * y + 1), half.pixel(0, y))
      for x in 0..<half.width {
        target[x] = (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]) / 4
      }
    }
    half.repeatEdges()
    return half
  }
}
