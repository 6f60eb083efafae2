import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@Suite(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
struct ConvGRUTests {
  private static let names = ["convz", "convr", "convq"]
  private static let hidden = 6

  private struct Case {
    var oracle: NumpyArchive
    var parameters: [String: Tensor<Float>] = [:]
    var cell: ConvGRU

    init() throws {
      oracle = try NumpyArchive(path: SharedFolder.path("oracles/conv_gru.npz"))
      let configuration = ConvGRU.Configuration(hidden: hidden, inputs: 9)
      for name in configuration.parameterShapes.keys { parameters[name] = try oracle.float32("param.\(name)") }
      cell = try ConvGRU(configuration, parameters: ParameterTree(parameters, source: "conv_gru.npz"))
    }

    func map(_ name: String) throws -> FeatureMap { FeatureMap(try oracle.float32(name)) }
  }

  private static func expectAgreement(_ actual: Tensor<Float>, _ expected: Tensor<Float>, _ what: String) {
    #expect(actual.shape == expected.shape, "\(what)")
    let worst = zip(actual.scalars, expected.scalars).map { ($0 - $1).magnitude - 1e-4 * $1.magnitude }.max() ?? .nan
    #expect(worst <= 1e-5, "\(what)")
  }

  @Test(arguments: InstructionSet.available, [false, true])
  func `A cell agrees with the oracle`(set: InstructionSet, keepsGates: Bool) throws {
    let test = try Case()
    let workers = try Workers(threads: 2, instructionSet: set)
    let (h, x) = (try test.map("h"), try test.map("x"))
    let workspace = ConvGRU.Workspace(batch: 2, hidden: Self.hidden, height: 11, width: 14, keepsGates: keepsGates)
    let out = FeatureMap(batch: 2, channels: Self.hidden, height: 11, width: 14)
    test.cell(h, x, into: out, workspace: workspace, workers: workers)
    Self.expectAgreement(out.tensor, try test.oracle.float32("out"), "of one input")
    test.cell(h, x[0..<4], x[4..<9], into: h, workspace: workspace, workers: workers)
    Self.expectAgreement(h.tensor, try test.oracle.float32("out"), "of two inputs, in place")
  }

  @Test(arguments: InstructionSet.available)
  func `The gradients of a cell agree with the oracle`(set: InstructionSet) throws {
    let test = try Case()
    let workers = try Workers(threads: 2, instructionSet: set)
    let (h, x, upstream) = (try test.map("h"), try test.map("x"), try test.map("upstream"))
    func room(_ channels: Int) -> FeatureMap { FeatureMap(batch: 2, channels: channels, height: 11, width: 14) }
    let kept = ConvGRU.Workspace(batch: 2, hidden: Self.hidden, height: 11, width: 14, keepsGates: true)
    test.cell(h, x, into: room(Self.hidden), workspace: kept, workers: workers)

    let sums = GRUGates.BlendGradients(
      update: room(Self.hidden), candidate: room(Self.hidden), state: room(Self.hidden))
    GRUGates.blendGradient(
      upstream, update: kept.update, candidate: kept.candidate, state: h, into: sums, workers: workers)
    let input = room(Self.hidden + 9)
    let (statePart, inputPart) = (input[0..<Self.hidden], input[Self.hidden..<Self.hidden + 9])
    func gradients(_ name: String, _ upstream: FeatureMap, state: FeatureMap) throws -> FeatureMap {
      statePart.copy(from: state.tensor)
      inputPart.copy(from: x.tensor)
      let weight = try #require(test.parameters["\(name).weight"])
      let gradients = Reference.convolutionGradients(
        upstream.tensor, of: input.tensor, weight: weight, stride: 1, padding: 1)
      Self.expectAgreement(gradients.weight, try test.oracle.float32("grad.\(name).weight"), "\(name).weight")
      Self.expectAgreement(gradients.bias, try test.oracle.float32("grad.\(name).bias"), "\(name).bias")
      return FeatureMap(gradients.data)
    }
    let throughCandidate = try gradients("convq", sums.candidate, state: kept.resetState)
    let resetSums = room(Self.hidden)
    GRUGates.resetGradient(
      throughCandidate[0..<Self.hidden], reset: kept.reset, state: h, into: resetSums, addingTo: sums.state,
      workers: workers)
    let throughUpdate = try gradients("convz", sums.update, state: h)
    let throughReset = try gradients("convr", resetSums, state: h)
    let inputGradient = throughCandidate[Self.hidden..<Self.hidden + 9]
    for gradient in [throughUpdate, throughReset] {
      workers.add(gradient[0..<Self.hidden], to: sums.state)
      workers.add(gradient[Self.hidden..<Self.hidden + 9], to: inputGradient)
    }
    Self.expectAgreement(sums.state.tensor, try test.oracle.float32("grad_h"), "state")
    Self.expectAgreement(inputGradient.tensor, try test.oracle.float32("grad_x"), "input")
  }
}
