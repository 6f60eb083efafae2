import Files
import Foundation
import Kernels
import NeuralNetworks
import Runtime
import SpikingNetworks

/// Trains a classifier by a configuration: reads, trains epoch by epoch, tests, writes.
///
/// After every epoch a checkpoint is written, from which a later run goes on to the same bytes.
public struct ClassifierTrainingRun: Job {
  /// What is trained on what, and how.
  public var configuration: ClassifierTrainingConfiguration
  /// Where it writes, and what it goes on from.
  public var output: ClassifierTrainingOutput
  /// What was said beside the configuration, which checkpoints keep.
  public var choices: TrainingChoices
  /// The version that files say.
  public var version: String
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a training.
  public init(
    _ configuration: ClassifierTrainingConfiguration, output: ClassifierTrainingOutput,
    choices: TrainingChoices = TrainingChoices(), version: String = "", threads: Int = Threads.coreCount
  ) {
    self.choices = choices
    (self.configuration, self.output, self.version, self.threads) = (configuration, output, version, threads)
  }

  /// Does the work.
  ///
  /// - Throws: `FileError` and ``JobError`` where input is bad, output cannot be written, or the training diverged;
  ///   ``JobInterruption`` where the observer ended a training that had begun.
  public func run(observer: any JobObserver) throws -> ClassifierTrainingSummary {
    let start = ContinuousClock.now
    let log = JobLog(observer)
    guard !configuration.data.path.isEmpty else {
      throw JobError(
        .badContent, path: configuration.path, problem: "it names no data set",
        remedy: "set data.path, or pass \(Setting.dataset)")
    }
    try output.checkPlaces()
    let resumed = try output.resumed.map { try TrainingCheckpoint(path: $0) }
    let data = try ClassifierTrainingData(configuration, threads: threads, observer: log)
    try output.refuseRead()
    let classifier = try configuration.classifier(shape: data.training.shape, classes: data.training.classes)
    let trainer = try trainer(classifier, data)
    if let resumed { try trainer.restore(resumed) }
    var summary = ClassifierTrainingSummary(
      output: output.path, checkpoint: output.checkpoint, architecture: classifier.architecture.name,
      parameters: trainer.parameters.all.filter(\.isLearnt).reduce(0) { $0 + $1.value.count },
      classes: data.training.classes, trainingSamples: data.training.count,
      validationSamples: data.validation?.count ?? 0, testSamples: data.test?.count ?? 0,
      seed: configuration.training.seed)
    log.note(
      "\(data.title): \(data.training.count) samples to train on, \(summary.validationSamples) set aside, "
        + "\(summary.testSamples) to test; \(summary.parameters) parameters")
    log.canBeResumed()
    try train(trainer, data, &summary, log)
    if let test = data.test {
      let progress = log.steps(total: test.count, unit: "samples")
      defer { progress.finish() }
      let score = try keeping(trainer.epoch) { try trainer.evaluate(test) { try progress.advance($0) } }
      try refuseDivergence(score, of: "the samples to test", after: trainer.epoch)
      (summary.testLoss, summary.testAccuracy) = (score.loss, score.accuracy)
    }
    try trainer.trained(input: data.training.input).write(
      to: output.path, version: version,
      metadata: ["training_seed": "\(configuration.training.seed)", "training_epochs": "\(trainer.epoch)"],
      overwrite: output.overwrite)
    summary.seconds = elapsed(since: start)
    summary.warnings = log.warnings
    return summary
  }

  private func trainer(_ classifier: TrainableClassifier, _ data: ClassifierTrainingData) throws -> ClassifierTrainer {
    guard classifier.isSpiking || data.training.steps == 1 else {
      throw FileError(
        .badContent, path: configuration.path,
        problem: "recordings of \(data.training.steps) steps need a network that spikes",
        place: "section network", remedy: "set network.activation to spiking")
    }
    try configuration.checkMemory(of: classifier, samples: data.training)
    let threshold = configuration.network.threshold ?? (classifier.isSpiking ? 1 : 2)
    let seed = configuration.training.seed
    return ClassifierTrainer(
      classifier,
      parameters: InitialParameters(seed: seed, threshold: threshold).values(of: classifier.architecture),
      training: configuration.training, samples: data.training, workers: try Workers(threads: threads))
  }

