import Kernels
import NeuralNetworks
import OpticalFlow
import Tensors
import Testing

/// Parts of networks that are computed anew on the way back.
@Suite struct CheckpointedModuleTests {
  private static let draw = ParameterInitializer(seed: 9)

  /// Losses and gradients of a step that is made twice, so that maps are lent again.
  private static func step(
    checkpoints: Bool, parameters: [String: Tensor<Float>], _ loss: (Tape) -> Double
  ) throws -> (loss: Double, gradients: [String: Tensor<Float>], bytes: Int) {
    let tape = Tape(parameters: TrainableParameters(parameters), workers: try Workers(threads: 2))
    tape.checkpointsModules = checkpoints
    var value = 0.0
    for _ in 0..<2 {
      tape.begin()
      value = loss(tape)
      tape.backward()
    }
    return (value, tape.parameters.gradients, tape.byteCount)
  }

  private static func expectSame(_ parameters: [String: Tensor<Float>], _ loss: (Tape) -> Double) throws {
    let kept = try step(checkpoints: false, parameters: parameters, loss)
    let anew = try step(checkpoints: true, parameters: parameters, loss)
    #expect(kept.loss == anew.loss && kept.gradients == anew.gradients && !kept.gradients.isEmpty)
    #expect(anew.bytes < kept.bytes, "\(anew.bytes) bytes, not fewer than \(kept.bytes)")
  }

  @Test func `SCFlow has the same gradients, bit by bit, in less memory`() throws {
    let network = SCFlow(parameters: ParameterList())
    let windows = (0..<2).map { FeatureMap(Self.draw.uniform("window \($0)", shape: [1, 25, 16, 16])) }
    let truth = FeatureMap(Self.draw.uniform("truth", shape: [1, 2, 16, 16]))
    try Self.expectSame(SCFlow.declaredParameters.values(from: Self.draw)) { tape in
      let features = windows.map { network.features(of: TapeChannels(tape.constant($0)), on: tape) }
      return tape.add(
        SupervisedFlowLoss(truth: truth), of: network.flows(from: features[0], to: features[1], on: tape))
    }
  }

  @Test func `STE-FlowNet has the same gradients, bit by bit, in less memory`() throws {
    let configuration = STEFlowNet.Configuration(widths: [3, 4, 5, 6], decoderWidths: [2, 3, 4], headWidth: 4)
    let objective = STEFlowNetObjective(configuration, loss: .supervised)
    let sample = EventFlowSample(
      splits: Self.draw.uniform("splits", shape: [3, 2, 16, 16]).map { UInt8(($0 + 1) * 2) },
      truth: .init(flow: Self.draw.uniform("truth", shape: [2, 16, 16])))
    try Self.expectSame(STEFlowNet.declaredParameters(configuration).values(from: Self.draw)) { tape in
      objective.score([sample], on: tape).loss
    }
  }
}
