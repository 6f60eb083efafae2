import Kernels
import Runtime
import Tensors

/// The loss, or its gradient, became infinite or not a number.
public struct TrainingDivergence: Error, Sendable, Hashable {
  /// The epoch, counted from 1.
  public var epoch: Int
  /// The step in it, counted from 1.
  public var step: Int

  /// Names the step.
  public init(epoch: Int, step: Int) { (self.epoch, self.step) = (epoch, step) }
}

/// Trains any network that runs on a tape.
///
/// A step is cut into acts: the gradients of each part of its samples, their reduction to one, the bound of their norm, and
/// the update. ``trainEpoch(from:readsAhead:progress:)`` does all of them; machines that share a training call
/// ``gradients(of:)`` for their parts and ``update(by:rate:)`` with what ``StepGradients/init(reducing:)`` makes of all
/// parts, in their order, and come to the bytes of one machine.
///
/// The result depends on the parameters, the samples and the settings only: not on the number of threads, and not on
/// whether the training was interrupted between epochs. Belongs to one thread.
public final class Trainer<Objective: TrainingObjective> {
  /// What is made small.
  public let objective: Objective
  /// How.
  public let settings: TrainingSettings
  /// The parameters.
  public let parameters: TrainableParameters
  /// The epochs that are done.
  public private(set) var epoch = 0
  private let optimizer: Optimizer
  /// The norm of all gradients together that the last step led to its parameters, before it was bounded; no number before
  /// the first step.
  public private(set) var gradientNorm = Double.nan
  private let tape: Tape
  private let statistics: [TrainableParameter]

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - parameters: The values to start from.
  ///   - isFrozen: Whether the parameter of a name stays as it is.
  public init(
    _ objective: Objective, parameters: [String: Tensor<Float>], settings: TrainingSettings,
    isFrozen: (_ name: String) -> Bool = { _ in false }, workers: Workers
  ) {
    self.objective = objective
    self.settings = settings
    self.parameters = TrainableParameters(parameters, isFrozen: isFrozen)
    statistics = self.parameters.all.filter { $0.role == .statistic }
    tape = Tape(parameters: self.parameters, workers: workers)
    optimizer = Optimizer(self.parameters, method: settings.method, weightDecay: settings.weightDecay)
  }

  /// Whether parts of the network are computed twice, so that less is kept in memory; see ``Tape/checkpointed(_:)``.
  public var checkpointsModules: Bool {
    get { tape.checkpointsModules }
    set { tape.checkpointsModules = newValue }
  }

  /// The updates that are done.
  public var steps: Int { optimizer.steps }
  /// The bytes of the values and gradients of a step, and of the weights in the forms that kernels compute with.
  public var byteCount: Int { tape.byteCount + tape.packedByteCount }

  /// The length of the next step.
  public func rate(stepsPerEpoch: Int) -> Double {
    settings.schedule.rate(step: optimizer.steps, stepsPerEpoch: stepsPerEpoch, epochs: settings.epochs)
  }

  /// What some samples say about the parameters, which stay as they are.
  public func gradients(of samples: Objective.Samples) throws -> StepGradients {
    let before = statistics.map(\.value)
    let score = try lead(samples)
    let after = Dictionary(uniqueKeysWithValues: statistics.map { ($0.name, $0.value) })
    for (parameter, value) in zip(statistics, before) { parameter.value = value }
    return StepGradients(gradients: parameters.gradients, statistics: after, score: score)
  }

  /// Makes a step: bounds the norm of the gradients, and moves the parameters along them; not where that norm is no number.
  ///
  /// - Parameter rate: The length of the step, as ``rate(stepsPerEpoch:)``.
  public func update(by gradients: StepGradients, rate: Double) {
    parameters.setGradients(gradients.gradients)
    for (name, value) in gradients.statistics { parameters[name].value = value }
    update(rate: rate)
  }

  /// Makes a step with some samples, part by part.
  ///
  /// - Parameter mayStep: Whether a step is made at a loss that is a number; the caller that refuses knows it.
  /// - Returns: The score before the step. Where its loss or ``gradientNorm`` is no number, no step was made.
  public func step(
    _ parts: [Objective.Samples], rate: Double, where mayStep: (_ loss: Double) -> Bool = { _ in true }
  ) throws -> TrainingScore {
    guard parts.count > 1 else {
      // The same without copies.
      let score = try lead(parts[0])
      if score.lossSum.isFinite, mayStep(score.loss) { update(rate: rate) }
      return score
    }
    let whole = StepGradients(reducing: try parts.map { try gradients(of: $0) })
    if whole.score.lossSum.isFinite, mayStep(whole.score.loss) { update(by: whole, rate: rate) }
    return whole.score
  }

