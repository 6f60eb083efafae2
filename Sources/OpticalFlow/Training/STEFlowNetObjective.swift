import Kernels
import NeuralNetworks
import Recordings
import Tensors

/// What STE-FlowNet is trained for: the flow of a window, of its last split after all iterations, as it is estimated.
///
/// Samples of more than one pass (``EventFlowSample/passes``) are seen as the last of them sees them: passes before it, of which
/// no gradient is taken, give a flow along which the events are moved back, and what that flow lacks is learnt.
public struct STEFlowNetObjective: FlowNetworkObjective {
  /// What is made small.
  public enum Loss: Sendable, Hashable {
    /// The distance to a known flow, ``SupervisedFlowLoss``.
    case supervised
    /// How well the flow moves one picture onto the other, and smoothness, ``SelfSupervisedFlowLoss``.
    case selfSupervised(smoothness: Double = 10)
    /// How sharp the flow makes the events, and how even it is, ``ContrastFlowLoss``.
    case contrast(variation: Double = 0.01)
  }

  /// What is made small.
  public let loss: Loss
  /// The iterations over all splits.
  public let iterations: Int
  private let network: STEFlowNet

  /// Trains a network of some widths.
  public init(
    _ configuration: STEFlowNet.Configuration, iterations: Int = STEFlowNet.publishedIterationCount, loss: Loss
  ) {
    network = STEFlowNet(configuration, parameters: ParameterList())
    (self.iterations, self.loss) = (iterations, loss)
  }

  /// The mean loss of samples of one size and number of splits, whose height and width are multiples of 16; its gradient is
  /// started.
  ///
  /// - Precondition: Samples hold what the loss needs.
  public func score(_ samples: [EventFlowSample], on tape: Tape) -> TrainingScore {
    let (samples, prior) = lastPass(of: samples, on: tape)
    let flows = flows(of: samples, on: tape)
    let value: Double
    switch loss {
    case .supervised:
      let truth = truth(of: samples, on: tape)
      if let prior { tape.workers.scale(prior, by: -1, into: truth, isAdded: true) }
      value = tape.add(SupervisedFlowLoss(truth: truth), of: flows)
    case .selfSupervised(let smoothness):
      value = tape.add(
        SelfSupervisedFlowLoss(
          photometric: PhotometricFlowLoss(
            previous: picture(0, of: samples, on: tape), next: picture(1, of: samples, on: tape)),
          smoothnessWeight: smoothness), of: flows)
    case .contrast(let variation):
      value = tape.add(
        ContrastFlowLoss(samples.map(Self.events), variationWeight: variation, prior: prior), of: [flows[0]])
    }
    return TrainingScore(loss: value, samples: samples.count)
  }

  /// The flows of the finest level after all passes.
  public func flow(of samples: [EventFlowSample], on tape: Tape) -> FeatureMap {
    let (samples, prior) = lastPass(of: samples, on: tape)
    let flow = tape.value(of: flows(of: samples, on: tape)[0]).map
    guard let prior else { return flow }
    tape.workers.add(flow, to: prior)
    return prior
  }

  /// The samples as their last pass sees them, and the flow of the passes before it; nil where all have one.
  private func lastPass(
    of samples: [EventFlowSample], on tape: Tape
  ) -> (samples: [EventFlowSample], prior: FeatureMap?) {
    let most = samples.map(\.passes).max() ?? 1
    if most == 1 { return (samples, nil) }
    if case .selfSupervised = loss { preconditionFailure("Passes over moved events are not trained with pictures.") }
    let (height, width) = (samples[0].height, samples[0].width)
    let prior = tape.map([samples.count, 2, height, width])
    prior.fill(0)
    var seen = samples
    for pass in 1..<most {
      let again = samples.indices.filter { samples[$0].passes > pass }
      tape.withoutRecord {
        let found = tape.value(of: flows(of: again.map { seen[$0] }, on: tape)[0]).map
        for (place, index) in again.enumerated() {
          tape.workers.add(found.sample(place), to: prior.sample(index))
        }
      }
      for index in again {
        guard let events = samples[index].events else { preconditionFailure("A second pass needs the events.") }
        seen[index].splits = events.splits(
          samples[index].splits.shape[0],
          movedAlong: prior.sample(index).tensor.reshaped(to: [2, height, width]), workers: tape.workers)
      }
    }
    return (seen, prior)
  }

