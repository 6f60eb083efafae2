import Kernels
import NeuralNetworks
import Tensors

/// Trains a classifier on samples in memory, epoch by epoch.
///
/// The result depends on the parameters, the samples and the settings only: not on the number of threads, and not on
/// whether the training was interrupted between epochs. Belongs to one thread.
public final class ClassifierTrainer {
  /// How well a classifier does on some samples.
  public struct Score: Sendable, Hashable {
    /// The mean loss.
    public var loss: Double
    /// The share of samples whose class has the largest output, of a spiking classifier the largest mean over time.
    public var accuracy: Double
  }

  /// The loss became infinite or not a number.
  public struct Divergence: Error, Sendable, Hashable {
    /// The epoch, counted from 1.
    public var epoch: Int
    /// The step in it, counted from 1.
    public var step: Int
  }

  /// What is trained.
  public let classifier: TrainableClassifier
  /// How it is trained.
  public let training: ClassifierTraining
  /// The parameters.
  public let parameters: TrainableParameters
  /// The epochs that are done.
  public private(set) var epoch = 0
  let optimizer: Optimizer
  private let samples: TrainingSamples
  private let tape: Tape
  /// The thresholds and steps, which stay positive.
  private let positive: [String]
  private static let leastPositive: Float = 1e-3

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
    precondition(samples.count > 0, "There is nothing to learn from.")
    precondition(classifier.isSpiking || samples.steps == 1, "Recordings in steps need a network that spikes.")
    self.classifier = classifier
    self.training = training
    self.samples = samples
    self.parameters = TrainableParameters(parameters)
    tape = Tape(parameters: self.parameters, workers: workers)
    optimizer = Optimizer(self.parameters, method: training.method, weightDecay: training.weightDecay)
    positive = classifier.architecture.parameters.filter { $0.role == .threshold || $0.role == .step }.map(\.name)
  }

  /// The steps of an epoch.
  public var stepsPerEpoch: Int { max(1, samples.count / training.batch) }
  /// The samples shown in an epoch.
  public var samplesPerEpoch: Int { min(samples.count, stepsPerEpoch * training.batch) }
  /// The length of the next step.
  public var rate: Double {
    training.schedule.rate(step: optimizer.steps, stepsPerEpoch: stepsPerEpoch, epochs: training.epochs)
  }
  /// The bytes of the values and gradients of a step.
  public var byteCount: Int { tape.byteCount }

  /// Shows every sample once.
  ///
  /// - Parameter progress: Is told how many samples a step showed; what it throws ends the epoch and undoes nothing: then
  ///   go on from a checkpoint.
  /// - Returns: The score while training.
  /// - Throws: ``Divergence``, and what `progress` throws.
  public func trainEpoch(progress: (_ samples: Int) throws -> Void = { _ in }) throws -> Score {
    let order = TrainingOrder.permutation(
      of: samples.count, seed: training.seed, purpose: .trainingOrder, epoch: epoch)
    var (loss, right) = (0.0, 0)
    for step in 0..<stepsPerEpoch {
      let indices = Array(order[step * training.batch..<min((step + 1) * training.batch, order.count)])
      tape.begin()
      tape.isRecording = true
      let moves = indices.map { training.augmentation.move(sample: $0, epoch: epoch, seed: training.seed) }
      let (score, logits, gradient) = show(indices, of: samples, moves: moves)
      guard score.loss.isFinite else { throw Divergence(epoch: epoch + 1, step: step + 1) }
      tape.seed(gradient, of: logits)
      tape.backward()
      if let largest = training.largestNorm {
        parameters.clipGradients(to: largest, workers: tape.workers)
      }
      optimizer.step(rate: Float(rate), workers: tape.workers)
      keepPositive()
      loss += score.loss * Double(indices.count)
      right += score.right
      try progress(indices.count)
    }
    epoch += 1
    return Score(loss: loss / Double(samplesPerEpoch), accuracy: Double(right) / Double(samplesPerEpoch))
  }

  /// The score on samples that are shown as they are, with running statistics.
  ///
  /// - Parameter progress: Is told how many samples were shown.
  /// - Throws: What `progress` throws.
  public func evaluate(
    _ samples: TrainingSamples, progress: (_ samples: Int) throws -> Void = { _ in }
  ) throws -> Score {
    var (loss, right) = (0.0, 0)
    tape.isRecording = false
    for start in stride(from: 0, to: samples.count, by: training.batch) {
      let indices = Array(start..<min(start + training.batch, samples.count))
      tape.begin()
      let (score, _, _) = show(indices, of: samples, moves: [])
      loss += score.loss * Double(indices.count)
      right += score.right
      try progress(indices.count)
    }
    return Score(loss: loss / Double(samples.count), accuracy: Double(right) / Double(samples.count))
  }

  /// Takes parameters, the optimiser's memory and the counts of a checkpoint.
  func restore(epoch: Int, step: Int, optimizerState: ParameterTree) throws {
    try optimizer.restore(optimizerState, steps: step)
    self.epoch = epoch
    parameters.markChanged()
  }

  /// Computes the loss of a batch and its gradient by the outputs.
  private func show(
    _ indices: [Int], of samples: TrainingSamples, moves: [SampleMove]
  ) -> (score: (loss: Double, right: Int), outputs: TapeValue, gradient: FeatureMap) {
    let steps = samples.steps > 1 ? samples.steps : classifier.isSpiking ? training.pictureSteps : 1
    let input = tape.map([samples.steps * indices.count] + samples.shape)
    samples.write(indices, moves: moves, into: input, workers: tape.workers)
    let outputs = classifier.outputs(
      tape.constant(input), inputHasSteps: samples.steps > 1, steps: steps, tape: tape)
    let labels = indices.map { samples.labels[$0] }
    let mean = steps == 1 ? outputs : tape.timeMean(outputs, steps: steps)
    let right = zip(0..., labels).reduce(0) { $0 + (Self.largest(mean.map, sample: $1.0) == $1.1 ? 1 : 0) }
    let judged = training.loss == .mean ? mean : outputs
    let gradient = tape.map(judged.map.shape)
    let loss = Softmax.crossEntropy(
      judged.map, labels: training.loss == .mean ? labels : Array(repeating: labels, count: steps).flatMap { $0 },
      smoothing: training.labelSmoothing, gradient: gradient)
    return ((loss, right), judged, gradient)
  }

  private static func largest(_ map: FeatureMap, sample: Int) -> Int {
    let values = map.plane(sample: sample)
    return (1..<map.channelCount).reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  private func keepPositive() {
    for name in positive {
      let parameter = parameters[name]
      let isTooSmall = parameter.value.scalars.contains { $0 < Self.leastPositive }
      guard parameter.hasGradient && isTooSmall else { continue }
      parameter.value = parameter.value.map { max($0, Self.leastPositive) }
    }
  }
}
