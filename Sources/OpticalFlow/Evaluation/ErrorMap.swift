import Tensors

/// The mean end-point error of each pixel over many fields of one size.
public struct ErrorMap: Sendable {
  /// The height in pixels.
  public let height: Int
  /// The width in pixels.
  public let width: Int
  private var sums: [Double]
  private var counts: [Int32]

  /// A map without errors.
  public init(height: Int, width: Int) {
    precondition(height > 0 && width > 0, "A map has pixels.")
    (self.height, self.width) = (height, width)
    sums = Array(repeating: 0, count: height * width)
    counts = Array(repeating: 0, count: height * width)
  }

  /// Adds an error in pixels at a pixel, counted through the rows.
  public mutating func add(_ error: Double, at pixel: Int) {
    sums[pixel] += error
    counts[pixel] += 1
  }

  /// The mean error of each pixel, `[height, width]`; NaN where none was added.
  public var mean: Tensor<Float> {
    Tensor(
      shape: [height, width], scalars: zip(sums, counts).map { $1 > 0 ? Float($0 / Double($1)) : .nan })
  }
}
