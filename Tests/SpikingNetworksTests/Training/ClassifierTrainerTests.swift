import Files
import Foundation
import Kernels
import NeuralNetworks
import SpikingNetworks
import TestSupport
import Testing

@Suite struct ClassifierTrainerTests {
  private static func trainer(
    _ activation: ActivationDescription, _ samples: TrainingSamples, _ training: ClassifierTraining, threads: Int = 2,
    surrogate: SurrogateGradient = .arctan(sharpness: 2), learnsThresholds: Bool = true
  ) throws -> ClassifierTrainer {
    let architecture = ToySamples.network(channels: samples.shape[0], activation: activation)
    let isSpiking = if case .spiking = activation { true } else { false }
    return ClassifierTrainer(
      try TrainableClassifier(architecture, surrogate: surrogate, learnsThresholds: isSpiking && learnsThresholds),
      parameters: InitialParameters(seed: 1).values(of: architecture), training: training, samples: samples,
      workers: try Workers(threads: threads))
  }

  private static func training(
    _ epochs: Int, steps: Int = 1, loss: ClassifierTraining.Loss = .mean
  ) -> ClassifierTraining {
    ClassifierTraining(
      epochs: epochs, batch: 16, method: .adam(), schedule: LearningRateSchedule(rate: 0.01, shape: .cosine()),
      weightDecay: 1e-4, largestNorm: 5, loss: loss, augmentation: Augmentation(largestShift: 1), pictureSteps: steps,
      seed: 5)
  }

  @Test(arguments: [ActivationDescription.relu, .qcfs(levels: 4), .spiking(SpikingNeuron())])
  func `What a training takes is known before`(activation: ActivationDescription) throws {
    let isSpiking = if case .spiking = activation { true } else { false }
    let steps = isSpiking ? 4 : 1
    let trainer = try Self.trainer(activation, ToySamples.pictures(40), Self.training(1, steps: steps))
    let estimate = trainer.classifier.trainingBytes(batch: 16, steps: steps)
    _ = try trainer.trainEpoch()
    #expect(estimate > trainer.byteCount / 2 && estimate < trainer.byteCount * 3)
    #expect(trainer.classifier.trainingBytes(batch: .max, steps: .max) == .max)
  }

  @Test(arguments: [ActivationDescription.relu, .qcfs(levels: 4), .lsq(levels: 4)])
  func `A network learns which quarter is bright`(activation: ActivationDescription) throws {
    let trainer = try Self.trainer(activation, ToySamples.pictures(160), Self.training(8))
    let before = trainer.parameters.values
    let first = try trainer.trainEpoch()
    for _ in 1..<8 { _ = try trainer.trainEpoch() }
    let score = try trainer.evaluate(ToySamples.pictures(100, seed: 9))
    #expect(score.accuracy >= 0.97 && score.loss < first.loss)
    for (name, value) in trainer.parameters.values {
      #expect(value != before[name], "\(name) moved")
    }
  }

  @Test(arguments: [
    SurrogateGradient.piecewiseLinear(sharpness: 1), .arctan(sharpness: 2), .sigmoid(sharpness: 4),
  ])
  func `Leaky neurons learn recordings through time`(surrogate: SurrogateGradient) throws {
    let trainer = try Self.trainer(
      .spiking(SpikingNeuron(decay: 0.8)), ToySamples.recordings(160), Self.training(8, loss: .everyStep),
      surrogate: surrogate)
    for _ in 0..<8 { _ = try trainer.trainEpoch() }
    #expect(try trainer.evaluate(ToySamples.recordings(100, seed: 9)).accuracy >= 0.97)
  }

  @Test func `Neurons learn pictures that do not change in time`() throws {
    let trainer = try Self.trainer(
      .spiking(.quantizationTwin), ToySamples.pictures(160), Self.training(8, steps: 4))
    for _ in 0..<8 { _ = try trainer.trainEpoch() }
    #expect(try trainer.evaluate(ToySamples.pictures(100, seed: 9)).accuracy >= 0.95)
  }

  @Test(arguments: [ActivationDescription.qcfs(levels: 4), .spiking(SpikingNeuron(decay: 0.9))])
  func `Parameters are the same at any number of threads, and after an interruption`(
    activation: ActivationDescription
  ) throws {
    let samples = ToySamples.pictures(50)
    let training = Self.training(3, steps: 3)
    let whole = try Self.trainer(activation, samples, training, threads: 1)
    for _ in 0..<3 { _ = try whole.trainEpoch() }

    let folder = try TemporaryFolder()
    let path = folder.file("state.safetensors")
    let begun = try Self.trainer(activation, samples, training)
    _ = try begun.trainEpoch()
    try begun.checkpoint(metadata: ["network": "toy"]).write(to: path, overwrite: false)
    var shown = 0
    #expect(throws: CancellationError.self) {
      try begun.trainEpoch {
        shown += $0
        if shown >= 20 { throw CancellationError() }
      }
    }
    #expect(shown == 32)

    let resumed = try Self.trainer(activation, samples, training)
    try resumed.restore(TrainingCheckpoint(path: path))
    #expect(resumed.epoch == 1)
    for _ in 1..<3 { _ = try resumed.trainEpoch() }
    #expect(resumed.parameters.values == whole.parameters.values)
    for (name, trainer) in [("a", whole), ("b", resumed)] {
      try trainer.checkpoint().write(to: folder.file(name), overwrite: false)
    }
    #expect(try fileBytes(folder.file("a")) == fileBytes(folder.file("b")))
  }

  @Test func `A state of another seed, network or data set is refused`() throws {
    let samples = ToySamples.pictures(50)
    let trainer = try Self.trainer(.qcfs(levels: 4), samples, Self.training(3))
    _ = try trainer.trainEpoch()
    let state = trainer.checkpoint()
    var other = Self.training(3)
    other.seed = 6
    #expect(throws: FileError.self) { try Self.trainer(.qcfs(levels: 4), samples, other).restore(state) }
    #expect(throws: ParameterError.self) { try Self.trainer(.relu, samples, Self.training(3)).restore(state) }
    let more = ToySamples.pictures(90)
    #expect(throws: FileError.self) { try Self.trainer(.qcfs(levels: 4), more, Self.training(3)).restore(state) }
  }

  @Test func `A loss that is no number ends the training`() throws {
    var training = Self.training(2)
    training.schedule.rate = 1e30
    training.largestNorm = nil
    let trainer = try Self.trainer(.relu, ToySamples.pictures(50), training)
    #expect(throws: ClassifierTrainer.Divergence.self) { for _ in 0..<2 { _ = try trainer.trainEpoch() } }
  }

  @Test func `What was trained is stored as a classifier that says what it is`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("toy.safetensors")
    let samples = ToySamples.recordings(20)
    let trainer = try Self.trainer(.spiking(SpikingNeuron(decay: 0.75)), samples, Self.training(1))
    _ = try trainer.trainEpoch()
    try trainer.trained(input: samples.input).write(to: path, version: "1")
    let stored = try ClassifierCheckpoint(path: path)
    #expect(stored.architecture == trainer.classifier.architecture)
    #expect(stored.input == .events(bins: 5, durationMicroseconds: 1000))
    #expect(stored.tensors == trainer.parameters.values)
  }
}