  private func train(
    _ trainer: ClassifierTrainer, _ data: ClassifierTrainingData, _ summary: inout ClassifierTrainingSummary,
    _ observer: any JobObserver
  ) throws {
    let epochs = configuration.training.epochs
    let metadata = try metadata(trainer.classifier.architecture, data)
    let begin = ContinuousClock.now
    var least = Double.infinity
    let first = trainer.epoch
    while trainer.epoch < epochs {
      let epoch = trainer.epoch + 1
      let progress = observer.steps(total: trainer.samplesPerEpoch, unit: "samples")
      defer { progress.finish() }
      let clock = ContinuousClock.now
      let score = try scoreOfEpoch(trainer, progress)
      let seconds = elapsed(since: clock)
      let validation = try data.validation.map { samples in
        try keeping(epoch - 1) { try trainer.evaluate(samples) { _ in try observer.checkCancellation() } }
      }
      progress.finish()
      // The state of the epoch before stays, from which another training can go on.
      if epoch > 1 || epoch == epochs {
        try refuseDivergence(score, of: "the samples", least: least, classes: data.training.classes, after: epoch)
      }
      if let validation { try refuseDivergence(validation, of: "the samples set aside", after: epoch) }
      least = min(least, score.loss)
      // Another run's state is in nobody's way to be lost: the first write takes the name, later ones replace it.
      try trainer.checkpoint(metadata: metadata).write(
        to: output.checkpoint, overwrite: output.overwrite || output.resumesItself || trainer.epoch > first + 1)
      let rate = Double(trainer.samplesPerEpoch) / max(seconds, 1e-9)
      summary.epochs.append(
        .init(
          epoch: epoch, loss: score.loss, accuracy: score.accuracy, validationLoss: validation?.loss,
          validationAccuracy: validation?.accuracy, samplesPerS: rate, seconds: seconds))
      let left = elapsed(since: begin) / Double(epoch - first) * Double(epochs - epoch)
      observer.note(
        Message(
          "epoch \(epoch)/\(epochs): loss \(Text.number(score.loss)), accuracy \(Text.percent(score.accuracy))"
            + (validation.map { ", validation \(Text.percent($0.accuracy))" } ?? "")
            + ", \(Text.number(rate.rounded())) samples/s" + (epoch < epochs ? ", \(Text.clock(left)) left" : "")))
      try keeping(epoch) { try observer.checkCancellation() }
    }
  }

  private func scoreOfEpoch(_ trainer: ClassifierTrainer, _ progress: JobSteps) throws -> ClassifierTrainer.Score {
    let epoch = trainer.epoch
    do {
      return try keeping(epoch) { try trainer.trainEpoch { try progress.advance($0) } }
    } catch let divergence as ClassifierTrainer.Divergence {
      throw diverged("the loss is no number in epoch \(divergence.epoch), step \(divergence.step)", kept: epoch)
    }
  }

  /// A loss of so many times that of guessing, or that of the best epoch, is no training any more.
  private static let (mostOfGuessing, mostOfBest) = (3.0, 2.0)

  /// Throws where a loss shows that the training diverged.
  ///
  /// - Parameters:
  ///   - least: The least loss of an epoch before.
  ///   - classes: The classes that there are; nil where only what is no number is refused.
  private func refuseDivergence(
    _ score: ClassifierTrainer.Score, of samples: String, least: Double = .infinity, classes: Int? = nil,
    after epoch: Int
  ) throws {
    let guessing = classes.map { log(Double(max($0, 2))) }
    let what: String
    if !score.loss.isFinite {
      what = "is no number"
    } else if let guessing, score.loss > Self.mostOfGuessing * guessing {
      what = "is \(Text.number(score.loss)), where guessing gives \(Text.number(guessing))"
    } else if let guessing, score.loss > guessing, score.loss > Self.mostOfBest * least {
      what = "is \(Text.number(score.loss)) and was \(Text.number(least)) in an epoch before"
    } else {
      return
    }
    throw diverged("the training diverged: the loss of \(samples) \(what) after epoch \(epoch)", kept: epoch - 1)
  }

  private func diverged(_ problem: String, kept epoch: Int) -> JobError {
    let rate = Text.number(configuration.training.schedule.rate)
    return JobError(
      .badContent, path: configuration.path, problem: Message(problem),
      remedy: "lower training.learning-rate (\(rate)), warm up, or set training.clip-norm; "
        + output.kept(after: epoch, of: configuration.training.epochs))
  }

  /// Does work at whose cancellation so many epochs are kept.
  private func keeping<Result>(_ epoch: Int, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch is CancellationError {
      throw JobInterruption(kept: output.kept(after: epoch, of: configuration.training.epochs))
    }
  }

  private func metadata(
    _ architecture: ClassifierArchitecture, _ data: ClassifierTrainingData
  ) throws -> [String: String] {
    try choices.metadata().merging([
      "architecture": String(decoding: try JSONText.encode(architecture), as: UTF8.self),
      "input": String(decoding: try JSONText.encode(data.training.input), as: UTF8.self), "version": version,
    ]) { $1 }
  }

  private func elapsed(since instant: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - instant) / .seconds(1)
  }
}