  /// Shows every sample of a source once.
  ///
  /// - Parameters:
  ///   - readsAhead: Whether the samples of the next steps are read on a thread of their own meanwhile, where there are
  ///     several.
  ///   - progress: Is told the score of each step; what it throws ends the epoch and undoes nothing: then go on from a
  ///     checkpoint.
  /// - Returns: The score while training.
  /// - Throws: ``TrainingDivergence``, and what the source, the objective and `progress` throw.
  public func trainEpoch<Source: SampleSource>(
    from source: Source, readsAhead: Bool = false, progress: (_ score: TrainingScore) throws -> Void = { _ in }
  ) throws -> TrainingScore where Source.Samples == Objective.Samples {
    let stepsPerEpoch = source.stepsPerEpoch
    let read = try source.epoch(epoch)
    let parts = TrainingPart.all(settings.parts)
    var (next, done) = (0, 0)
    var total = TrainingScore()
    try Pipeline(isConcurrent: readsAhead && tape.workers.threads > 1).run(
      reading: { () throws -> [Objective.Samples]? in
        guard next < stepsPerEpoch else { return nil }
        defer { next += 1 }
        return try parts.map { try read(next, $0) }
      },
      computing: { (samples) throws -> Void in
        let score = try step(samples, rate: rate(stepsPerEpoch: stepsPerEpoch))
        guard score.lossSum.isFinite, gradientNorm.isFinite else {
          throw TrainingDivergence(epoch: epoch + 1, step: done + 1)
        }
        done += 1
        total.add(score)
        try progress(score)
      },
      writing: { _ in })
    epoch += 1
    return total
  }

  /// The score on samples, with running statistics; nothing is learnt.
  ///
  /// - Parameter progress: Is told the score of each batch; what it throws ends the evaluation.
  public func evaluate(
    _ batches: some Sequence<Objective.Samples>, progress: (_ score: TrainingScore) throws -> Void = { _ in }
  ) throws -> TrainingScore {
    var total = TrainingScore()
    tape.isRecording = false
    for batch in batches {
      tape.begin()
      let score = try objective.score(batch, on: tape)
      total.add(score)
      try progress(score)
    }
    return total
  }

  /// Calls `body` with a tape that records nothing and holds other values of the parameters, which are put back behind it:
  /// those of a ``MovingAverage``, whose network is better than that of the last step.
  public func withValues<Result>(
    _ values: [String: Tensor<Float>], _ body: (_ tape: Tape) throws -> Result
  ) rethrows -> Result {
    let own = parameters.values
    defer { parameters.setValues(own) }
    parameters.setValues(values)
    tape.begin()
    tape.isRecording = false
    return try body(tape)
  }

  /// Lets `body` set the parameters before the first step, by what it computes on a tape that records nothing.
  public func prepare(_ body: (_ tape: Tape) throws -> Void) rethrows {
    tape.begin()
    tape.isRecording = false
    try body(tape)
    tape.begin()
  }

  /// Takes a state: parameters by name, what the optimizer remembers, and the counts.
  func restore(
    _ values: [String: Tensor<Float>], optimizerState: ParameterTree, progress: TrainingCheckpoint.Progress
  ) throws {
    try optimizer.restore(optimizerState, steps: progress.step)
    parameters.setValues(values)
    epoch = progress.epoch
  }

  /// What the optimizer remembers.
  var optimizerState: [String: Tensor<Float>] { optimizer.state }

  /// Computes the gradients of some samples, and moves the running statistics.
  private func lead(_ samples: Objective.Samples) throws -> TrainingScore {
    tape.begin()
    tape.isRecording = true
    let score = try objective.score(samples, on: tape)
    tape.backward()
    return score
  }

  private func update(rate: Double) {
    gradientNorm = parameters.clipGradients(to: settings.largestNorm ?? .infinity, workers: tape.workers)
    guard gradientNorm.isFinite else { return }
    optimizer.step(rate: Float(rate), workers: tape.workers)
    objective.constrain(parameters)
  }
}
