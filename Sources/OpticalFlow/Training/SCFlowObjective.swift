import Kernels
import NeuralNetworks
import Recordings
import Tensors

/// What SCFlow is trained for, by the recipe of its authors (Hu et al., CVPR 2022): a first pass without a prior, of which
/// no gradient is taken, gives the prior of a second; the loss is that of the second, ``SupervisedFlowLoss`` over all four
/// levels.
///
/// A sample that starts at rest is trained without a prior, as the first field of a sequence is estimated.
public struct SCFlowObjective: FlowNetworkObjective {
  private let network = SCFlow(parameters: ParameterList())

  /// Needs nothing but the network's layers.
  public init() {}

  /// The mean loss of samples of one size, whose height and width are multiples of 16; its gradient is started.
  public func score(_ samples: [SpikeFlowSample], on tape: Tape) -> TrainingScore {
    let flows = flows(of: samples, on: tape)
    let truth = tape.map([samples.count] + samples[0].truth.flow.shape)
    for (index, sample) in samples.enumerated() {
      let marked = sample.truth.marking(.nan)
      truth.sample(index).copy(from: marked.reshaped(to: [1] + marked.shape))
    }
    return TrainingScore(loss: tape.add(SupervisedFlowLoss(truth: truth), of: flows), samples: samples.count)
  }

  /// The flows of samples, finest level first, `[samples, 2, height >> level, width >> level]`.
  public func flows(of samples: [SpikeFlowSample], on tape: Tape) -> [TapeChannels] {
    precondition(!samples.isEmpty, "There is no flow of no samples.")
    let prior = tape.map([samples.count] + samples[0].truth.flow.shape)
    prior.fill(0)
    if samples.contains(where: { !$0.startsAtRest }) {
      tape.withoutRecord {
        let flow = tape.value(of: pass(samples, prior: prior, on: tape)[0]).map
        tape.workers.copy(flow, to: prior)
      }
      for (index, sample) in samples.enumerated() where sample.startsAtRest { prior.sample(index).fill(0) }
    }
    return pass(samples, prior: prior, on: tape)
  }

  /// The flows of the finest level.
  public func flow(of samples: [SpikeFlowSample], on tape: Tape) -> FeatureMap {
    tape.value(of: flows(of: samples, on: tape)[0]).map
  }

  /// Sets the scales of drawn parameters by samples that are seen without a prior.
  public func standardize(by samples: [SpikeFlowSample], on tape: Tape) {
    let prior = tape.map([samples.count] + samples[0].truth.flow.shape)
    prior.fill(0)
    _ = pass(samples, prior: prior, through: StandardizingOperations(tape), on: tape)
  }

  private func pass(_ samples: [SpikeFlowSample], prior: FeatureMap, on tape: Tape) -> [TapeChannels] {
    pass(samples, prior: prior, through: tape, on: tape)
  }

  private func pass<O: NetworkOperations>(
    _ samples: [SpikeFlowSample], prior: FeatureMap, through operations: O, on tape: Tape
  ) -> [TapeChannels] where O.Value == TapeChannels {
    let moved = tape.map(prior.shape)
    Warp.run(prior, by: prior, scale: -1, into: moved, workers: tape.workers)
    let layout = SpikeWindow(geometry: samples[0].first.geometry)
    precondition(
      layout.paddedHeight == prior.height && layout.paddedWidth == prior.width,
      "SCFlow is trained at multiples of 16, not at \(prior.height) x \(prior.width).")
    let features = [(\SpikeFlowSample.first, prior), (\.second, moved)].map { window, prior in
      let slices = tape.map([samples.count, SCFlow.windowLength, prior.height, prior.width])
      for (index, sample) in samples.enumerated() {
        layout.warp(
          sample[keyPath: window], along: prior.sample(index), interval: sample.interval, into: slices.sample(index),
          workers: tape.workers)
      }
      return network.features(of: TapeChannels(tape.constant(slices)), on: operations)
    }
    return network.flows(from: features[0], to: features[1], on: operations)
  }
}
