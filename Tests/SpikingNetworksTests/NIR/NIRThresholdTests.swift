import Datasets
import Files
import Foundation
import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@testable import SpikingNetworks

/// Neurons of NIR fire above their threshold, those of classifiers at theirs. Weights and inputs are few binary digits, so
/// that sums meet thresholds exactly and every engine is held to the same step.
@Suite struct NIRThresholdTests {
  private static let steps = 64
  private let workers: Workers

  init() throws { workers = try Workers(threads: 2) }

  private static func tensor(_ shape: [Int], _ scalars: [Double]) -> Tensor<Double> {
    Tensor(shape: shape, scalars: scalars)
  }

  /// An `IF`, with a reset and a threshold.
  private static func neuron(threshold: [Double], reset: Double = 0, resistance: Double = 1) -> NIRNode {
    .neuron(
      NIRNeuron(
        .integrateAndFire,
        [
          .resistance: tensor([], [resistance]), .threshold: tensor([threshold.count], threshold),
          .reset: tensor([], [reset]),
        ]))
  }

  private static func leaky(threshold: Double) -> NIRNode {
    .neuron(
      NIRNeuron(
        .leakyIntegrateAndFire,
        [
          .resistance: tensor([], [4]), .membraneTime: tensor([], [4]), .leak: tensor([], [0]),
          .threshold: tensor([], [threshold]),
        ]))
  }

  /// The first layer's weight: each of four outputs meets its threshold after another number of steps.
  private static let weight = tensor([4, 4], [0.0625, 0, 0, 0, 0, 0.125, 0, 0, 0, 0, 0.25, 0, 0, 0, 0.5, 0.25])

  /// Graphs of other frameworks, whose second layer meets its thresholds exactly, too.
  private static let graphs: [(String, [NIRNode])] = [
    ("thresholds of 1", [neuron(threshold: [1, 1, 1, 1])]),
    ("a threshold each", [neuron(threshold: [0.75, 0.5, 0.75, 2])]),
    ("no number of single precision", [neuron(threshold: [0.7, 0.7, 0.7, 0.7])]),
    ("a reset below zero", [neuron(threshold: [1, 1, 1, 1], reset: -0.25)]),
    ("a resistance", [neuron(threshold: [1, 1, 1, 1], resistance: 0.5)]), ("a leak", [leaky(threshold: 0.5)]),
    ("spikes of 3", [neuron(threshold: [1, 1, 1, 1]), .scale(tensor([], [3]))]),
    ("spikes of the threshold", [neuron(threshold: [0.75, 0.75, 0.75, 0.75]), .scale(tensor([], [0.75]))]),
  ]

  private static func graph(_ first: [NIRNode], inputShape: [Int] = [4]) throws -> NIRGraph {
    let flatten = inputShape.count > 1 ? [NIRNode.flatten(first: 0, last: -1, inputShape: inputShape)] : []
    return try NIRGraph(
      chain: [.input(shape: inputShape)] + flatten + [.affine(weight: weight, bias: nil)] + first + [
        .affine(
          weight: tensor([2, 4], [0.25, 0.5, 0.25, 0.125, 0.5, 0.0625, 0.25, 0.5]), bias: tensor([2], [0, 0.125])),
        neuron(threshold: [1, 1.5]), .output(shape: [2]),
      ])
  }

  /// A membrane, a threshold and a scale that takes from the membrane: a reset that keeps what exceeds the threshold.
  private static func keeping(threshold: Double, taking: Double, membrane: NIRNeuron) throws -> NIRGraph {
    try NIRGraph(
      nodes: [
        .init("input", .input(shape: [4])), .init("product", .affine(weight: weight, bias: nil)),
        .init("membrane", .neuron(membrane)), .init("spike", .threshold(tensor([], [threshold]))),
        .init("back", .scale(tensor([], [-taking]))),
        .init("last", .affine(weight: tensor([2, 4], [1, 0, 2, 0, 0, 1, 0, 2]), bias: nil)),
        .init("output", .output(shape: [2])),
      ],
      edges: [
        .init("input", "product"), .init("product", "membrane"), .init("membrane", "spike"), .init("spike", "back"),
        .init("back", "membrane"), .init("spike", "last"), .init("last", "output"),
      ])
  }

  private func stepped(_ graph: NIRGraph) throws -> [Float] {
    let shape = try NIRShapes(of: graph)[graph.inputs[0].name].input
    let ones = Tensor<Double>(repeating: 1, shape: [Self.steps] + shape)
    return try NIRExecutor(graph).run(ones).scalars.map { Float($0) }
  }

