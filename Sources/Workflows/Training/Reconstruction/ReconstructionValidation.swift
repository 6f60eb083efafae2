import Kernels
import NeuralNetworks
import Reconstruction
import Reports
import Tensors

/// Pictures of samples that were set aside, held against the true ones: always the same samples.
final class ReconstructionValidation {
  private let objective: FireNetObjective
  private let sample: (_ number: Int) throws -> ReconstructionSample
  private let count: Int
  private let batch: Int
  private static let shownCount = 3

  init(
    _ objective: FireNetObjective, count: Int, batch: Int,
    sample: @escaping (_ number: Int) throws -> ReconstructionSample
  ) {
    (self.objective, self.count, self.batch, self.sample) = (objective, count, batch, sample)
  }

  /// The mean similarity and squared error of the windows that have a loss.
  func run(on tape: Tape) throws -> TrainingValidation {
    var (ssim, mse, pictures) = (0.0, 0.0, 0)
    var examples: [TrainingPage.Example] = []
    for start in stride(from: 0, to: count, by: batch) {
      let samples = try (start..<min(start + batch, count)).map(sample)
      tape.begin()
      let made = objective.pictures(of: samples, on: tape).map(\.tensor)
      for (index, sample) in samples.enumerated() {
        for window in objective.warmup..<sample.count {
          let truth = sample.pictures.slice(at: window)
          let picture = made[window].slice(at: index).reshaped(to: truth.shape)
          let quality = PictureQuality(picture.map { min(max($0, 0), 1) }, truth: truth)
          ssim += quality.ssim
          mse += quality.mse
          pictures += 1
          if window == sample.count - 1, examples.count < Self.shownCount {
            examples.append(
              Self.example(start + index, sample.grids.slice(at: window), picture, truth, ssim: quality.ssim))
          }
        }
      }
    }
    let (similarity, error) = (ssim / Double(pictures), mse / Double(pictures))
    return TrainingValidation(
      score: 1 - similarity, scoreName: "ssim", figures: [("ssim", similarity), ("mse", error)], examples: examples)
  }

  private static func example(
    _ number: Int, _ grid: Tensor<Float>, _ picture: Tensor<Float>, _ truth: Tensor<Float>, ssim: Double
  ) -> TrainingPage.Example {
    func gray(_ picture: Tensor<Float>) -> Tensor<UInt8> { picture.map { UInt8(min(max($0, 0), 1) * 255 + 0.5) } }
    let pixels = truth.count
    let events = grid.withUnsafeBufferPointer { cells in
      Tensor<UInt8>(unsafeUninitializedShape: truth.shape) { out in
        for pixel in 0..<pixels {
          let sum = stride(from: pixel, to: cells.count, by: pixels).reduce(Float(0)) { $0 + cells[$1] }
          out.initializeElement(at: pixel, to: UInt8(max(0, min(255, 128 + 32 * sum))))
        }
      }
    }
    return .init(
      title: "Sample \(number + 1): SSIM \(Text.number(ssim))",
      pictures: [
        ("its last events", events), ("the picture made of them", gray(picture)), ("the true picture", gray(truth)),
      ])
  }
}
