import Foundation
import Workflows

extension PictureEvaluationSummary {
  private static let mostLines = 12

  /// Tells a person.
  func show() throws {
    var table = TextTable(["picture", "time ms", "MSE", "PSNR dB", "SSIM"])
    func add(_ name: String, _ time: Int64?, _ mse: Double, _ psnr: Double, _ ssim: Double) {
      table.add([
        name, time.map { String(format: "%.1f", Double($0) / 1000) } ?? "-", String(format: "%.6f", mse),
        psnr.isFinite ? String(format: "%.3f", psnr) : "equal", String(format: "%.4f", ssim),
      ])
    }
    for picture in pictures.prefix(Self.mostLines) {
      add("\(picture.index)", picture.timeUs, picture.mse, picture.psnr, picture.ssim)
    }
    add("mean of \(pictures.count)", nil, mse, psnr, ssim)
    var lines = table.lines
    if pictures.count > Self.mostLines {
      lines.insert("… \(pictures.count - Self.mostLines) more; --json and --report tell them", at: lines.count - 1)
    }
    if gainIsFitted || gain != 1 {
      lines.append("gain \(Text.number(gain))\(gainIsFitted ? ", fitted to the truth" : "")")
    }
    if truthGamma != 1 { lines.append("the truth to the power of 1 / \(Text.number(truthGamma))") }
    try Console.say((lines + [""] + formulas.map { "  \($0)" }).joined(separator: "\n"))
  }
}