  private func fast(_ checkpoint: ClassifierCheckpoint, _ set: InstructionSet? = nil) throws -> [Float] {
    let workers = try set.map { try Workers(threads: 1, instructionSet: $0) } ?? workers
    let input = Tensor<Float>(repeating: 1, shape: [1] + checkpoint.architecture.inputShape)
    return try SpikingClassifier(checkpoint).run(.constant(input), steps: Self.steps, workers: workers).outputs.scalars
  }

  private func reference(_ checkpoint: ClassifierCheckpoint) throws -> [Float] {
    let input = Tensor<Float>(repeating: 1, shape: [1] + checkpoint.architecture.inputShape)
    return try ReferenceSpikingClassifier(checkpoint).run(.constant(input), steps: Self.steps, workers: workers)
      .outputs.scalars
  }

  /// Through a file of each kind.
  private func stored(_ checkpoint: ClassifierCheckpoint) throws -> ClassifierCheckpoint {
    let folder = try TemporaryFolder()
    try checkpoint.write(to: folder.file("snn.safetensors"), version: "test")
    return try ClassifierCheckpoint(path: folder.file("snn.safetensors"))
  }

  private func stored(_ graph: NIRGraph) throws -> NIRGraph {
    let folder = try TemporaryFolder()
    try HDF5Tree.write(graph.stored(), path: folder.file("snn.nir"))
    return try NIRGraph(HDF5Tree.read(folder.file("snn.nir")), path: "snn.nir")
  }

  private func expectSameSpikes(_ graph: NIRGraph, _ name: String) throws {
    let expected = try stepped(graph)
    #expect(Set(expected).count > 1, "\(name)")
    let checkpoint = try ClassifierCheckpoint(graph)
    #expect(try reference(checkpoint) == expected, "\(name), reference")
    for set in InstructionSet.available {
      #expect(try fast(checkpoint, set) == expected, "\(name), \(set)")
    }
    let kept = try stored(checkpoint)
    #expect(kept.architecture == checkpoint.architecture && kept.tensors == checkpoint.tensors, "\(name)")
    let back = try stored(NIRGraph(kept))
    #expect(try stepped(back) == expected, "\(name), as a graph again")
    #expect(try fast(ClassifierCheckpoint(back)) == expected, "\(name), through a graph")
  }

  @Test(arguments: graphs)
  func `A graph of another framework spikes in the same steps on every engine and after a way through`(
    name: String, first: [NIRNode]
  ) throws {
    try expectSameSpikes(Self.graph(first), name)
  }

  @Test func `A membrane that reaches its threshold of 1 after 16 steps of 1/16 fires in the 17th`() throws {
    let graph = try NIRGraph(chain: [
      .input(shape: [1]), .affine(weight: Self.tensor([1, 1], [0.0625]), bias: nil), Self.neuron(threshold: [1]),
      .output(shape: [1]),
    ])
    for outputs in [
      try stepped(graph), try fast(ClassifierCheckpoint(graph)), try reference(ClassifierCheckpoint(graph)),
    ] {
      #expect(outputs.firstIndex { $0 > 0 } == 16)
    }
  }

  @Test func `A reset that keeps what exceeds the threshold, leaking or not, fires above it, too`() throws {
    let integrator = NIRNeuron(.integrator, [.resistance: Self.tensor([], [1])])
    let leaky = NIRNeuron(
      .leakyIntegrator,
      [.resistance: Self.tensor([], [4]), .membraneTime: Self.tensor([], [4]), .leak: Self.tensor([], [0])])
    try expectSameSpikes(Self.keeping(threshold: 1, taking: 1, membrane: integrator), "keeping")
    try expectSameSpikes(Self.keeping(threshold: 0.75, taking: 0.75, membrane: integrator), "keeping, spikes of 1")
    try expectSameSpikes(Self.keeping(threshold: 0.5, taking: 0.375, membrane: leaky), "keeping and leaking")
    let offset = try Self.keeping(threshold: 1, taking: 0.375, membrane: leaky)
    #expect(throws: FileError.self) { try ClassifierCheckpoint(offset) }
  }

  private static let own: [SpikingNeuron] = [
    SpikingNeuron(), .quantizationTwin, SpikingNeuron(initialPotential: 0.25), SpikingNeuron(decay: 0.875),
    SpikingNeuron(reset: .hard), SpikingNeuron(reset: .hard, initialPotential: 0.25, decay: 0.75),
    SpikingNeuron(reset: .hard, firesAbove: true), SpikingNeuron(firesAbove: true),
    SpikingNeuron(reset: .hard, firesAbove: true, sendsOnes: true),
    SpikingNeuron(reset: .hard, initialPotential: 0.5, firesAbove: true),
  ]

