import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import Testing

/// A network that cannot learn one batch by heart has a mistake in its way back.
@Suite struct OneBatchTests {
  private static let draw = ParameterInitializer(seed: 21)
  private static let mostSteps = 400

  /// A flow that grows to the right and falls downwards, other for each sample.
  private static func truth(_ number: Int, side: Int) -> FlowField {
    let pixels = side * side
    var flow = Tensor<Float>(zeros: [2, side, side])
    flow.withUnsafeMutableBufferPointer { flow in
      for pixel in 0..<pixels {
        let (x, y) = (Float(pixel % side) / Float(side), Float(pixel / side) / Float(side))
        (flow[pixel], flow[pixels + pixel]) = (1 + 2 * x - 3 * Float(number), 2 * y - 2)
      }
    }
    return FlowField(flow: flow)
  }

  /// Trains until the error is a twentieth of the first one, or too many steps are done.
  private static func errors<Objective: TrainingObjective>(
    _ objective: Objective, _ parameters: ParameterList, _ batch: Objective.Samples, rate: Double
  ) throws -> [Double] {
    let trainer = Trainer(
      objective, parameters: parameters.values(from: draw), settings: TrainingSettings(epochs: 1, largestNorm: 1),
      workers: try Workers(threads: 2))
    var errors: [Double] = []
    while errors.count < mostSteps, errors.isEmpty || errors[errors.count - 1] >= errors[0] / 20 {
      let rest = Double(mostSteps - errors.count) / Double(mostSteps)
      errors.append(try trainer.step([batch], rate: rate * rest).loss)
    }
    return errors
  }

  @Test func `SCFlow fits one batch to a twentieth of the initial error`() throws {
    func window(_ name: String) throws -> SpikeStream {
      let bits = Self.draw.uniform(name, shape: [SCFlow.windowLength, 16, 16]).map { UInt8($0 > 0 ? 1 : 0) }
      return try #require(SpikeStream(packing: bits))
    }
    let batch = [
      SpikeFlowSample(
        first: try window("first"), second: try window("second"), interval: 10, truth: Self.truth(0, side: 16),
        startsAtRest: true)
    ]
    let errors = try Self.errors(SCFlowObjective(), SCFlow.declaredParameters, batch, rate: 3e-3)
    #expect(errors.count < Self.mostSteps, "\(errors.count) steps, \(errors[0]) to \(errors[errors.count - 1])")
  }

  @Test func `STE-FlowNet fits one batch to a twentieth of the initial error`() throws {
    let configuration = STEFlowNet.Configuration(widths: [2, 3, 3, 4], decoderWidths: [2, 2, 3], headWidth: 3)
    let batch = (0..<2).map { number in
      EventFlowSample(
        splits: Self.draw.uniform("splits \(number)", shape: [1, 2, 16, 16]).map { UInt8(max(0, ($0 + 0.5) * 4)) },
        truth: Self.truth(number, side: 16))
    }
    let errors = try Self.errors(
      STEFlowNetObjective(configuration, iterations: 1, loss: .supervised),
      STEFlowNet.declaredParameters(configuration), batch, rate: 5e-3)
    #expect(errors.count < Self.mostSteps, "\(errors.count) steps, \(errors[0]) to \(errors[errors.count - 1])")
  }
}
