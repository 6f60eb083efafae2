import Tensors

/// Resizes gray pictures from one size to another: exact averages over areas where an axis shrinks, bilinear
/// interpolation where it grows.
///
/// Made once for a pair of sizes and used for every picture of a video. A picture of one value keeps exactly that
/// value; shrinking keeps the mean to rounding.
public struct PictureScaler: Sendable {
  /// The width of the pictures to resize.
  public let sourceWidth: Int
  /// The height of the pictures to resize.
  public let sourceHeight: Int
  /// The width of the results.
  public let width: Int
  /// The height of the results.
  public let height: Int

  private let rows: AxisTaps
  private let columns: AxisTaps

  /// Prepares the weights. All lengths are in pixels, 1 or more.
  public init(sourceWidth: Int, sourceHeight: Int, width: Int, height: Int) {
    self.sourceWidth = sourceWidth
    self.sourceHeight = sourceHeight
    self.width = width
    self.height = height
    rows = AxisTaps(from: sourceHeight, to: height)
    columns = AxisTaps(from: sourceWidth, to: width)
  }

  /// Resizes a picture `[sourceHeight, sourceWidth]` to `[height, width]`. Cost: one pass over the source.
  public func resize(_ picture: Tensor<Float>) -> Tensor<Float> {
    precondition(
      picture.shape == [sourceHeight, sourceWidth],
      "A picture of shape \(picture.shape) does not fit a scaler of \(sourceWidth)x\(sourceHeight).")
    if width == sourceWidth && height == sourceHeight { return picture }
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: sourceWidth) { line in
      picture.withUnsafeBufferPointer { source in
        Tensor(unsafeUninitializedShape: [height, width]) { target in
          guard let line = line.baseAddress, let input = source.baseAddress, let output = target.baseAddress else {
            return
          }
          for y in 0..<height {
            gatherRows(of: y, from: input, into: line)
            resizeLine(line, into: output + y * width)
          }
        }
      }
    }
  }

  private func gatherRows(of y: Int, from source: UnsafePointer<Float>, into line: UnsafeMutablePointer<Float>) {
    let base = source + rows.starts[y] * sourceWidth
    line.initialize(from: base, count: sourceWidth)
    var row = base
    for index in rows.offsets[y]..<rows.offsets[y + 1] {
      row += sourceWidth
      let weight = rows.weights[index]
      for x in 0..<sourceWidth { line[x] += weight * (row[x] - base[x]) }
    }
  }

  private func resizeLine(_ line: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>) {
    columns.weights.withUnsafeBufferPointer { weights in
      for x in 0..<width {
        let start = columns.starts[x]
        let offset = columns.offsets[x]
        let first = line[start]
        var sum: Float = 0
        for tap in 0..<(columns.offsets[x + 1] - offset) {
          sum += weights[offset + tap] * (line[start + 1 + tap] - first)
        }
        (output + x).initialize(to: first + sum)
      }
    }
  }
}

extension Tensor where Scalar == Float {
  /// The gray picture `[height, width]` at another size; see ``PictureScaler``, which saves the preparation where many
  /// pictures follow.
  public func resized(width: Int, height: Int) -> Tensor<Float> {
    precondition(rank == 2, "A picture has the shape [height, width], not \(shape).")
    return PictureScaler(sourceWidth: shape[1], sourceHeight: shape[0], width: width, height: height).resize(self)
  }
}
