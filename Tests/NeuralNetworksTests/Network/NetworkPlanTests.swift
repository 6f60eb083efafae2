import Kernels
import NeuralNetworks
import Tensors
import Testing

/// One forward pass in planned maps and on the tape.
@Suite struct NetworkPlanTests {
  private static let values = SmallNetwork.parameters.values(from: ParameterInitializer(seed: 4))
  private static let (height, width) = (8, 12)

  private static func input(_ name: String) -> Tensor<Float> {
    ParameterInitializer(seed: 2).uniform(name, shape: [2, 3, height, width])
  }

  private struct Planned {
    var inputs: [FeatureMap]
    var flows: [FeatureMap]
    var plan: NetworkPlan
    var part: NetworkPlan.Part

    init() throws {
      let network = try SmallNetwork(ParameterTree(values, source: "drawn"))
      let builder = PlanBuilder()
      let inputs = (0..<2).map { _ in builder.state(batch: 2, channels: 3, height: height, width: width) }
      var flows: [PlanBuilder.Value] = []
      part = builder.part { flows = network.flows(from: inputs[0], to: inputs[1], on: builder) }
      flows.forEach(builder.keep)
      let plan = builder.finish()
      self.plan = plan
      self.inputs = inputs.map { plan[$0] }
      self.flows = flows.map { plan[$0] }
    }

    func run(_ workers: Workers) -> [Tensor<Float>] {
      for (map, name) in zip(inputs, ["a", "b"]) { map.copy(from: NetworkPlanTests.input(name)) }
      plan.run(part, workers: workers)
      return flows.map(\.tensor)
    }
  }

  /// The flows of a network of names alone, and what a weighted sum of them makes of the gradients.
  private static func flows(
    _ tape: Tape, _ inputs: [Tensor<Float>], seedsGradient: Bool = false
  ) -> (flows: [Tensor<Float>], loss: Double, inputs: [TapeValue]) {
    let network = SmallNetwork(ParameterList())
    let values = inputs.map { tape.variable(FeatureMap($0)) }
    let flows = network.flows(from: TapeChannels(values[0]), to: TapeChannels(values[1]), on: tape)
    var loss = 0.0
    for (index, flow) in flows.enumerated() {
      let value = tape.value(of: flow)
      let weights = ParameterInitializer(seed: 8).uniform("loss \(index)", shape: value.map.shape)
      loss += zip(weights.scalars, value.map.tensor.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      if seedsGradient { tape.seed(FeatureMap(weights), of: value) }
    }
    return (flows.map { tape.value(of: $0).map.tensor }, loss, values)
  }

  @Test func `Planned maps and the tape compute the same`() throws {
    let workers = try Workers(threads: 2)
    let planned = try Planned().run(workers)
    let tape = Tape(parameters: TrainableParameters(Self.values), workers: workers)
    let taped = Self.flows(tape, [Self.input("a"), Self.input("b")]).flows
    #expect(planned.map(\.shape) == [[2, 2, 16, 24], [2, 2, 8, 12]])
    for (a, b) in zip(planned, taped) {
      #expect(a.shape == b.shape)
      #expect(zip(a.scalars, b.scalars).allSatisfy { ($0 - $1).magnitude <= 1e-4 })
      #expect(a.scalars.contains { $0.magnitude > 0.1 })
    }
  }

  @Test func `A plan runs again with the same bytes, at any number of threads, and takes no memory`() throws {
    let planned = try Planned()
    // On one thread: among several chance decides whose scratch an item takes.
    let workers = try Workers(threads: 1)
    let first = planned.run(workers)
    let scratch = workers.scratchByteCount
    #expect(planned.run(workers) == first)
    #expect(workers.scratchByteCount == scratch)
    #expect(try Planned().run(Workers(threads: 2)) == first)
  }

  @Test func `Memory is taken again once its values were read`() throws {
    let planned = try Planned()
    // What is joined last alone has 81 + 3 + 2 + 3 + 6 + 4 channels, and takes most of the memory.
    let joined = 2 * 99 * Self.height * Self.width * 4
    #expect(planned.plan.byteCount > joined)
    #expect(planned.plan.byteCount < 3 * joined)
  }
}