  @Test(arguments: own, [[Float(1)], [0.75], [0.5, 0.75, 1.25, 2], [0.3, 0.7, 0.9, 1.1]])
  func `A classifier comes back from a graph as it was, bit for bit`(
    neuron: SpikingNeuron, thresholds: [Float]
  ) throws {
    let architecture = ClassifierArchitecture(
      name: "own", inputShape: [4, 1, 1], classes: 4,
      layers: [
        .linear(name: "a", inputs: 4, outputs: 4, hasBias: false), .activation(name: "n", .spiking(neuron)),
        .linear(name: "b", inputs: 4, outputs: 4, hasBias: false),
      ])
    let tensors: [String: Tensor<Float>] = [
      "a.weight": Self.weight.map { Float($0) }, "b.weight": Self.weight.map { Float($0) },
      "n.thresh": Tensor(shape: [thresholds.count], scalars: thresholds),
    ]
    let original = try ClassifierCheckpoint(
      architecture: architecture, tensors: tensors, input: nil, source: "test")
    let graph = try stored(NIRGraph(original))
    let back = try ClassifierCheckpoint(graph)
    var expected = neuron
    // Ones and thresholds of 1 are the same spikes.
    if thresholds == [1] { expected.sendsOnes = false }
    #expect(back.architecture.activations.map(\.description) == [.spiking(expected)])
    #expect(back.tensors == tensors)
    #expect(try fast(back) == fast(original))
    // Numbers of few binary digits are the same in double precision.
    if neuron.decay == 1 && thresholds.allSatisfy({ $0 * 4 == ($0 * 4).rounded() }) {
      #expect(try stepped(graph) == reference(original))
    }
  }

  @Test func `A threshold that is reached is written as the next lower number of single precision`() throws {
    let (architecture, parameters) = SmallNetworks.neurons(SpikingNeuron(reset: .hard), weights: [[1]], threshold: 0.75)
    let checkpoint = try ClassifierCheckpoint(
      architecture: architecture,
      tensors: [
        "in.weight": parameters.tensor("in.weight", shape: [1, 1]),
        "out.weight": parameters.tensor("out.weight", shape: [1, 1]),
        "act.thresh": parameters.tensor("act.thresh", shape: [1]),
      ], input: nil, source: "test")
    guard case .neuron(let neuron)? = try NIRGraph(checkpoint)["act"] else {
      Issue.record("there is no neuron act")
      return
    }
    #expect(neuron.parameters[.threshold]?.scalars == [Double(Float(0.75).nextDown)])
  }

  @Test(arguments: [[4], [4, 1, 1], [1, 2, 2]])
  func `An input keeps its shape on the way through`(shape: [Int]) throws {
    let graph = try Self.graph([Self.neuron(threshold: [1, 1, 1, 1])], inputShape: shape)
    let back = try stored(NIRGraph(stored(ClassifierCheckpoint(graph))))
    #expect(back.inputs.map(\.kind) == [.input(shape: shape)])
    #expect(back.outputs.map(\.kind) == [.output(shape: [2])])
    #expect(try stepped(back) == stepped(graph))
  }

  @Test func `Neurons stored by an earlier version are read, and those that need no new word are stored as then`()
    throws
  {
    let earlier =
      #"{"correctsWithNegativeSpikes":false,"decay":1,"initialPotential":0.5,"refractorySteps":0,"reset":{"soft":{}}}"#
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(try JSONDecoder().decode(SpikingNeuron.self, from: Data(earlier.utf8)) == .quantizationTwin)
    #expect(String(decoding: try encoder.encode(SpikingNeuron.quantizationTwin), as: UTF8.self) == earlier)
    let neuron = SpikingNeuron(largestCount: 3, firesAbove: true, sendsOnes: true)
    #expect(try JSONDecoder().decode(SpikingNeuron.self, from: encoder.encode(neuron)) == neuron)
  }

  @Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))
  func `The neuron of a public report fires in step 17`() throws {
    let path = SharedFolder.path("cases/snntorch452/if.nir")
    let graph = try NIRGraph(HDF5Tree.read(path), path: path)
    var outputs = [try stepped(graph), try fast(ClassifierCheckpoint(graph))]
    outputs.append(try stepped(stored(NIRGraph(stored(ClassifierCheckpoint(graph))))))
    for values in outputs {
      let first = stride(from: 0, to: values.count, by: 2).map { values[$0] }
      #expect(first.firstIndex { $0 > 0 } == 16)
    }
  }
}
