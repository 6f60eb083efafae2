import Files
import Foundation
import Kernels
import NeuralNetworks
import Reconstruction
import Reports
import Representations
import Runtime
import Tensors

/// Trains FireNet by a configuration, step by step, in a folder that one can look into meanwhile.
///
/// The result depends on the configuration alone: not on the threads, and not on interruptions.
public struct ReconstructionTrainingRun: Job {
  /// What is trained on what, and how.
  public var configuration: ReconstructionTrainingConfiguration
  /// Where it writes, and what it goes on from.
  public var output: TrainingFolder
  /// Weights to start from; nil for drawn ones.
  public var initial: String?
  /// Whether some steps are made for their time and memory only, and nothing is written.
  public var isDry: Bool
  /// What was said beside the configuration, which states keep.
  public var choices = TrainingChoices()
  /// The version that files say.
  public var version: String
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a training.
  public init(
    _ configuration: ReconstructionTrainingConfiguration, output: TrainingFolder, initial: String? = nil,
    isDry: Bool = false, version: String = "", threads: Int = Threads.coreCount
  ) {
    (self.configuration, self.output, self.initial, self.isDry) = (configuration, output, initial, isDry)
    (self.version, self.threads) = (version, threads)
  }

  /// Does the work.
  ///
  /// - Throws: `FileError` and ``JobError`` where input is bad, output cannot be written, or the loss breaks off;
  ///   ``JobInterruption`` where the observer ended a training that had begun.
  public func run(observer: any JobObserver) throws -> ReconstructionTrainingSummary {
    let start = ContinuousClock.now
    let log = JobLog(observer)
    if !isDry { try output.checkPlace() }
    let release = configuration.network.release
    let channels = FireNet.Configuration(channels: configuration.network.channels)
    let objective = FireNetObjective(
      release, channels, warmup: configuration.data.warmup, loss: configuration.loss,
      consistency: configuration.consistency)
    let workers = try Workers(threads: threads)
    let list = FireNet.declaredParameters(release, channels)
    let frozen = try TrainingParameters.frozen(configuration.frozen, of: list, path: configuration.path)
    let trainer = Trainer(
      objective,
      parameters: try TrainingParameters.initial(
        list, from: initial, otherwise: list.values(from: StartingParameters(seed: configuration.settings.seed))),
      settings: configuration.settings, isFrozen: frozen.contains, workers: workers)
    let learnt = trainer.parameters.all.filter(\.isLearnt).reduce(0) { $0 + $1.value.count }
    let (training, aside) = (try samples(isSetAside: false), try samples(isSetAside: true))
    var summary = ReconstructionTrainingSummary(
      output: output.path, model: "firenet", parameters: learnt, steps: 0, seed: configuration.settings.seed)
    log.note("\(release.rawValue), \(learnt) parameters to learn; \(training.summary)")
    let batch = configuration.plan.batch
    let made = { (step: Int) in try (0..<batch).map { try training.sample(step * batch + $0) } }
    if isDry {
      summary.estimate = try TrainingEstimate(of: trainer, plan: configuration.plan, workers: workers, samples: made)
      return summary
    }
    let engine = StepTraining(trainer, plan: configuration.plan, folder: output, workers: workers, samples: made)
    engine.validate =
      ReconstructionValidation(
        objective, count: configuration.validationSamples, batch: batch, sample: aside.sample
      ).run
    engine.describe = { samples in
      samples.enumerated().flatMap { index, sample in
        [
          (name: "\(index).grids", tensor: AnyTensor(sample.grids)),
          (name: "\(index).pictures", tensor: AnyTensor(sample.pictures)),
        ]
      }
    }
    engine.metadata = [
      "model": "firenet", "release": release.rawValue, "training_seed": "\(configuration.settings.seed)",
      "version": version,
    ]
    engine.choices = choices
    engine.work = .trainReconstruction
    engine.configuration = (configuration.text, configuration.path)
    engine.page = page(learnt, training.summary)
    let outcome = try engine.run(observer: log)
    (summary.steps, summary.loss) = (outcome.steps, outcome.lastLoss)
    summary.validation = outcome.figures
    (summary.bestSsim, summary.bestStep) = (outcome.record.bestScore.map { 1 - $0 }, outcome.record.bestStep)
    summary.endedEarly = outcome.endedEarly
    summary.seconds = (ContinuousClock.now - start) / .seconds(1)
    summary.warnings = log.warnings
    return summary
  }

  private func page(_ learnt: Int, _ training: String) -> TrainingPage {
    var page = TrainingPage(title: "Training of \(configuration.network.release.rawValue)")
    page.facts = [
      ("parameters to learn", NumberText.grouped(learnt)), ("samples", training),
      ("samples a step", "\(configuration.plan.batch)"),
    ]
    page.footer = version.isEmpty ? "saccade" : "saccade \(version)"
    return page
  }

  private func samples(isSetAside: Bool) throws -> SceneReconstructionSamples {
    let data = configuration.data
    let stretches = try SceneEventStretches(
      SceneLawFile(named: data.law), name: data.law, size: data.size, crop: data.crop, divisor: 1,
      longest: data.window.upperBound * Double(data.windows), cameras: data.cameras,
      scenes: isSetAside ? configuration.validationSeeds : data.seeds)
    return SceneReconstructionSamples(
      stretches, name: data.law,
      grid: VoxelGrid(bins: 5, normalizes: configuration.network.release.normalizes, deviation: .population),
      drawing: .init(
        seed: configuration.settings.seed ^ (isSetAside ? 1 << 63 : 0), windows: data.windows, window: data.window,
        pauseShare: isSetAside ? 0 : data.pauseShare, gamma: data.gamma, flips: isSetAside ? 0 : configuration.flips),
      // Beside the optimiser, which has all threads.
      workers: try Workers(threads: 1))
  }
}
