import Files
import Kernels
import Reports
import Runtime
import SpikingNetworks

/// Evaluates early exit on a classifier's outputs of every time step, of whatever framework: temperature and threshold are
/// chosen on a calibration set, and what is reported is of other samples.
public struct OutputsEvaluation: Job {
  /// The outputs, float32 `[steps, samples, classes]`: a `.npy`, or an `.npz` that holds them as `outputs`.
  public var outputs: String
  /// The labels, whole numbers from 0; nil where the first file holds them as `labels`.
  public var labels: String?
  /// Whether they are summed up over the steps already; else they are each step's own.
  public var areCumulative: Bool
  /// What is chosen how.
  public var settings: ConfidenceSettings
  /// Which samples calibrate; nil for the first half where something is chosen on them, else none.
  public var calibration: CalibrationChoice?
  /// A table with commas of where every sample stopped; nil for none.
  public var exits: String?
  /// A page with curves and a threshold to move; nil for none.
  public var page: PageOutput?
  /// Whether outputs that exist are replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// What it found; it is encoded as ``ConfidenceSummary`` with the paths that were written.
  public struct Summary: Encodable, Sendable {
    /// How early samples may stop.
    public var evaluation: ConfidenceEvaluation
    /// Which samples calibrated.
    public var calibration: CalibrationChoice
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
    /// The page that was written.
    public var report: String?
    /// The table that was written.
    public var output: String?

    private enum Key: String, CodingKey { case warnings, report, output }

    /// Encodes it.
    public func encode(to encoder: any Encoder) throws {
      try ConfidenceSummary(evaluation, calibration: calibration).encode(to: encoder)
      var object = encoder.container(keyedBy: Key.self)
      try object.encode(warnings, forKey: .warnings)
      try object.encodeIfPresent(report, forKey: .report)
      try object.encodeIfPresent(output, forKey: .output)
    }
  }

  /// Describes an evaluation.
  public init(
    outputs: String, labels: String? = nil, areCumulative: Bool = false,
    settings: ConfidenceSettings = ConfidenceSettings(),
    calibration: CalibrationChoice? = nil, exits: String? = nil, page: PageOutput? = nil, overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.outputs, self.labels, self.settings, self.calibration) = (outputs, labels, settings, calibration)
    self.areCumulative = areCumulative
    (self.exits, self.page, self.overwrite, self.threads) = (exits, page, overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let started = ContinuousClock.now
    let log = JobLog(observer)
    let workers = try Workers(threads: threads)
    let calibration = calibration ?? (settings.needsCalibration ? .firstHalf : .none)
    let split = try CalibrationSplit(
      StoredOutputs.read(outputs, labels: labels, areCumulative: areCumulative), path: outputs, by: calibration,
      areCumulative: areCumulative, seed: settings.seed)
    try log.checkCancellation()
    let evaluation = try ConfidenceEvaluation(
      split.report, calibration: split.calibration, settings: settings, workers: workers, path: split.path)
    try log.tellDoubts(about: evaluation, path: split.path)
    try log.checkCancellation()
    let shown = try page.map { page in
      try page.prepare(
        ClassifierEvaluationPage.page(
          evaluation, name: PageOutput.name(of: outputs), footer: page.footer(since: started)),
        overwrite: overwrite)
    }
    try OutputFile.commit(shown) {
      if let exits {
        try ExitTable.write(evaluation, samples: split.reportedSamples, to: exits, overwrite: overwrite)
      }
    }
    return Summary(
      evaluation: evaluation, calibration: calibration, warnings: log.warnings, report: page?.path, output: exits)
  }
}
