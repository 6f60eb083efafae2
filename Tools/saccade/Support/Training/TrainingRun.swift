import Files
import Foundation
import NeuralNetworks
import SpikingNetworks
import Workflows

/// One run of `saccade train classifier`: reads, trains epoch by epoch, tests, writes.
struct TrainingRun {
  private let configuration: TrainingConfiguration
  private let files: TrainingFiles
  private let common: CommonOptions
  private let start = ContinuousClock.now

  init(_ configuration: TrainingConfiguration, files: TrainingFiles, common: CommonOptions) {
    self.configuration = configuration
    self.files = files
    self.common = common
  }

  /// Does everything.
  ///
  /// - Throws: `FileError` where input is bad, output cannot be written, or the loss is no number.
  func run() throws {
    let resumed = try files.resume.map { try TrainingCheckpoint(path: $0) }
    let data = try TrainingData(configuration, seed: configuration.training.seed, threads: common.threadCount)
    try files.refuseRead()
    let classifier = try configuration.classifier(shape: data.training.shape, classes: data.training.classes)
    let trainer = try trainer(classifier, data)
    if let resumed { try trainer.restore(resumed) }
    var listing = TrainingListing(
      output: files.output, checkpoint: files.checkpoint, architecture: classifier.architecture.name,
      parameters: trainer.parameters.all.filter(\.isLearnt).reduce(0) { $0 + $1.value.count },
      classes: data.training.classes, trainingSamples: data.training.count,
      validationSamples: data.validation?.count ?? 0, testSamples: data.test?.count ?? 0,
      seed: configuration.training.seed)
    Console.note(
      "\(data.title): \(data.training.count) samples to train on, \(listing.validationSamples) set aside,"
        + " \(listing.testSamples) to test; \(listing.parameters) parameters")
    Interruption.endFollowingFirst()
    try train(trainer, data, &listing)
    if let test = data.test {
      let progress = Progress(total: test.count, unit: "samples")
      let score = trainer.evaluate(test) { advance(progress, $0) }
      progress.finish()
      guard let score else { leave(after: trainer.epoch) }
      (listing.testLoss, listing.testAccuracy) = (score.loss, score.accuracy)
    }
    try trainer.trained(input: data.training.input).write(
      to: files.output, version: Version.current,
      metadata: ["training_seed": "\(configuration.training.seed)", "training_epochs": "\(trainer.epoch)"],
      overwrite: files.mayReplace)
    listing.seconds = elapsed(since: start)
    listing.warnings = Console.warnings
    if common.json { return try JSON.printObject(listing) }
    if let accuracy = listing.testAccuracy {
      try Console.say("test accuracy \(Self.percent(accuracy)) of \(listing.testSamples) samples")
    }
    Console.note("written to \(files.output) after \(Self.clock(listing.seconds))")
  }

  private func trainer(_ classifier: TrainableClassifier, _ data: TrainingData) throws -> ClassifierTrainer {
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
      training: configuration.training, samples: data.training, workers: try common.workers())
  }

  private func train(_ trainer: ClassifierTrainer, _ data: TrainingData, _ listing: inout TrainingListing) throws {
    let epochs = configuration.training.epochs
    let metadata = try Self.metadata(trainer.classifier.architecture, data)
    let begin = ContinuousClock.now
    let first = trainer.epoch
    while trainer.epoch < epochs {
      let epoch = trainer.epoch + 1
      let progress = Progress(total: trainer.samplesPerEpoch, unit: "samples")
      let clock = ContinuousClock.now
      let score = try scoreOfEpoch(trainer, progress)
      let seconds = elapsed(since: clock)
      var validation: ClassifierTrainer.Score?
      if let samples = data.validation {
        validation = trainer.evaluate(samples) { _ in !Interruption.followingIsOver }
        if validation == nil { leave(after: epoch - 1) }
      }
      progress.finish()
      // Another run's state is in nobody's way to be lost: the first write takes the name, later ones replace it.
      try trainer.checkpoint(metadata: metadata).write(
        to: files.checkpoint, overwrite: files.mayReplace || files.resumesItself || trainer.epoch > first + 1)
      let rate = Double(trainer.samplesPerEpoch) / max(seconds, 1e-9)
      listing.epochs.append(
        .init(
          epoch: epoch, loss: score.loss, accuracy: score.accuracy, validationLoss: validation?.loss,
          validationAccuracy: validation?.accuracy, samplesPerS: rate, seconds: seconds))
      let left = elapsed(since: begin) / Double(epoch - first) * Double(epochs - epoch)
      Console.note(
        "epoch \(epoch)/\(epochs): loss \(Text.number(score.loss)), accuracy \(Self.percent(score.accuracy))"
          + (validation.map { ", validation \(Self.percent($0.accuracy))" } ?? "")
          + ", \(Text.number(rate.rounded())) samples/s" + (epoch < epochs ? ", \(Self.clock(left)) left" : ""))
      if Interruption.followingIsOver { leave(after: epoch) }
    }
  }

  private func scoreOfEpoch(_ trainer: ClassifierTrainer, _ progress: Progress) throws -> ClassifierTrainer.Score {
    let epoch = trainer.epoch
    do {
      guard let score = try trainer.trainEpoch(progress: { advance(progress, $0) }) else {
        progress.finish()
        leave(after: epoch)
      }
      return score
    } catch let divergence as ClassifierTrainer.Divergence {
      progress.finish()
      let rate = Text.number(configuration.training.schedule.rate)
      throw FileError(
        .badContent, path: configuration.path,
        problem: "the loss is no number in epoch \(divergence.epoch), step \(divergence.step)",
        remedy: "lower training.learning-rate (\(rate)), warm up, or set training.clip-norm" + kept(after: epoch))
    }
  }

  /// Notes progress and says whether to go on.
  private func advance(_ progress: Progress, _ samples: Int) -> Bool {
    progress.advance(samples)
    return !Interruption.followingIsOver
  }

  private func leave(after epoch: Int) -> Never { Interruption.leave(kept(after: epoch)) }

  /// What a run that ends early leaves behind.
  private func kept(after epoch: Int) -> String {
    if epoch == 0 { return "; no epoch was complete, and nothing was kept" }
    let state = FileManager.default.fileExists(atPath: files.checkpoint) ? files.checkpoint : files.resume ?? ""
    return "; epoch \(epoch) of \(configuration.training.epochs) is kept, go on with --resume \(state)"
  }

  private static func metadata(
    _ architecture: ClassifierArchitecture, _ data: TrainingData
  ) throws -> [String: String] {
    [
      "architecture": String(decoding: try JSONText.encode(architecture), as: UTF8.self),
      "input": String(decoding: try JSONText.encode(data.training.input), as: UTF8.self), "version": Version.current,
    ]
  }

  private func elapsed(since instant: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - instant) / .seconds(1)
  }

  private static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return whole >= 3600
      ? String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
      : String(format: "%d:%02d", whole / 60, whole % 60)
  }
}
