import Foundation
import Tensors

/// The structural similarity of two pictures (Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment: from error
/// visibility to structural similarity", IEEE TIP 2004).
///
/// With means μ, variances σ² and the covariance σₐᵦ of both pictures a and b in a window of 11 x 11 pixels, weighted by a
/// Gaussian of σ = 1.5 whose weights add up to 1:
///
///     SSIM = (2 μₐμᵦ + C₁)(2 σₐᵦ + C₂) / ((μₐ² + μᵦ² + C₁)(σₐ² + σᵦ² + C₂)),   C₁ = (0.01 L)², C₂ = (0.03 L)², L = 1,
///
/// and the mean over all places where the window lies in the picture. As in the paper, variances are not corrected for the
/// number of pixels, and pictures are not made smaller before.
public enum StructuralSimilarity {
  /// The rows and columns of the window, which a picture has at least.
  public static let windowLength = 11
  private static let deviation = 1.5
  private static let constants = (c1: 0.01 * 0.01, c2: 0.03 * 0.03)

  private static let weights: [Double] = {
    let center = Double(windowLength / 2)
    let values = (0..<windowLength).map { exp(-0.5 * pow((Double($0) - center) / deviation, 2)) }
    let sum = values.reduce(0, +)
    return values.map { $0 / sum }
  }()

  /// The similarity at every place of the window, `[height − 10, width − 10]`, of gray values with white 1.
  public static func map(_ a: Tensor<Float>, _ b: Tensor<Float>) -> Tensor<Double> {
    let (width, outHeight, outWidth) = check(a, b)
    return Tensor(unsafeUninitializedShape: [outHeight, outWidth]) { out in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          // The sums of a row of windows down the columns, then along the row.
          var columns = [[Double]](repeating: [Double](repeating: 0, count: width), count: 5)
          for y in 0..<outHeight {
            for x in 0..<width {
              var sums = (0.0, 0.0, 0.0, 0.0, 0.0)
              for (row, weight) in weights.enumerated() {
                let (p, q) = (Double(a[(y + row) * width + x]), Double(b[(y + row) * width + x]))
                sums.0 += weight * p
                sums.1 += weight * q
                sums.2 += weight * p * p
                sums.3 += weight * q * q
                sums.4 += weight * p * q
              }
              (columns[0][x], columns[1][x], columns[2][x], columns[3][x], columns[4][x]) = sums
            }
            for x in 0..<outWidth {
              func sum(_ moment: Int) -> Double {
                var sum = 0.0
                for (column, weight) in weights.enumerated() { sum += weight * columns[moment][x + column] }
                return sum
              }
              out.initializeElement(
                at: y * outWidth + x, to: similarity(sum(0), sum(1), squares: (sum(2), sum(3)), product: sum(4)))
            }
          }
        }
      }
    }
  }

  private static func similarity(
    _ a: Double, _ b: Double, squares: (Double, Double), product: Double
  ) -> Double {
    let (c1, c2) = constants
    let luminance = (2 * a * b + c1) / (a * a + b * b + c1)
    return luminance * (2 * (product - a * b) + c2) / (squares.0 - a * a + squares.1 - b * b + c2)
  }

  /// The mean of ``map(_:_:)``.
  public static func mean(_ a: Tensor<Float>, _ b: Tensor<Float>) -> Double {
    let map = map(a, b)
    return map.scalars.reduce(0, +) / Double(map.count)
  }

  private static func check(_ a: Tensor<Float>, _ b: Tensor<Float>) -> (width: Int, outHeight: Int, outWidth: Int) {
    precondition(
      a.shape == b.shape && a.rank == 2 && a.shape.allSatisfy { $0 >= windowLength },
      "Pictures of \(windowLength) x \(windowLength) pixels and more are compared, not \(a.shape) and \(b.shape).")
    return (a.shape[1], a.shape[0] - windowLength + 1, a.shape[1] - windowLength + 1)
  }
}
