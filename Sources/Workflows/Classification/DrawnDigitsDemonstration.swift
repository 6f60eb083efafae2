import Kernels
import Reports
import Runtime
import SpikingNetworks

/// Lets the classifier that the package carries read digits that it draws, and stop when it is sure: temperature and
/// threshold are chosen on some of them, accuracy and steps reported on others.
public struct DrawnDigitsDemonstration: Job {
  /// The page, whose threshold a person can move.
  public var page: PageOutput
  /// Digits that are reported; as many calibrate.
  public var samples: Int
  /// Time steps.
  public var steps: Int
  /// What is chosen how; its seed is that of the digits, too.
  public var settings: ConfidenceSettings
  /// Whether a page that exists is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it, but for its times.
  public var threads: Int

  /// Describes a demonstration.
  public init(
    page: PageOutput, samples: Int = 1000, steps: Int = 32, settings: ConfidenceSettings = ConfidenceSettings(),
    overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    precondition(samples > 0 && steps > 0, "A demonstration shows a sample for a step, or more.")
    (self.page, self.samples, self.steps, self.settings) = (page, samples, steps, settings)
    (self.overwrite, self.threads) = (overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> ClassifierSummary {
    let started = ContinuousClock.now
    let log = JobLog(observer)
    let checkpoint = try DrawnDigits.classifier()
    guard let input = checkpoint.input else { throw InputSummary.unknown(checkpoint) }
    let spiking = try SpikingClassifier(ClassifierConversion(of: checkpoint).qcfs())
    // Other pictures than those of the training, whatever the seed.
    let drawing = settings.seed &+ 1 << 32
    let calibration = DrawnSamples(seed: drawing, 0..<samples, input: input)
    let reported = DrawnSamples(seed: drawing, samples..<2 * samples, input: input)
    let batch = SpikingRunner.defaultBatch
    let runs = try ClassifierRuns(
      spiking, dense: DenseClassifier(checkpoint), calibration: calibration, report: reported,
      plan: .init(steps: steps, batch: batch, settings: settings, path: calibration.source),
      workers: try Workers(threads: threads), observer: log)
    try log.tellDoubts(about: runs.evaluation, path: calibration.source)
    var summary = ClassifierSummary(
      model: "drawn-digits", data: reported.source, architecture: spiking.architecture.name,
      input: InputSummary(checkpoint), denseAccuracy: runs.denseAccuracy,
      costs: runs.costs(of: spiking, batch: batch, stepMicroseconds: nil), calibration: .first(samples),
      evaluation: runs.evaluation, warnings: log.warnings)
    try page.write(summary.page(name: "drawn digits", page, since: started, log), overwrite: overwrite)
    summary.report = page.path
    return summary
  }
}
