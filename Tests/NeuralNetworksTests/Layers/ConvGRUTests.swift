import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// One cell, in planned maps and on the tape, against PyTorch.
@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct ConvGRUTests {
  private static let configuration = ConvGRU.Configuration(hidden: 6, inputs: 9)

  private struct Case {
    var oracle: NumpyArchive
    var parameters: [String: Tensor<Float>] = [:]
    var cell: ConvGRU

    init() throws {
      oracle = try NumpyArchive(path: SharedFolder.path("oracles/conv_gru.npz"))
      let list = ParameterList()
      _ = ConvGRU(configuration, parameters: ParameterScope(list)["cell"])
      for name in list.shapes.keys { parameters[name] = try oracle.float32("param.\(name.dropFirst(5))") }
      cell = try ConvGRU(
        configuration, parameters: ParameterScope(ParameterTree(parameters, source: "conv_gru.npz"))["cell"])
    }

    func map(_ name: String) throws -> FeatureMap { FeatureMap(try oracle.float32(name)) }
  }

  /// Expects `|a − b| ≤ 1e-5 + 1e-4 · |b|`.
  private static func expectAgreement(_ actual: Tensor<Float>, _ expected: Tensor<Float>, _ what: String) {
    #expect(actual.count == expected.count, "\(what)")
    let worst = zip(actual.scalars, expected.scalars).map { ($0 - $1).magnitude - 1e-4 * $1.magnitude }.max() ?? .nan
    #expect(worst <= 1e-5, "\(what)")
  }

  @Test(arguments: InstructionSet.available, [[9], [4, 5]])
  func `A cell in planned maps agrees with the oracle, its input in one map or two`(
    set: InstructionSet, widths: [Int]
  ) throws {
    let test = try Case()
    let workers = try Workers(threads: 2, instructionSet: set)
    let builder = PlanBuilder()
    func map(_ channels: Int) -> PlanBuilder.Value {
      builder.state(batch: 2, channels: channels, height: 11, width: 14)
    }
    let (state, inputs) = (map(6), widths.map(map))
    let part = builder.part { _ = builder.renewed(state, by: test.cell, builder.joined(inputs)) }
    let plan = builder.finish()
    for _ in 0..<2 {
      plan[state].copy(from: try test.oracle.float32("h"))
      let x = try test.map("x")
      var channel = 0
      for (input, width) in zip(inputs, widths) {
        workers.copy(x[channel..<channel + width], to: plan[input])
        channel += width
      }
      plan.run(part, workers: workers)
      Self.expectAgreement(plan[state].tensor, try test.oracle.float32("out"), "\(widths)")
    }
  }

  @Test(arguments: 1...2)
  func `A cell on the tape has the oracle's gradients, in a second step too`(threads: Int) throws {
    let test = try Case()
    let parameters = TrainableParameters(test.parameters)
    let tape = Tape(parameters: parameters, workers: try Workers(threads: threads))
    var bytes = 0
    for step in 0..<2 {
      tape.begin()
      let state = tape.variable(try test.map("h"))
      let input = tape.variable(try test.map("x"))
      let parts =
        step == 0
        ? TapeChannels(input) : TapeChannels(tape.channels(0..<4, of: input), tape.channels(4..<9, of: input))
      let out = tape.value(of: tape.renewed(TapeChannels(state), by: test.cell, parts))
      Self.expectAgreement(out.map.tensor, try test.oracle.float32("out"), "out")
      tape.seed(try test.map("upstream"), of: out)
      tape.backward()
      Self.expectAgreement(try #require(tape.gradient(of: state)).tensor, try test.oracle.float32("grad_h"), "state")
      Self.expectAgreement(try #require(tape.gradient(of: input)).tensor, try test.oracle.float32("grad_x"), "input")
      let gradients = parameters.gradients
      for (name, value) in gradients {
        Self.expectAgreement(value, try test.oracle.float32("grad.\(name.dropFirst(5))"), name)
      }
      #expect(gradients.count == 6)
      if step == 0 { bytes = tape.byteCount }
    }
    // The views of channels need two gradients more.
    #expect(tape.byteCount <= bytes + 2 * 9 * 11 * 14 * 4 * 2)
  }
}
