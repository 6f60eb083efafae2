import Kernels
import NeuralNetworks

/// Some samples of a training, each moved in its way.
public struct ClassifierBatch: Sendable {
  let samples: TrainingSamples
  let indices: [Int]
  /// Empty for not at all.
  let moves: [SampleMove]
}

/// The cross-entropy of a classifier's outputs, of a spiking one as ``ClassifierTraining/Loss`` says.
public struct ClassifierObjective: TrainingObjective, Sendable {
  /// What is trained.
  public let classifier: TrainableClassifier
  /// What is asked of the outputs.
  public let training: ClassifierTraining
  /// The thresholds and steps, which stay positive.
  private let positive: [String]
  private static let leastPositive: Float = 1e-3

  /// Asks a classifier for classes.
  public init(_ classifier: TrainableClassifier, training: ClassifierTraining) {
    self.classifier = classifier
    self.training = training
    positive = classifier.architecture.parameters.filter { $0.role == .threshold || $0.role == .step }.map(\.name)
  }

  /// The mean cross-entropy, and how many samples have the largest output, of a spiking classifier the largest mean over
  /// time, where their label is.
  public func score(_ batch: ClassifierBatch, on tape: Tape) -> TrainingScore {
    let (samples, indices) = (batch.samples, batch.indices)
    let steps = samples.steps > 1 ? samples.steps : classifier.isSpiking ? training.pictureSteps : 1
    let input = tape.map([samples.steps * indices.count] + samples.shape)
    samples.write(indices, moves: batch.moves, into: input, workers: tape.workers)
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
    if tape.isRecording { tape.seed(gradient, of: judged) }
    return TrainingScore(loss: loss, samples: indices.count, right: right)
  }

  private static func largest(_ map: FeatureMap, sample: Int) -> Int {
    let values = map.plane(sample: sample)
    return (1..<map.channelCount).reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  /// Keeps thresholds and steps that moved above 0.
  public func constrain(_ parameters: TrainableParameters) {
    for name in positive {
      let parameter = parameters[name]
      let isTooSmall = parameter.value.scalars.contains { $0 < Self.leastPositive }
      guard parameter.hasGradient && isTooSmall else { continue }
      parameter.value = parameter.value.map { max($0, Self.leastPositive) }
    }
  }
}
