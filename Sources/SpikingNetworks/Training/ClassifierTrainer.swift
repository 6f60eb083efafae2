import Kernels
import NeuralNetworks
import Tensors

/// Trains a classifier on samples in memory, epoch by epoch: a `Trainer` of ``ClassifierObjective`` with
/// ``ShuffledSamples``.
///
/// The result depends on the parameters, the samples and the settings only: not on the number of threads, and not on
/// whether the training was interrupted between epochs. Belongs to one thread.
public final class ClassifierTrainer {
  /// How well a classifier does on some samples.
  public typealias Score = TrainingScore
  /// The loss became infinite or not a number.
  public typealias Divergence = TrainingDivergence

  /// What is trained.
  public let classifier: TrainableClassifier
  /// How it is trained.
  public let training: ClassifierTraining
  let trainer: Trainer<ClassifierObjective>
  private let source: ShuffledSamples

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - parameters: The values to start from, those of the architecture.
  ///   - samples: What is shown, as many as a batch takes at least.
  public init(
    _ classifier: TrainableClassifier, parameters: [String: Tensor<Float>], training: ClassifierTraining,
    samples: TrainingSamples, workers: Workers
  ) {
    precondition(samples.shape == classifier.architecture.inputShape, "Samples have another shape than the input.")
    precondition(samples.classes <= classifier.architecture.classes, "Samples have more classes than the network.")
    precondition(classifier.isSpiking || samples.steps == 1, "Recordings in steps need a network that spikes.")
    self.classifier = classifier
    self.training = training
    source = ShuffledSamples(samples, training: training)
    trainer = Trainer(
      ClassifierObjective(classifier, training: training), parameters: parameters, settings: training.settings,
      workers: workers)
  }

  /// The parameters.
  public var parameters: TrainableParameters { trainer.parameters }
  /// The epochs that are done.
  public var epoch: Int { trainer.epoch }
  /// The steps of an epoch.
  public var stepsPerEpoch: Int { source.stepsPerEpoch }
  /// The samples shown in an epoch.
  public var samplesPerEpoch: Int { min(source.samples.count, stepsPerEpoch * training.batch) }
  /// The length of the next step.
  public var rate: Double { trainer.rate(stepsPerEpoch: stepsPerEpoch) }
  /// The bytes of the values and gradients of a step.
  public var byteCount: Int { trainer.byteCount }

  /// Shows every sample once.
  ///
  /// - Parameter progress: Is told how many samples a step showed; what it throws ends the epoch and undoes nothing: then
  ///   go on from a checkpoint.
  /// - Returns: The score while training.
  /// - Throws: ``Divergence``, and what `progress` throws.
  public func trainEpoch(progress: (_ samples: Int) throws -> Void = { _ in }) throws -> Score {
    try trainer.trainEpoch(from: source) { try progress($0.samples) }
  }

  /// The score on samples that are shown as they are, with running statistics.
  ///
  /// - Parameter progress: Is told how many samples were shown.
  /// - Throws: What `progress` throws.
  public func evaluate(
    _ samples: TrainingSamples, progress: (_ samples: Int) throws -> Void = { _ in }
  ) throws -> Score {
    try trainer.evaluate(samples.batches(of: training.batch)) { try progress($0.samples) }
  }
}
