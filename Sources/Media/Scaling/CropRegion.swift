import Tensors

/// A rectangle of whole pixels in a picture, its origin at the top left.
public struct CropRegion: Sendable, Hashable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Names a rectangle in pixels.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The largest rectangle in the middle of a picture that has the aspect ratio of another size, to whole pixels.
  ///
  /// Resizing it to that size changes proportions by less than a pixel. All lengths are in pixels, 1 or more.
  public static func center(width: Int, height: Int, forAspectOf target: (width: Int, height: Int)) -> CropRegion {
    precondition(
      width > 0 && height > 0 && target.width > 0 && target.height > 0,
      "A crop of \(width)x\(height) to the aspect of \(target.width)x\(target.height) needs sizes above zero.")
    let isTooWide = width * target.height > height * target.width
    let kept = isTooWide ? roundedRatio(height * target.width, target.height) : width
    let rows = isTooWide ? height : roundedRatio(width * target.height, target.width)
    let (cropWidth, cropHeight) = (min(max(kept, 1), width), min(max(rows, 1), height))
    return CropRegion(
      x: (width - cropWidth) / 2, y: (height - cropHeight) / 2, width: cropWidth, height: cropHeight)
  }

  private static func roundedRatio(_ numerator: Int, _ denominator: Int) -> Int {
    (2 * numerator + denominator) / (2 * denominator)
  }
}

extension Tensor {
  /// The part of a picture `[height, width]` or `[height, width, channels]` inside a rectangle. Cost: a copy of it.
  public func cropped(to region: CropRegion) -> Tensor {
    precondition(rank == 2 || rank == 3, "A picture has two or three axes, not the shape \(shape).")
    precondition(
      region.x >= 0 && region.y >= 0 && region.width >= 0 && region.height >= 0
        && region.x + region.width <= shape[1] && region.y + region.height <= shape[0],
      "The rectangle \(region) does not lie in a picture of shape \(shape).")
    let channels = rank == 3 ? shape[2] : 1
    let rowLength = region.width * channels
    return withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: [region.height, region.width] + shape.dropFirst(2)) { target in
        guard let input = source.baseAddress, let output = target.baseAddress else { return }
        for y in 0..<region.height {
          let start = input + ((region.y + y) * shape[1] + region.x) * channels
          (output + y * rowLength).initialize(from: start, count: rowLength)
        }
      }
    }
  }
}
