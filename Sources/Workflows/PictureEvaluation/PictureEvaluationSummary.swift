import Files
import Foundation

/// What an evaluation of pictures found.
public struct PictureEvaluationSummary: Encodable, Sendable {
  /// A picture and what it was held against.
  public struct Picture: Encodable, Sendable {
    /// Its number, or that of its frame.
    public var index: Int
    /// When it is, in microseconds; nil where nothing says it.
    public var timeUs: Int64?
    /// The number of the true one.
    public var truthIndex: Int
    /// When the true one is.
    public var truthTimeUs: Int64?
    /// The mean squared error, of white 1.
    public var mse: Double
    /// In dB; infinite (`null` in JSON) where both are equal.
    public var psnr: Double
    /// The structural similarity.
    public var ssim: Double
  }

  /// What was held against the truth.
  public var input: String
  /// The truth.
  public var truth: String
  /// What made the pictures; nil where they were there.
  public var method: String?
  /// What pictures were multiplied by.
  public var gain: Double
  /// Whether that was fitted.
  public var gainIsFitted: Bool
  /// True pictures were raised to the power of 1 / this.
  public var truthGamma: Double
  /// The value of white that errors refer to.
  public var white = 1.0
  /// The mean over all pictures.
  public var mse: Double
  /// The mean over all pictures, in dB.
  public var psnr: Double
  /// The mean over all pictures.
  public var ssim: Double
  /// Each picture.
  public var pictures: [Picture]
  /// How the numbers come about.
  public var formulas = Self.formulas
  /// The page that was written; nil for none.
  public var report: String?
  /// The table that was written; nil for none.
  public var table: String?
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String] = []

  init(
    input: String, truth: String, method: String?, gain: Double, gainIsFitted: Bool, truthGamma: Double,
    pictures: [Picture], report: String?, table: String?
  ) {
    (self.input, self.truth, self.method) = (input, truth, method)
    (self.gain, self.gainIsFitted, self.truthGamma, self.pictures) = (gain, gainIsFitted, truthGamma, pictures)
    (self.report, self.table) = (report, table)
    let count = Double(max(pictures.count, 1))
    mse = pictures.reduce(0) { $0 + $1.mse } / count
    psnr = pictures.reduce(0) { $0 + $1.psnr } / count
    ssim = pictures.reduce(0) { $0 + $1.ssim } / count
  }

  /// How the numbers come about.
  public static let formulas = [
    "values: black is 0 and white is 1; pictures are multiplied by the gain and held to 0…1",
    "MSE = mean over pixels of (picture − truth)²",
    "PSNR = −10 log10(MSE) dB; the mean is that of the pictures' PSNR",
    "SSIM (Wang et al. 2004): Gaussian window of 11x11, σ = 1.5; C1 = (0.01 L)², C2 = (0.03 L)², L = 1; mean over the places "
      + "where the window lies in the picture",
  ]

  /// Writes the numbers of every picture as a table with commas.
  func writeTable(to path: String, overwrite: Bool) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write("index,time_us,truth_index,truth_time_us,mse,psnr_db,ssim\n")
    for picture in pictures {
      let times = [picture.timeUs, picture.truthTimeUs].map { $0.map { "\($0)" } ?? "" }
      try file.write(
        "\(picture.index),\(times[0]),\(picture.truthIndex),\(times[1]),"
          + String(format: "%.9g,%.6f,%.6f\n", picture.mse, picture.psnr, picture.ssim))
    }
    try file.commit()
  }
}
