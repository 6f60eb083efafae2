import Kernels
import SpikingNetworks
import Tensors

/// All runs of one evaluation: outputs of every sample, and the timed runs of those that are reported.
struct ClassifierRuns {
  /// The samples that are reported, step by step to the last step.
  var fixed: ClassifierRunMeasurement
  /// What the same takes with several steps of a layer at once, in seconds. Where as many samples calibrate, it is the
  /// time of those, which are run so.
  var batchedSeconds: Double
  /// The same with early exit.
  var dynamic: ClassifierRunMeasurement
  var evaluation: ConfidenceEvaluation
  /// The share that the network in floating point gets right; nil where there is none.
  var denseAccuracy: Double?
  /// The share of the samples that it and the last step give the same class.
  var agreement: Double?
  /// The outputs of the samples that calibrate; nil without such.
  var calibrationOutputs: Tensor<Float>?

  /// How a classifier is run.
  struct Plan {
    var steps: Int
    var batch: Int
    var settings: ConfidenceSettings
    /// What messages call the samples.
    var path: String
  }

  /// Runs a classifier.
  init(
    _ classifier: SpikingClassifier, dense: DenseClassifier?, calibration: (any ClassifierSamples)?,
    report: any ClassifierSamples, plan: Plan, workers: Workers, observer: any JobObserver
  ) throws {
    let (steps, batch, settings) = (plan.steps, plan.batch, plan.settings)
    let calibrating = calibration?.count ?? 0
    let timesCalibration = calibrating >= report.count
    let total = calibrating + (timesCalibration ? 2 : 3) * report.count + (dense == nil ? 0 : report.count)
    let progress = observer.steps(total: total, unit: "samples")
    defer { progress.finish() }
    func run(_ samples: any ClassifierSamples, _ plan: ClassifierRunMeasurement.Plan) throws -> ClassifierRunMeasurement
    {
      try ClassifierRunMeasurement(
        classifier, samples: samples.count, plan: plan, workers: workers,
        read: { try samples.read($0, workers: workers) }, progress: { try progress.advance($0) })
    }
    func outputs(_ run: ClassifierRunMeasurement, _ samples: any ClassifierSamples) throws -> ClassifierOutputs {
      try ClassifierOutputs(
        run.outputs ?? Tensor(zeros: [0, 0, 0]), labels: samples.labels.map(Int64.init),
        path: classifier.architecture.name, labelsPath: samples.source)
    }
    func layerByLayer(keepingOutputs: Bool) -> ClassifierRunMeasurement.Plan {
      .init(
        steps: steps, batch: batch, stepsAtOnce: min(steps, SpikingRunner.defaultStepsAtOnce),
        keepsOutputs: keepingOutputs)
    }
    let calibrationRun = try calibration.map { try run($0, layerByLayer(keepingOutputs: true)) }
    calibrationOutputs = calibrationRun?.outputs
    var calibrated: ClassifierOutputs?
    if let calibrationRun, let calibration { calibrated = try outputs(calibrationRun, calibration) }
    fixed = try run(report, .init(steps: steps, batch: batch, keepsOutputs: true))
    evaluation = try ConfidenceEvaluation(
      outputs(fixed, report), calibration: calibrated, settings: settings, workers: workers, path: plan.path)
    dynamic = try run(
      report,
      .init(steps: steps, batch: batch, exit: (settings.rule, evaluation.temperature, evaluation.threshold)))
    if timesCalibration, let calibrationRun {
      batchedSeconds = calibrationRun.seconds * Double(report.count) / Double(calibrating)
    } else {
      batchedSeconds = try run(report, layerByLayer(keepingOutputs: false)).seconds
    }
    guard let dense else { return }
    var (right, same) = (0, 0)
    let last = evaluation.outputs.predictions.suffix(report.count)
    for first in stride(from: 0, to: report.count, by: DenseClassifier.defaultBatch) {
      let range = first..<min(first + DenseClassifier.defaultBatch, report.count)
      guard let values = try report.values(range) else { return }
      let logits = try dense(values, workers: workers)
      for sample in range {
        let row = (0..<logits.shape[1]).map { logits[sample - first, $0] }
        let largest = row.indices.max { row[$0] < row[$1] }
        if largest == report.labels[sample] { right += 1 }
        if largest == Int(last[last.startIndex + sample]) { same += 1 }
      }
      try progress.advance(range.count)
    }
    denseAccuracy = Double(right) / Double(report.count)
    agreement = Double(same) / Double(report.count)
  }

  /// What the runs cost.
  func costs(of classifier: SpikingClassifier, batch: Int, stepMicroseconds: Double?) -> ClassifierCosts {
    ClassifierCosts(
      fixed: fixed, dynamic: dynamic, batchedSeconds: batchedSeconds, architecture: classifier.architecture,
      batch: batch, stepMicroseconds: stepMicroseconds)
  }
}
