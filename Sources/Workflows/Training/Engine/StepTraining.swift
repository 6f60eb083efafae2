import Files
import Foundation
import Kernels
import NeuralNetworks
import Reports
import Runtime
import Tensors

/// A training by steps, whatever is trained: samples are made ahead of the optimiser, metrics and states are written,
/// samples that were set aside are looked at.
///
/// What step n shows depends on n alone, and a state holds everything else that the next step depends on: a training that
/// was interrupted after any step ends in the bytes of one that was not. Belongs to one thread.
final class StepTraining<Objective: TrainingObjective> where Objective.Samples: Sendable {
  /// What a training made.
  struct Outcome {
    var steps: Int
    var record: TrainingRecord
    var lastLoss: Double?
    var lastValidation: TrainingValidation?
    var endedEarly = false

    /// The last figures of samples that were set aside.
    var figures: [String: Double] {
      Dictionary((lastValidation?.figures ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
  }

  /// The samples of a step, and the seconds that it took to make them.
  private struct MadeSamples: Sendable {
    var samples: Objective.Samples
    var seconds: Double
  }

  /// That no better weights have come for long.
  private struct NothingBetter: Error {}

  let trainer: Trainer<Objective>
  let plan: StepTrainingPlan
  let folder: TrainingFolder
  /// The samples of a step, the same for the same step; called from a thread of its own.
  let samples: (_ step: Int) throws -> Objective.Samples
  /// Looks at samples that were set aside, on a tape that records nothing and holds the weights to be judged.
  var validate: ((_ tape: Tape) throws -> TrainingValidation)?
  /// Whether they are looked at before the first step too.
  var looksFirst = false
  /// What a batch at which the loss broke off is stored as.
  var describe: (_ samples: Objective.Samples) -> [(name: String, tensor: AnyTensor)] = { _ in [] }
  /// Strings that go into every file of weights.
  var metadata: [String: String] = [:]
  /// The page as far as it does not change.
  var page = TrainingPage(title: "Training")
  /// What was said beside the configuration, which states keep.
  var choices = TrainingChoices()
  /// What has it done, for advice.
  var work = Work.trainFlow
  /// The configuration's text, and its file.
  var configuration: (text: String, path: String) = ("", "")

  private let workers: Workers
  private let average: MovingAverage?
  private var record = TrainingRecord()
  private var lines: [TrainingMetrics] = []
  private var lastValidation: TrainingValidation?
  private var log: AppendedFile?
  private var board: TensorBoardFile?
  private var clock = Clock()

  /// Seconds since the last line of metrics.
  private struct Clock {
    var lineStart = ContinuousClock.now
    var computeEnd = ContinuousClock.now
    var waiting = 0.0
    var making = 0.0
  }

  init(
    _ trainer: Trainer<Objective>, plan: StepTrainingPlan, folder: TrainingFolder, workers: Workers,
    samples: @escaping (_ step: Int) throws -> Objective.Samples
  ) {
    (self.trainer, self.plan, self.folder, self.samples, self.workers) = (trainer, plan, folder, samples, workers)
    trainer.checkpointsModules = plan.checkpointsModules
    average = plan.averageDecay.map { MovingAverage(trainer.parameters, decay: $0) }
  }

  /// The weights that are judged and written: those of the moving average where there is one.
  var weights: [String: Tensor<Float>] { average?.values ?? trainer.parameters.values }

  /// Trains up to the last step.
  ///
  /// - Throws: What the samples throw; `JobError` where the loss breaks off, ``JobInterruption`` where the observer ends it.
  func run(observer: any JobObserver) throws -> Outcome {
    if let path = folder.resumed { try restore(TrainingCheckpoint(path: path)) }
    observer.canBeResumed()
    let claim = try folder.create(
      configuration: configuration.text, from: configuration.path, step: trainer.steps)
    defer { withExtendedLifetime(claim) {} }
    try openLogs()
    let progress = observer.steps(total: max(plan.steps - trainer.steps, 0), unit: "steps")
    defer { progress.finish() }
    var endedEarly = false
    do {
      if looksFirst, trainer.steps == 0, plan.validationEvery != nil { try look(observer) }
      // What is cancelled before the first step ends here.
      if plan.steps > trainer.steps { try pass(progress, observer) }
    } catch is NothingBetter {
      endedEarly = true
    } catch is CancellationError {
      try save()
      try writePage()
      throw JobInterruption(kept: kept)
    }
    progress.finish()
    // The last weights may be the best.
    if let every = plan.validationEvery, trainer.steps % every != 0 { try look(observer) }
    try refuseDivergence()
    try save()
    try folder.write(weights, metadata: weightsMetadata, to: folder.network)
    try writePage()
    return Outcome(
      steps: trainer.steps, record: record, lastLoss: lines.last { $0.loss != nil }?.loss,
      lastValidation: lastValidation, endedEarly: endedEarly)
  }

  private func pass(_ progress: JobSteps, _ observer: any JobObserver) throws {
    var next = trainer.steps
    clock = Clock()
    try Pipeline(isConcurrent: workers.threads > 1).run(
      reading: { () throws -> MadeSamples? in
        guard next < plan.steps else { return nil }
        defer { next += 1 }
        let start = ContinuousClock.now
        let made = try samples(plan.repeatAfter.map { next % $0 } ?? next)
        return MadeSamples(samples: made, seconds: Self.seconds(since: start))
      },
      computing: { (made: MadeSamples) throws -> Void in
        try step(made, observer)
        progress.describe(state)
        try progress.advance()
      },
      writing: { _ in })
  }

  private var state: String {
    "step \(trainer.steps) of \(plan.steps), loss \(Text.number(record.recentLoss ?? .nan)), rate \(Text.number(rate))"
  }

  /// The rate of the next step.
  private var rate: Double { trainer.settings.schedule.rate(step: trainer.steps, stepsPerEpoch: 1, epochs: plan.steps) }

  private func step(_ made: MadeSamples, _ observer: any JobObserver) throws {
    clock.waiting += Self.seconds(since: clock.computeEnd)
    clock.making += made.seconds
    let rate = rate
    let largest = record.recentLoss.map { plan.largestGrowth * $0 } ?? .infinity
    let score = try trainer.step([made.samples], rate: rate) { $0 <= largest }
    let norm = trainer.gradientNorm
    guard score.loss.isFinite, score.loss <= largest, norm.isFinite else {
      throw try broken(at: score.loss, largest: largest, samples: made.samples, rate: rate)
    }
    average?.add(trainer.parameters, step: trainer.steps, workers: workers)
    record.add(loss: score.loss, norm: norm)
    if trainer.steps % plan.logEvery == 0 { try writeLine(rate: rate) }
    if let every = plan.validationEvery, trainer.steps % every == 0 { try look(observer) }
    if trainer.steps % plan.checkpointEvery == 0 { try save() }
    clock.computeEnd = .now
    if let patience = plan.patience, let every = plan.validationEvery, let best = record.bestStep,
      trainer.steps - best >= patience * every
    {
      throw NothingBetter()
    }
  }

  private func writeLine(rate: Double) throws {
    let count = record.sumCount
    let means = record.takeMeans()
    let seconds = max(Self.seconds(since: clock.lineStart), 1e-9)
    let line = TrainingMetrics(
      step: trainer.steps, loss: means.loss, rate: rate, gradientNorm: means.norm,
      samplesPerS: Double(count * plan.batch) / seconds, waiting: min(clock.waiting / seconds, 1),
      makingS: clock.making / Double(max(count, 1)))
    try add(line)
    try board?.add(
      [
        ("loss", means.loss), ("learning rate", rate), ("gradient norm", means.norm),
        ("samples per second", line.samplesPerS ?? 0),
      ], step: trainer.steps)
    clock = Clock()
  }

  private func add(_ line: TrainingMetrics) throws {
    lines.append(line)
    try log?.append(line.line())
  }

  /// Looks at the samples that were set aside, and keeps the weights where they are the best so far.
  private func look(_ observer: any JobObserver) throws {
    guard let validate else { return }
    let validation = try trainer.withValues(weights, validate)
    lastValidation = validation
    try add(
      TrainingMetrics(
        step: trainer.steps,
        validation: Dictionary(validation.figures.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })))
    try board?.add(validation.figures.map { ("validation/\($0.name)", $0.value) }, step: trainer.steps)
    let isBetter = validation.score.isFinite && record.bestScore.map { validation.score < $0 } ?? true
    if isBetter {
      (record.bestScore, record.bestStep) = (validation.score, trainer.steps)
      try folder.write(weights, metadata: weightsMetadata, to: folder.best)
    }
    observer.note(
      "step \(trainer.steps): " + (record.recentLoss.map { "loss \(Text.number($0)), " } ?? "")
        + "samples set aside: \(validation.text)"
        + (isBetter ? ", the best so far" : ""))
    try writePage()
    // Looking is no waiting, and no part of the rate.
    clock = Clock()
  }

  private var weightsMetadata: [String: String] {
    metadata.merging(["training_steps": "\(trainer.steps)"]) { $1 }
  }

  /// Writes the state.
  private func save() throws {
    var checkpoint = trainer.checkpoint(
      metadata: metadata.merging(try record.metadata()) { $1 }.merging(try choices.metadata()) { $1 })
    checkpoint.averages = average?.values ?? [:]
    try folder.write(checkpoint, kept: plan.keptCheckpoints)
    try writePage()
  }

  private func restore(_ checkpoint: TrainingCheckpoint) throws {
    record = try TrainingRecord(of: checkpoint)
    try trainer.restore(checkpoint)
    if let average {
      try average.restore(
        ParameterTree(
          checkpoint.averages.isEmpty ? checkpoint.parameters : checkpoint.averages, source: checkpoint.source))
    }
  }

  /// Goes on with the metrics of the run that is resumed, up to its state.
  private func openLogs() throws {
    lines = folder.resumesItself ? TrainingMetrics.read(folder.metrics, upTo: trainer.steps) : []
    let file = try OutputFile(path: folder.metrics, overwrite: true)
    for line in lines { try file.write(line.line()) }
    try file.commit()
    log = try AppendedFile(path: folder.metrics)
    board = try TensorBoardFile(path: folder.events(from: trainer.steps))
  }

  private var kept: Message {
    "step \(trainer.steps) of \(plan.steps) is kept, go on with \(work) \(configuration.path) "
      + "\(Setting.resumedState, to: folder.checkpoint(trainer.steps))"
  }

  /// Keeps the samples and the state at which the loss broke off, and says so.
  private func broken(at loss: Double, largest: Double, samples: Objective.Samples, rate: Double) throws -> JobError {
    try SafetensorsFile.write(
      describe(samples), metadata: ["step": "\(trainer.steps + 1)"], to: folder.batch, overwrite: true)
    // No step was made: the state is that before it.
    try save()
    let what: String
    if !loss.isFinite {
      what = "the loss is no number"
    } else if loss > largest {
      what = "the loss is \(Text.number(loss)), more than \(Text.number(plan.largestGrowth)) times that of late"
    } else {
      what = "the gradient is no number"
    }
    return JobError(
      .badContent, path: configuration.path, problem: Message(what), place: "step \(trainer.steps + 1)",
      remedy: "the batch is kept as \(folder.batch); lower training.learning-rate (\(Text.number(rate))), warm up, or "
        + "set training.clip-norm, and go on with \(work) \(configuration.path) "
        + "\(Setting.resumedState, to: folder.checkpoint(trainer.steps))")
  }

  /// A mean loss of so many times the least at the end is no training that came to something.
  private static var mostOfLeast: Double { 10 }

  /// Throws where the end is far worse than what was before: no weights are written then, but those of the best
  /// validation and the states before stay.
  private func refuseDivergence() throws {
    var isLost = false
    if let recent = record.recentLoss, let least = record.leastLoss { isLost = recent > Self.mostOfLeast * least }
    let seesNothing = lastValidation.map { !$0.score.isFinite } ?? false
    guard isLost || seesNothing else { return }
    let what =
      isLost
      ? "the loss is \(Text.number(record.recentLoss ?? .nan)) and was \(Text.number(record.leastLoss ?? .nan)) before"
      : "the score of samples set aside is no number"
    throw JobError(
      .badContent, path: configuration.path, problem: Message("the training diverged: " + what),
      place: "step \(trainer.steps)",
      remedy:
        "no weights are written for it; lower training.learning-rate (\(Text.number(trainer.settings.schedule.rate)))"
        + ", warm up, or set training.clip-norm"
        + (record.bestStep.map { "; those of the best validation, after step \($0), are \(folder.best)" } ?? ""))
  }

  private func writePage() throws {
    var page = page
    page.state =
      "step \(trainer.steps) of \(plan.steps)"
      + (record.recentLoss.map { ", loss \(Text.number($0))" } ?? "")
      + (record.bestStep.map { ", best weights after step \($0)" } ?? "")
    page.facts += (lastValidation?.figures ?? []).map { ($0.name, Text.number($0.value)) }
    page.curves = curves
    page.examples = lastValidation?.examples ?? []
    page.configuration = configuration.text
    try folder.write(page)
  }

  private var curves: [TrainingPage.Curve] {
    func curve(_ name: String, _ value: (TrainingMetrics) -> Double?) -> TrainingPage.Curve {
      let points = lines.compactMap { line in value(line).map { (line.step, $0) } }
      return .init(name: name, steps: points.map(\.0), values: points.map(\.1))
    }
    let names = Set(lines.flatMap { $0.validation.map { Array($0.keys) } ?? [] }).sorted()
    return [curve("loss", \.loss)]
      + names.map { name in curve("\(name) of samples set aside") { $0.validation?[name] } }
      + [
        curve("learning rate", \.rate), curve("norm of the gradients", \.gradientNorm),
        curve("samples per second", \.samplesPerS),
      ]
  }

  private static func seconds(since instant: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - instant) / .seconds(1)
  }
}
