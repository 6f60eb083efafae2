import Kernels
import NeuralNetworks
import Tensors
import Testing

@testable import OpticalFlow

/// Networks of flow are trained by what trains any network.
@Suite struct FlowTrainingTests {
  private static let draw = ParameterInitializer(seed: 3)
  private static let shift: (Float, Float) = (1.5, -0.5)

  /// Windows of spikes that move by one flow.
  private struct Windows: SampleSource {
    typealias Samples = FlowObjective<(FeatureMap, FeatureMap)>.Samples
    let stepsPerEpoch = 4

    func epoch(_ epoch: Int) -> SampleReader<Samples> {
      { step, part in
        func window(_ name: String) -> FeatureMap {
          let shape = [1, SCFlow.windowLength, 16, 16]
          let places = part.range(of: 2).map { draw.uniform("\(name) \(epoch) \(step) \($0)", shape: shape) }
          return FeatureMap(Tensor(concatenating: places).map { $0 > 0 ? 1 : 0 })
        }
        let (first, second) = (window("first"), window("second"))
        let truth = FeatureMap(batch: first.batch, channels: 2, height: 16, width: 16)
        for sample in 0..<truth.batch {
          for (channel, value) in [shift.0, shift.1].enumerated() {
            truth.plane(sample: sample, channel: channel).update(repeating: value, count: truth.planeCount)
          }
        }
        return Samples((first, second), loss: SupervisedFlowLoss(truth: truth), count: first.batch)
      }
    }
  }

  private static func scflow(parts: Int) throws -> Trainer<FlowObjective<(FeatureMap, FeatureMap)>> {
    let network = SCFlow(parameters: ParameterList())
    return Trainer(
      FlowObjective { windows, tape in
        let features = [windows.0, windows.1].map { network.features(of: TapeChannels(tape.constant($0)), on: tape) }
        return network.flows(from: features[0], to: features[1], on: tape)
      },
      parameters: SCFlow.declaredParameters.values(from: draw),
      settings: TrainingSettings(epochs: 3, schedule: LearningRateSchedule(rate: 1e-3), largestNorm: 10, parts: parts),
      workers: try Workers(threads: 2))
  }

  @Test func `SCFlow learns a flow in a few steps, and two machines come to the bytes of one`() throws {
    let alone = try Self.scflow(parts: 2)
    let source = Windows()
    let first = try alone.trainEpoch(from: source)
    let second = try alone.trainEpoch(from: source)
    #expect(first.samples == 8 && second.loss < 0.8 * first.loss)

    let machines = try [Self.scflow(parts: 2), Self.scflow(parts: 2)]
    for epoch in 0..<2 {
      let read = source.epoch(epoch)
      for step in 0..<source.stepsPerEpoch {
        let parts = try machines.enumerated().map { try $1.gradients(of: read(step, TrainingPart($0, of: 2))) }
        let whole = StepGradients(reducing: parts)
        for machine in machines { machine.update(by: whole, rate: machine.rate(stepsPerEpoch: source.stepsPerEpoch)) }
      }
    }
    for machine in machines { #expect(machine.parameters.values == alone.parameters.values) }
  }

  @Test func `STE-FlowNet's small relative learns from pictures alone`() throws {
    let configuration = STEFlowNet.Configuration(
      widths: [2, 3, 3, 4], decoderWidths: [2, 2, 3], headWidth: 3)
    let network = STEFlowNet(configuration, parameters: ParameterList())
    let trainer = Trainer(
      FlowObjective<[FeatureMap]> { splits, tape in
        network.flows(of: splits.map { TapeChannels(tape.constant($0)) }, output: .lastSplit, on: tape).last ?? []
      },
      parameters: STEFlowNet.declaredParameters(configuration).values(from: Self.draw),
      settings: TrainingSettings(epochs: 1, schedule: LearningRateSchedule(rate: 3e-3)),
      workers: try Workers(threads: 2))
    func picture(_ name: String) -> FeatureMap {
      FeatureMap(Self.draw.uniform(name, shape: [1, 1, 32, 32]).map { ($0 + 1) / 2 })
    }
    let loss = SelfSupervisedFlowLoss(
      photometric: PhotometricFlowLoss(previous: picture("a"), next: picture("b")), smoothnessWeight: 1)
    let splits = (0..<2).map { split in
      FeatureMap(Self.draw.uniform("split \(split)", shape: [1, 2, 32, 32]).map { (($0 + 1) * 2).rounded(.down) })
    }
    let losses = try (0..<12).map { _ in try trainer.step([.init(splits, loss: loss)], rate: 3e-3).loss }
    #expect(losses[11] < 0.9 * losses[0] && losses.allSatisfy(\.isFinite))
  }
}
