import Tensors

/// The page that shows how near pictures come to the truth: a table, curves, and pictures side by side.
public struct PictureEvaluationPage: Sendable {
  /// A picture's numbers.
  public struct Picture: Sendable {
    /// Its number.
    public var index: Int
    /// When it is; nil where nothing says it.
    public var timeMicroseconds: Int64?
    /// The mean squared error, of white 1.
    public var mse: Double
    /// The peak signal-to-noise ratio in dB.
    public var psnr: Double
    /// The structural similarity.
    public var ssim: Double

    /// Describes a picture.
    public init(index: Int, timeMicroseconds: Int64?, mse: Double, psnr: Double, ssim: Double) {
      (self.index, self.timeMicroseconds) = (index, timeMicroseconds)
      (self.mse, self.psnr, self.ssim) = (mse, psnr, ssim)
    }
  }

  /// A picture that is shown beside the truth.
  public struct Example: Sendable {
    /// Its place among all pictures.
    public var place: Int
    /// Gray, `[height, width]`.
    public var picture: Tensor<UInt8>
    /// Likewise.
    public var truth: Tensor<UInt8>

    /// Describes an example.
    public init(place: Int, picture: Tensor<UInt8>, truth: Tensor<UInt8>) {
      (self.place, self.picture, self.truth) = (place, picture, truth)
    }
  }

  private let title: String
  private let truth: String
  private let method: String?
  private let gain: Double
  private let gainIsFitted: Bool
  private let pictures: [Picture]
  private let examples: [Example]
  private let formulas: [String]

  /// Describes a page.
  ///
  /// - Parameters:
  ///   - title: What the pictures are called; `truth` likewise.
  ///   - method: What made them; nil where they were there.
  public init(
    title: String, truth: String, method: String?, gain: Double, gainIsFitted: Bool, pictures: [Picture],
    examples: [Example], formulas: [String]
  ) {
    (self.title, self.truth, self.method) = (title, truth, method)
    (self.gain, self.gainIsFitted) = (gain, gainIsFitted)
    (self.pictures, self.examples, self.formulas) = (pictures, examples, formulas)
  }

  /// The page.
  ///
  /// - Parameter footer: A line at the end: the command, the version.
  /// - Throws: `FileError` where a picture cannot be encoded.
  public func page(footer: String) throws -> HTMLPage {
    var page = HTMLPage(
      title: "Reconstruction evaluated: \(title)",
      subtitle: (method.map { "\($0), " } ?? "")
        + "against \(truth); \(NumberText.grouped(pictures.count)) picture\(pictures.count == 1 ? "" : "s").")
    page.add(section: "Results", [table.html, gainText] + (pictures.count > 1 ? [curves] : []))
    page.add(section: "Formula", [.list(formulas.map(HTML.text))])
    page.add(section: "Side by side", try examples.map(html))
    page.footer = footer
    return page
  }

  private var gainText: HTML {
    .element(
      "p", text: "Pictures were multiplied by \(NumberText.short(gain))\(gainIsFitted ? ", fitted to the truth" : "").")
  }

  private var table: HTMLTable {
    func mean(_ value: (Picture) -> Double) -> Double { pictures.reduce(0) { $0 + value($1) } / Double(pictures.count) }
    func least(_ value: (Picture) -> Double) -> Double { pictures.map(value).min() ?? .nan }
    func most(_ value: (Picture) -> Double) -> Double { pictures.map(value).max() ?? .nan }
    var table = HTMLTable(columns: ["Measure", "mean", "least", "most"].map { HTMLTable.Column($0) })
    let rows: [(String, Int, (Picture) -> Double)] = [
      ("MSE", 6, \.mse), ("PSNR (dB)", 3, \.psnr), ("SSIM", 4, \.ssim),
    ]
    for (name, digits, value) in rows {
      table.add([name] + [mean(value), least(value), most(value)].map { NumberText.fixed($0, digits: digits) })
    }
    return table
  }

  private var curves: HTML {
    let places = pictures.indices.map(Double.init)
    func plot(_ caption: String, _ title: String, _ values: [Double]) -> HTML {
      LinePlot(
        caption: caption, places: places, names: pictures.map(name), series: [.init(name: title, values: values)],
        horizontalTitle: "picture", verticalTitle: title
      ).html
    }
    return .all([
      plot("Peak signal-to-noise ratio by picture", "dB", pictures.map { $0.psnr.isFinite ? $0.psnr : .nan }),
      plot("Structural similarity by picture", "SSIM", pictures.map(\.ssim)),
    ])
  }

  private func name(_ picture: Picture) -> String {
    let time = picture.timeMicroseconds.map { ", at \(NumberText.short(Double($0) / 1000)) ms" } ?? ""
    return "picture \(picture.index)\(time)"
  }

  private func html(_ example: Example) throws -> HTML {
    let picture = pictures[example.place]
    let differences = zip(example.picture.scalars, example.truth.scalars).map { UInt8(abs(Int($0) - Int($1))) }
    let most = max(differences.max() ?? 0, 1)
    let stretched = differences.map { UInt8((Double($0) * 255 / Double(most)).rounded()) }
    return .all([
      .element(
        "p",
        [
          .element("b", text: name(picture)),
          .text(
            ": \(NumberText.fixed(picture.psnr, digits: 2)) dB, SSIM \(NumberText.fixed(picture.ssim, digits: 4))"),
        ]),
      .element(
        "div", ["class": "pictures"],
        [
          try .figure(example.truth, caption: "truth"), try .figure(example.picture, caption: "picture"),
          try .figure(
            Tensor(shape: example.picture.shape, scalars: stretched),
            caption: "difference, white is \(most) of 255 gray levels"),
        ]),
    ])
  }
}
