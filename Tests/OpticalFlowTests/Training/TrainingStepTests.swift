import Kernels
import NeuralNetworks
import Tensors
import Testing

@testable import OpticalFlow

/// Networks on the tape against finite differences, and against their runners.
@Suite struct TrainingStepTests {
  private static let draw = ParameterInitializer(seed: 3)
  private static let small = STEFlowNet.Configuration(widths: [2, 3, 3, 4], decoderWidths: [2, 2, 3], headWidth: 3)

  /// A weighted sum of flows, which starts their gradients where asked for.
  private static func loss(_ flows: [TapeChannels], on tape: Tape, seedsGradient: Bool) -> Double {
    var sum = 0.0
    for (level, flow) in flows.enumerated() {
      let value = tape.value(of: flow)
      let weights = draw.uniform("loss \(level)", shape: value.map.shape)
      sum += zip(weights.scalars, value.map.tensor.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      if seedsGradient { tape.seed(FeatureMap(weights), of: value) }
    }
    return sum
  }

  /// Expects the slope along each parameter's gradient to be its length, and the same bytes on one and two threads.
  private static func expectSlopes(
    _ values: [String: Tensor<Float>], _ flows: (Tape) -> [TapeChannels]
  ) throws {
    let gradients = try [1, 2].map { threads in
      let parameters = TrainableParameters(values)
      let tape = Tape(parameters: parameters, workers: try Workers(threads: threads))
      _ = loss(flows(tape), on: tape, seedsGradient: true)
      tape.backward()
      return parameters.gradients
    }
    #expect(gradients[0] == gradients[1])
    #expect(Set(gradients[0].keys) == Set(values.keys))
    let workers = try Workers(threads: 1)
    for (name, gradient) in gradients[0].sorted(by: { $0.key < $1.key }) {
      let length = gradient.scalars.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      // Small enough for kinks, large enough that the sum's rounding is not seen.
      let step = min(1.0 / 16, max(1.0 / 2048, 1 / (512 * length)))
      func value(_ step: Double) throws -> Double {
        var moved = values
        moved[name] = Tensor(
          shape: gradient.shape,
          scalars: zip(try #require(values[name]).scalars, gradient.scalars)
            .map { $0 + Float(step / length) * $1 })
        let tape = Tape(parameters: TrainableParameters(moved), workers: workers)
        tape.isRecording = false
        return loss(flows(tape), on: tape, seedsGradient: false)
      }
      let slope = (try value(step) - value(-step)) / (2 * step)
      #expect(abs(slope - length) <= 0.05 * length, "\(name): \(slope), not \(length)")
    }
  }

  @Test func `Gradients of SCFlow are those of finite differences`() throws {
    let network = SCFlow(parameters: ParameterList())
    let values = SCFlow.declaredParameters.values(from: Self.draw)
    try Self.expectSlopes(values) { tape in
      let features = ["a", "b"].map { name in
        let slices = Self.draw.uniform(name, shape: [1, SCFlow.windowLength, 8, 16]).map { ($0 + 1) / 2 }
        return network.features(of: TapeChannels(tape.constant(FeatureMap(slices))), on: tape)
      }
      return network.flows(from: features[0], to: features[1], on: tape)
    }
  }

  private static func splits(_ count: Int) -> [FeatureMap] {
    (0..<count).map { split in
      FeatureMap(draw.uniform("split \(split)", shape: [2, 2, 32, 16]).map { (($0 + 1) * 2).rounded(.down) })
    }
  }

  @Test func `STE-FlowNet's flows on the tape are those of its runner`() throws {
    let workers = try Workers(threads: 2)
    let network = STEFlowNet(Self.small, parameters: Self.draw)
    let splits = Self.splits(3)
    let runner = STEFlowNetRunner(
      network: network, batch: 2, splits: 3, height: 32, width: 16, output: .everySplit, workers: workers)
    runner.run(splits)
    let tape = Tape(
      parameters: TrainableParameters(STEFlowNet.declaredParameters(Self.small).values(from: Self.draw)),
      workers: workers)
    tape.isRecording = false
    let flows = network.flows(
      of: splits.map { TapeChannels(tape.constant($0)) }, output: .everySplit, on: tape)
    for (expected, actual) in zip(runner.flows.joined(), flows.joined()) {
      let difference = zip(expected.tensor.scalars, tape.value(of: actual).map.tensor.scalars)
        .map { ($0 - $1).magnitude }
      #expect((difference.max() ?? .nan) <= 1e-4)
    }
  }
}
