import Files
import Foundation
import Reconstruction
import Reports
import Runtime
import Tensors

/// Holds pictures against the truth: mean squared error, peak signal-to-noise ratio and structural similarity, of each and
/// on average. Memory holds a few pictures.
public struct PictureEvaluationRun: Job {
  /// What values of pictures are multiplied by before they are compared.
  public enum Gain: Sendable, Hashable {
    /// One number for all, with which the mean squared error is least.
    case fitted
    /// A number.
    case factor(Double)
  }

  /// What is held against the truth.
  public var pictures: PictureSource
  /// The truth: a folder of pictures, a video, one picture, a `.npy`, or a recording of events that holds pictures.
  public var truth: String
  /// The number of the one picture or frame that is compared; nil for all.
  public var shown: Int?
  /// What pictures are multiplied by; nil for a fit of firing rates, and for 1 of others.
  public var gain: Gain?
  /// The value of white in arrays; nil for 255 where that can be told.
  public var white: Double?
  /// True pictures are raised to the power of 1 / this: 2.2 holds gray levels as screens show them against linear ones.
  public var truthGamma: Double
  /// Where the numbers of every picture go as a table with commas; nil for nowhere.
  public var table: String?
  /// A page with pictures side by side; nil for none.
  public var report: PageOutput?
  /// Whether a table or a page that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes an evaluation.
  public init(
    pictures: PictureSource, truth: String, shown: Int? = nil, gain: Gain? = nil, white: Double? = nil,
    truthGamma: Double = 1, table: String? = nil, report: PageOutput? = nil, overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.pictures, self.truth, self.shown, self.gain) = (pictures, truth, shown, gain)
    (self.white, self.truthGamma, self.table, self.report) = (white, truthGamma, table, report)
    (self.overwrite, self.threads) = (overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> PictureEvaluationSummary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    let gain = try factor(JobLog(SilentObserver()))
    let opening = opening(log)
    let pairs = pairs(opening)
    let page = report.map { _ in PictureExamples() }
    var entries: [PictureEvaluationSummary.Picture] = []
    let progress = log.steps(total: try opening.openTruth().count, unit: "pictures")
    defer { progress.finish() }
    let outside = try pairs.forEach { pair in
      let values = Self.shown(pair.picture.values, gain: gain)
      try check(values, pair.truth.values)
      let truth = encoded(pair.truth.values)
      let quality = PictureQuality(values, truth: truth)
      entries.append(
        PictureEvaluationSummary.Picture(
          index: pair.picture.index, timeUs: pair.picture.timeMicroseconds, truthIndex: pair.truth.index,
          truthTimeUs: pair.truth.timeMicroseconds, mse: quality.mse, psnr: quality.psnr, ssim: quality.ssim))
      page?.add(values, truth: truth, place: entries.count - 1)
      try progress.advance()
    }
    progress.finish()
    guard !entries.isEmpty else {
      throw JobError(
        .badContent, path: truth, problem: "no true picture lies in the time of the pictures",
        remedy: "name pictures and truth of one recording")
    }
    if outside > 0 {
      try log.warn(
        kind: "outside", path: truth,
        "\(Text.count(outside, "true picture")) outside of the pictures' time left out")
    }
    var summary = PictureEvaluationSummary(
      input: pictures.path, truth: truth, method: pictures.method, gain: gain, gainIsFitted: chosenGain == .fitted,
      truthGamma: truthGamma, pictures: entries, report: report?.path, table: table)
    var shown: OutputFile?
    if let report, let page {
      shown = try report.prepare(
        page.page(summary, title: PageOutput.name(of: pictures.path), footer: report.footer(since: started)),
        overwrite: overwrite)
    }
    try OutputFile.commit(shown) { if let table { try summary.writeTable(to: table, overwrite: overwrite) } }
    summary.warnings = log.warnings
    return summary
  }

  private var chosenGain: Gain { gain ?? (pictures.needsGain ? .fitted : .factor(1)) }

  private func opening(_ log: JobLog) -> PictureOpening {
    PictureOpening(source: pictures, truth: truth, shown: shown, white: white, threads: threads, log: log)
  }

  private func pairs(_ opening: PictureOpening) -> PicturePairs {
    PicturePairs(
      open: {
        let truth = try opening.openTruth()
        return (try opening.openPictures(truth), truth)
      }, shown: shown, truthPath: truth, log: opening.log)
  }

  /// The gain; to fit it, everything is gone through once.
  private func factor(_ log: JobLog) throws -> Double {
    switch chosenGain {
    case .factor(let factor): return factor
    case .fitted:
      var (product, square) = (0.0, 0.0)
      _ = try pairs(opening(log)).forEach { pair in
        try check(pair.picture.values, pair.truth.values)
        pair.picture.values.withUnsafeBufferPointer { p in
          encoded(pair.truth.values).withUnsafeBufferPointer { t in
            for index in p.indices {
              product += Double(p[index]) * Double(t[index])
              square += Double(p[index]) * Double(p[index])
            }
          }
        }
      }
      return square > 0 && product > 0 ? product / square : 1
    }
  }

  /// Values as a screen shows them: times the gain, held to black and white.
  private static func shown(_ values: Tensor<Float>, gain: Double) -> Tensor<Float> {
    let factor = Float(gain)
    return values.map { min(max($0 * factor, 0), 1) }
  }

  /// True values as they are compared.
  private func encoded(_ truth: Tensor<Float>) -> Tensor<Float> {
    if truthGamma == 1 { return truth }
    let exponent = Float(1 / truthGamma)
    return truth.map { pow(min(max($0, 0), 1), exponent) }
  }

  private func check(_ values: Tensor<Float>, _ match: Tensor<Float>) throws {
    func text(_ picture: Tensor<Float>) -> String { "\(picture.shape[1])x\(picture.shape[0])" }
    guard values.shape == match.shape else {
      throw JobError(
        wrongOptions: "pictures of \(text(values)) are not held against true ones of \(text(match)) pixels", path: truth
      )
    }
    let side = StructuralSimilarity.windowLength
    guard values.shape.allSatisfy({ $0 >= side }) else {
      throw JobError(
        wrongOptions:
          "pictures of \(text(values)) are too small: the window of the similarity has \(side)x\(side) pixels",
        path: truth)
    }
  }
}
