import Foundation
import Tensors

/// How near a picture comes to the truth; both are gray, with black 0 and white 1.
public struct PictureQuality: Sendable, Hashable {
  /// The mean squared error, of white 1: that of gray levels 0…255 is 65,025 times as large.
  public var mse: Double
  /// The structural similarity (``StructuralSimilarity``): 1 for equal pictures.
  public var ssim: Double

  /// The peak signal-to-noise ratio in dB, `−10 log10(mse)`; infinite for equal pictures.
  public var psnr: Double { -10 * log10(mse) }

  /// Compares a picture with the truth.
  ///
  /// Cost: one pass for the error, and about a hundred for the similarity.
  ///
  /// - Parameters:
  ///   - picture: `[height, width]`.
  ///   - truth: Of the same shape, 11 rows and columns at least.
  public init(_ picture: Tensor<Float>, truth: Tensor<Float>) {
    mse = Self.meanSquaredError(picture, truth)
    ssim = StructuralSimilarity.mean(picture, truth)
  }

  /// The mean of squared differences, in double precision.
  static func meanSquaredError(_ a: Tensor<Float>, _ b: Tensor<Float>) -> Double {
    precondition(a.shape == b.shape && a.count > 0, "Pictures of shapes \(a.shape) and \(b.shape) are not compared.")
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var sum = 0.0
        for index in a.indices {
          let difference = Double(a[index]) - Double(b[index])
          sum += difference * difference
        }
        return sum / Double(a.count)
      }
    }
  }
}