  /// The flows of one pass over samples, finest level first, `[samples, 2, height >> level, width >> level]`.
  public func flows(of samples: [EventFlowSample], on tape: Tape) -> [TapeChannels] {
    flows(of: samples, iterations: iterations, through: tape, on: tape)
  }

  /// Sets the scales of drawn parameters by one iteration over the samples' splits.
  public func standardize(by samples: [EventFlowSample], on tape: Tape) {
    _ = flows(of: samples, iterations: 1, through: StandardizingOperations(tape), on: tape)
  }

  private func flows<O: NetworkOperations>(
    of samples: [EventFlowSample], iterations: Int, through operations: O, on tape: Tape
  ) -> [TapeChannels] where O.Value == TapeChannels {
    precondition(!samples.isEmpty, "There is no flow of no samples.")
    let (count, height, width) = (samples[0].splits.shape[0], samples[0].height, samples[0].width)
    precondition(
      samples.allSatisfy { $0.splits.shape == samples[0].splits.shape }, "The samples of a step have one shape.")
    let splits = (0..<count).map { split in
      let map = tape.map([samples.count, 2, height, width])
      for (index, sample) in samples.enumerated() {
        sample.splits.withUnsafeBufferPointer { values in
          let target = map.plane(sample: index)
          let start = split * 2 * height * width
          for place in 0..<2 * height * width { target[place] = Float(values[start + place]) }
        }
      }
      return TapeChannels(tape.constant(map))
    }
    return network.flows(of: splits, iterations: iterations, output: .lastSplit, on: operations)[count - 1]
  }

  private func truth(of samples: [EventFlowSample], on tape: Tape) -> FeatureMap {
    let map = tape.map([samples.count, 2, samples[0].height, samples[0].width])
    for (index, sample) in samples.enumerated() {
      guard let truth = sample.truth else {
        preconditionFailure("A sample without a known flow cannot be learnt from.")
      }
      map.sample(index).copy(from: truth.marking(.nan).reshaped(to: [1] + truth.flow.shape))
    }
    return map
  }

  private func picture(_ number: Int, of samples: [EventFlowSample], on tape: Tape) -> FeatureMap {
    let map = tape.map([samples.count, 1, samples[0].height, samples[0].width])
    for (index, sample) in samples.enumerated() {
      guard let pictures = sample.pictures else { preconditionFailure("The photometric loss needs pictures.") }
      map.sample(index).copy(from: pictures.slice(at: number).reshaped(to: [1, 1, sample.height, sample.width]))
    }
    return map
  }

  private static func events(_ sample: EventFlowSample) -> PixelEvents {
    guard let events = sample.events else { preconditionFailure("The loss of contrast needs events.") }
    return PixelEvents(x: events.x, y: events.y, time: events.time, width: sample.width, height: sample.height)
  }
}

extension EventFlowSample: FlowSample {
  /// The true flow at pixels with an event, where it is judged.
  public var knownFlow: FlowField? {
    guard let truth else { return nil }
    let mask = eventMask
    guard let valid = truth.valid else { return FlowField(flow: truth.flow, valid: mask) }
    let both = Tensor(shape: mask.shape, scalars: zip(mask.scalars, valid.scalars).map { $0 & ($1 == 0 ? 0 : 1) })
    return FlowField(flow: truth.flow, valid: both)
  }

  /// On brighter, off darker than gray.
  public var picture: Tensor<UInt8> {
    let pixels = height * width
    return splits.withUnsafeBufferPointer { values in
      Tensor(unsafeUninitializedShape: [height, width]) { out in
        for pixel in 0..<pixels {
          let sum = (0..<splits.shape[0]).reduce(0) { sum, split in
            sum + Int(values[2 * split * pixels + pixel]) - Int(values[(2 * split + 1) * pixels + pixel])
          }
          out.initializeElement(at: pixel, to: UInt8(max(0, min(255, 128 + 24 * sum))))
        }
      }
    }
  }

  /// The splits, and what else there is.
  public var tensors: [(name: String, tensor: AnyTensor)] {
    var tensors = [(name: "splits", tensor: AnyTensor(splits))]
    if let truth { tensors.append(("truth", AnyTensor(truth.marking(.nan)))) }
    if let pictures { tensors.append(("pictures", AnyTensor(pictures))) }
    if let events {
      tensors.append(("event_times", AnyTensor(Tensor<Float>(shape: [events.time.count], scalars: events.time))))
    }
    return tensors
  }
}
