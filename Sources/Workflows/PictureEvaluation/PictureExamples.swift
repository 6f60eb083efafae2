import Reports
import Tensors

/// Keeps some of the pictures of an evaluation, evenly spaced, for a page.
final class PictureExamples {
  private var kept: [PictureEvaluationPage.Example] = []
  /// One of so many is kept.
  private var step = 1
  private static let most = 24

  /// Takes a picture; memory holds up to 24.
  func add(_ values: Tensor<Float>, truth: Tensor<Float>, place: Int) {
    guard place % step == 0 else { return }
    kept.append(PictureEvaluationPage.Example(place: place, picture: Self.gray(values), truth: Self.gray(truth)))
    if kept.count > Self.most {
      step *= 2
      kept.removeAll { $0.place % step != 0 }
    }
  }

  private static func gray(_ values: Tensor<Float>) -> Tensor<UInt8> {
    values.map { UInt8((min(max($0, 0), 1) * 255).rounded()) }
  }

  /// The page.
  func page(_ summary: PictureEvaluationSummary, title: String, footer: String) throws -> HTMLPage {
    try PictureEvaluationPage(
      title: title, truth: PageOutput.name(of: summary.truth), method: summary.method, gain: summary.gain,
      gainIsFitted: summary.gainIsFitted,
      pictures: summary.pictures.map {
        PictureEvaluationPage.Picture(
          index: $0.index, timeMicroseconds: $0.timeUs, mse: $0.mse, psnr: $0.psnr, ssim: $0.ssim)
      }, examples: kept, formulas: summary.formulas
    ).page(footer: footer)
  }
}
