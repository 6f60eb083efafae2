import NeuralNetworks

/// Samples in memory in an order that each epoch draws anew, each moved anew, by the seed of a training.
public struct ShuffledSamples: SampleSource, Sendable {
  /// What is shown.
  public let samples: TrainingSamples
  /// How many at a step, how they are moved, and the seed.
  public let training: ClassifierTraining

  /// Draws from samples.
  public init(_ samples: TrainingSamples, training: ClassifierTraining) {
    precondition(samples.count > 0, "There is nothing to learn from.")
    (self.samples, self.training) = (samples, training)
  }

  /// What does not fill a step at an epoch's end waits for the next epoch.
  public var stepsPerEpoch: Int { max(1, samples.count / training.batch) }

  /// Draws the order.
  public func epoch(_ epoch: Int) -> SampleReader<ClassifierBatch> {
    let order = TrainingOrder.permutation(
      of: samples.count, seed: training.seed, purpose: .trainingOrder, epoch: epoch)
    return { step, part in
      let ofStep = order[step * training.batch..<min((step + 1) * training.batch, order.count)]
      let range = part.range(of: ofStep.count)
      let indices = Array(ofStep.dropFirst(range.lowerBound).prefix(range.count))
      let moves = indices.map { training.augmentation.move(sample: $0, epoch: epoch, seed: training.seed) }
      return ClassifierBatch(samples: samples, indices: indices, moves: moves)
    }
  }
}

extension TrainingSamples {
  /// All samples as they are and in their order, in batches.
  func batches(of size: Int) -> some Sequence<ClassifierBatch> {
    stride(from: 0, to: count, by: size).lazy.map { start in
      ClassifierBatch(samples: self, indices: Array(start..<min(start + size, count)), moves: [])
    }
  }
}
