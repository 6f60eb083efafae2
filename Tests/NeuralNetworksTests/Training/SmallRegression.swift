import Foundation
import Kernels
import NeuralNetworks
import Tensors

/// A normalised convolution whose mean is to be the mean of its picture's first row, and pictures to learn it from.
struct SmallRegression: TrainingObjective {
  struct Samples: Sendable {
    /// `[samples, 1, 6, 6]`.
    var pictures: Tensor<Float>

    var count: Int { pictures.shape[0] }
  }

  static let parameters: [String: Tensor<Float>] = [
    "conv.weight": ParameterInitializer(seed: 2).weight("w", shape: [3, 1, 3, 3], fanIn: 9),
    "norm.weight": Tensor(repeating: 1, shape: [3]), "norm.bias": Tensor(zeros: [3]),
    "norm.running_mean": Tensor(zeros: [3]), "norm.running_var": Tensor(repeating: 1, shape: [3]),
    "last.weight": ParameterInitializer(seed: 3).weight("l", shape: [1, 3], fanIn: 3), "last.bias": Tensor(zeros: [1]),
  ]

  func score(_ samples: Samples, on tape: Tape) -> TrainingScore {
    let input = tape.constant(FeatureMap(samples.pictures))
    let features = tape.activation(
      .leakyReLU(slope: 0.1),
      tape.batchNormalization(tape.convolution(input, weight: "conv.weight", bias: nil, padding: 1), name: "norm"))
    let output = tape.linear(tape.globalAverage(features), weight: "last.weight", bias: "last.bias")
    let gradient = tape.map(output.map.shape)
    var loss = 0.0
    for sample in 0..<samples.count {
      let picture = input.map.plane(sample: sample)
      let wanted = (0..<6).reduce(Float(0)) { $0 + picture[$1] } / 6
      let distance = output.map.plane(sample: sample)[0] - wanted
      gradient.plane(sample: sample)[0] = 2 * distance / Float(samples.count)
      loss += Double(distance * distance) / Double(samples.count)
    }
    if tape.isRecording { tape.seed(gradient, of: output) }
    return TrainingScore(loss: loss, samples: samples.count)
  }

  /// Pictures that are drawn as they are asked for.
  struct Generated: SampleSource {
    var stepsPerEpoch = 5
    var batch = 7

    func epoch(_ epoch: Int) -> SampleReader<Samples> {
      { step, part in
        let draw = ParameterInitializer(seed: UInt64(epoch * 1000 + step))
        let places = part.range(of: batch)
        return Samples(
          pictures: Tensor(concatenating: places.map { draw.uniform("picture \($0)", shape: [1, 1, 6, 6]) }))
      }
    }
  }

  /// Pictures in files of a folder, one a step.
  struct Folder: SampleSource {
    var path: String
    var stepsPerEpoch: Int

    /// Writes what another source shows in an epoch.
    init(_ path: String, of source: Generated, epoch: Int) throws {
      (self.path, stepsPerEpoch) = (path, source.stepsPerEpoch)
      let read = source.epoch(epoch)
      for step in 0..<stepsPerEpoch {
        try NumpyFile.write(try read(step, .whole).pictures, to: "\(path)/\(epoch)-\(step).npy")
      }
    }

    func epoch(_ epoch: Int) throws -> SampleReader<Samples> {
      { step, part in
        let pictures = try NumpyFile.read(path: "\(path)/\(epoch)-\(step).npy").float32
        let (places, length) = (part.range(of: pictures.shape[0]), 36)
        let scalars = pictures.scalars[places.lowerBound * length..<places.upperBound * length]
        return Samples(pictures: Tensor(shape: [places.count, 1, 6, 6], scalars: Array(scalars)))
      }
    }
  }

  static func trainer(parts: Int = 1, epochs: Int = 2, rate: Double = 0.01, threads: Int = 2) throws -> Trainer<Self> {
    Trainer(
      SmallRegression(), parameters: parameters,
      settings: TrainingSettings(
        epochs: epochs, method: .adamW(), schedule: LearningRateSchedule(rate: rate, shape: .cosine()),
        weightDecay: 0.01, largestNorm: 0.5, parts: parts, seed: 4),
      workers: try Workers(threads: threads))
  }
}
