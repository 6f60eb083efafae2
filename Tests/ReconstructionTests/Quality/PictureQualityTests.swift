import Reconstruction
import Tensors
import Testing

@Suite struct PictureQualityTests {
  /// Gray levels 0…255 of a small generator that NumPy states as well.
  private static func picture(_ height: Int, _ width: Int, seed: UInt32) -> [Int] {
    var state = seed
    return (0..<height * width).map { index in
      state = state &* 1_664_525 &+ 1_013_904_223
      // A slope with noise, so that windows have both means and variances.
      return min(255, (index % width) * 5 + (index / width) * 3 + Int(state >> 26))
    }
  }

  private static func tensor(_ levels: [Int], _ height: Int, _ width: Int) -> Tensor<Float> {
    Tensor(shape: [height, width], scalars: levels.map { Float($0) / 255 })
  }

  /// Made by `ssim.py`, which states the paper's definition in NumPy on double precision:
  ///
  ///     k = exp(-0.5 * ((arange(11) - 5) / 1.5)**2); w = outer(k, k); w /= w.sum()
  ///     filter = lambda p: [[(w * p[i:i+11, j:j+11]).sum() for j in range(W - 10)] for i in range(H - 10)]
  @Test func `Errors and similarity agree with NumPy's`() {
    let (height, width) = (17, 23)
    let a = Self.tensor(Self.picture(height, width, seed: 1), height, width)
    let b = Self.tensor(Self.picture(height, width, seed: 2).map { min(255, $0 + 9) }, height, width)
    let quality = PictureQuality(a, truth: b)
    #expect((quality.mse - 0.011834559858548022).magnitude < 1e-9)
    #expect((quality.psnr - 19.268478893663623).magnitude < 1e-6)
    #expect((quality.ssim - 0.1303927267992609).magnitude < 1e-6)
  }

  @Test func `A picture is its own truth`() {
    let picture = Self.tensor(Self.picture(20, 20, seed: 5), 20, 20)
    let quality = PictureQuality(picture, truth: picture)
    #expect(quality.mse == 0 && quality.psnr == .infinity && (quality.ssim - 1).magnitude < 1e-12)
  }

  @Test func `The similarity of flat pictures is that of their means`() {
    let (a, b) = (Tensor<Float>(repeating: 0.5, shape: [12, 13]), Tensor<Float>(repeating: 0.25, shape: [12, 13]))
    let expected = (2 * 0.5 * 0.25 + 1e-4) / (0.25 + 0.0625 + 1e-4)
    let map = StructuralSimilarity.map(a, b)
    #expect(map.shape == [2, 3])
    #expect(map.scalars.allSatisfy { ($0 - expected).magnitude < 1e-9 })
  }

  @Test func `An inverted picture is not similar, and similarity is symmetric`() {
    let truth = Self.tensor(Self.picture(30, 30, seed: 5), 30, 30)
    let inverted = truth.map { 1 - $0 }
    #expect(StructuralSimilarity.mean(inverted, truth) < 0.2)
    let difference = StructuralSimilarity.mean(inverted, truth) - StructuralSimilarity.mean(truth, inverted)
    #expect(difference.magnitude < 1e-12)
  }
}
