import Kernels
import NeuralNetworks
import Tensors

/// What FireNet is trained for, through time: pictures of windows that follow each other are near the true ones, and change
/// as these do.
///
/// The first windows of a sample warm the states up, without a gradient; the others are one stretch through time, whose
/// gradients lead through all its steps and no further (truncated back-propagation). Of each of them the loss is
/// ``PictureLoss`` of the picture, plus `consistency` times the mean of `|(p − p′) − (t − t′)|`, with p′ and t′ those of the
/// window before.
public struct FireNetObjective: TrainingObjective {
  /// The windows at a sample's start that have no loss.
  public let warmup: Int
  /// The loss of a picture.
  public let loss: PictureLoss
  /// The weight of how pictures change.
  public let consistency: Double
  private let network: FireNet

  /// Trains a network of a release, whose grids are its own.
  public init(
    _ release: FireNet.Release = .first, _ configuration: FireNet.Configuration = .init(), warmup: Int = 2,
    loss: PictureLoss = PictureLoss(), consistency: Double = 0.5
  ) {
    precondition(warmup >= 0, "A sample has no \(warmup) windows at its start.")
    network = FireNet(release, configuration, parameters: ParameterList())
    (self.warmup, self.loss, self.consistency) = (warmup, loss, consistency)
  }

  /// The mean loss of samples of one shape; its gradient is started.
  ///
  /// - Precondition: Samples have more windows than warm the states up.
  public func score(_ samples: [ReconstructionSample], on tape: Tape) -> TrainingScore {
    let count = samples[0].count
    precondition(count > warmup, "\(count) windows are no more than the \(warmup) that warm the states up.")
    var total = 0.0
    let weight = 1 / Double(count - warmup)
    run(samples, on: tape) { window, picture, previous in
      guard window >= warmup else { return }
      let truth = truth(window, of: samples, on: tape)
      let gradient = tape.map(picture.map.shape)
      gradient.fill(0)
      total +=
        weight
        * loss.value(
          of: picture.map, truth: truth, weight: weight, addingGradientTo: gradient, workers: tape.workers)
      if let previous, window > warmup {
        let before = self.truth(window - 1, of: samples, on: tape)
        let beforeGradient = tape.map(picture.map.shape)
        beforeGradient.fill(0)
        total +=
          weight * consistency
          * Self.change(
            picture.map, previous.map, truth, before, weight: Float(weight * consistency),
            gradients: (gradient, beforeGradient), workers: tape.workers)
        if tape.isRecording { tape.seed(beforeGradient, of: previous) }
      }
      if tape.isRecording { tape.seed(gradient, of: picture) }
    }
    return TrainingScore(loss: total, samples: samples.count)
  }

  /// The pictures of samples, `[samples, 1, height, width]` a window.
  public func pictures(of samples: [ReconstructionSample], on tape: Tape) -> [FeatureMap] {
    var pictures: [FeatureMap] = []
    run(samples, on: tape) { _, picture, _ in pictures.append(picture.map) }
    return pictures
  }

  /// Runs all windows, of which the first are not recorded.
  private func run(
    _ samples: [ReconstructionSample], on tape: Tape,
    _ body: (_ window: Int, _ picture: TapeValue, _ previous: TapeValue?) -> Void
  ) {
    let shape = samples[0].grids.shape
    precondition(samples.allSatisfy { $0.grids.shape == shape }, "The samples of a step have one shape.")
    let wasRecording = tape.isRecording
    var states = (0..<2).map { _ in
      let map = tape.map([samples.count, network.configuration.channels, shape[2], shape[3]])
      map.fill(0)
      return tape.constant(map)
    }
    var previous: TapeValue?
    for window in 0..<shape[0] {
      tape.isRecording = wasRecording && window >= warmup
      let grid = tape.map([samples.count, shape[1], shape[2], shape[3]])
      for (index, sample) in samples.enumerated() {
        let values = sample.grids.slice(at: window)
        grid.sample(index).copy(from: values.reshaped(to: [1] + values.shape))
      }
      let result = network.step(tape.constant(grid), states: states, on: tape)
      states = result.states
      body(window, result.picture, previous)
      previous = result.picture
    }
    tape.isRecording = wasRecording
  }

  private func truth(_ window: Int, of samples: [ReconstructionSample], on tape: Tape) -> FeatureMap {
    let (height, width) = (samples[0].pictures.shape[1], samples[0].pictures.shape[2])
    let map = tape.map([samples.count, 1, height, width])
    for (index, sample) in samples.enumerated() {
      map.sample(index).copy(from: sample.pictures.slice(at: window).reshaped(to: [1, 1, height, width]))
    }
    return map
  }

  /// The mean of `|(p − p′) − (t − t′)|`, whose gradient is added for both pictures.
  private static func change(
    _ p: FeatureMap, _ pBefore: FeatureMap, _ t: FeatureMap, _ tBefore: FeatureMap, weight: Float,
    gradients: (FeatureMap, FeatureMap), workers: Workers
  ) -> Double {
    let count = p.batch * p.planeCount
    let slope = weight / Float(count)
    return workers.sum(p.batch) { sample in
      let (p, pBefore) = (p.plane(sample: sample), pBefore.plane(sample: sample))
      let (t, tBefore) = (t.plane(sample: sample), tBefore.plane(sample: sample))
      let (out, outBefore) = (gradients.0.plane(sample: sample), gradients.1.plane(sample: sample))
      var sum = 0.0
      for pixel in 0..<gradients.0.planeCount {
        let difference = (p[pixel] - pBefore[pixel]) - (t[pixel] - tBefore[pixel])
        sum += Double(difference.magnitude)
        guard difference != 0 else { continue }
        out[pixel] += difference > 0 ? slope : -slope
        outBefore[pixel] += difference > 0 ? -slope : slope
      }
      return sum
    } / Double(count)
  }
}
