import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import Testing

/// Where a training of SCFlow starts.
@Suite struct SCFlowStartTests {
  private static let draw = ParameterInitializer(seed: 5)
  private static let side = 48

  /// A pattern that stands still in every frame, seen `(dx, dy)` pixels further.
  private static func window(_ number: Int, movedBy dx: Int, _ dy: Int) throws -> SpikeStream {
    let pattern = draw.uniform("pattern \(number)", shape: [side, side]).scalars
    let bits = Tensor<UInt8>(unsafeUninitializedShape: [SCFlow.windowLength, side, side]) { target in
      for index in target.indices {
        let (y, x) = (index / side % side - dy + side, index % side - dx + side)
        target.initializeElement(at: index, to: pattern[y % side * side + x % side] > 0 ? 1 : 0)
      }
    }
    return try #require(SpikeStream(packing: bits))
  }

  private static func sample(_ number: Int, movedBy dx: Int, _ dy: Int) throws -> SpikeFlowSample {
    SpikeFlowSample(
      first: try window(number, movedBy: 0, 0), second: try window(number, movedBy: dx, dy), interval: 10,
      truth: FlowField(flow: Tensor(zeros: [2, side, side])), startsAtRest: true)
  }

  private static func trainer(_ parameters: [String: Tensor<Float>], threads: Int = 2) throws -> Trainer<
    SCFlowObjective
  > {
    Trainer(
      SCFlowObjective(), parameters: parameters, settings: TrainingSettings(epochs: 1),
      workers: try Workers(threads: threads))
  }

  private static func start(seed: UInt64 = 3, threads: Int = 2) throws -> Trainer<SCFlowObjective> {
    let trainer = try trainer(
      SCFlowObjective.startingParameters(SCFlow.declaredParameters, seed: seed), threads: threads)
    let seen = try [(0, 1), (1, 0), (2, -1), (-1, 2)].enumerated().map { try sample($0, movedBy: $1.0, $1.1) }
    trainer.prepare { trainer.objective.standardize(by: seen, on: $0) }
    return trainer
  }

  /// What the finest level adds to the flow of the one above, the mean over all pixels.
  private static func correction(of sample: SpikeFlowSample, by trainer: Trainer<SCFlowObjective>) -> [Double] {
    var means: [[Double]] = []
    trainer.prepare { tape in
      means = trainer.objective.flows(of: [sample], on: tape).prefix(2).map { level in
        let flow = level.parts[0].map
        return (0..<2).map { channel in
          let values = flow[channel..<channel + 1].tensor.scalars
          return values.reduce(0) { $0 + Double($1) } / Double(values.count)
        }
      }
    }
    return zip(means[0], means[1]).map { $0 - 2 * $1 }
  }

  @Test func `The first flow is corrected towards the displacement at which features match`() throws {
    let trainer = try Self.start()
    let still = Self.correction(of: try Self.sample(9, movedBy: 0, 0), by: trainer)
    for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
      let moving = Self.correction(of: try Self.sample(9, movedBy: dx, dy), by: trainer)
      let change = zip(moving, still).map { $0 - $1 }
      let along = change[0] * Double(dx) + change[1] * Double(dy)
      let across = change[0] * Double(dy) - change[1] * Double(dx)
      #expect(along > 0.005 && abs(across) < along / 2, "\(dx), \(dy): \(change)")
    }
  }

  @Test func `It does not depend on the threads`() throws {
    #expect(try Self.start(threads: 1).parameters.values == Self.start(threads: 3).parameters.values)
  }
}
