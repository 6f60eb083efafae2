import Datasets
import Files
import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@testable import SpikingNetworks

/// Classifiers as graphs of NIR, and graphs as classifiers.
@Suite struct NIRClassifierTests {
  private let workers: Workers

  init() throws { workers = try Workers(threads: 2) }

  private static func chain(_ neuron: SpikingNeuron) -> ClassifierArchitecture {
    let activation = ActivationDescription.spiking(neuron)
    return ClassifierArchitecture(
      name: "chain", inputShape: [2, 8, 8], classes: 4,
      layers: [
        .convolution(ConvolutionDescription(name: "a", inputs: 2, outputs: 5, stride: 2)),
        .batchNormalization(name: "n", channels: 5), .activation(name: "b", activation),
        .averagePool(kernel: 2, stride: 2),
        .convolution(ConvolutionDescription(name: "c", inputs: 5, outputs: 6, hasBias: true)),
        .activation(name: "d", activation), .globalAveragePool, .flatten, .linear(name: "e", inputs: 6, outputs: 7),
        .activation(name: "f", activation), .linear(name: "g", inputs: 7, outputs: 4, hasBias: false),
      ])
  }

  private static let residual: ClassifierArchitecture = {
    let twin = ActivationDescription.spiking(.quantizationTwin)
    return ClassifierArchitecture(
      name: "residual", inputShape: [2, 8, 8], classes: 3,
      layers: [
        .convolution(ConvolutionDescription(name: "a", inputs: 2, outputs: 4)),
        .batchNormalization(name: "n", channels: 4), .activation(name: "b", twin),
        .residual(
          body: [.convolution(ConvolutionDescription(name: "r", inputs: 4, outputs: 8, stride: 2))],
          shortcut: .subsampled(stride: 2, zerosBefore: 2, zerosBehind: 2)),
        .activation(name: "s", twin),
        .residual(
          body: [
            .convolution(ConvolutionDescription(name: "t", inputs: 8, outputs: 8, hasBias: true)),
            .activation(name: "m", twin), .convolution(ConvolutionDescription(name: "w", inputs: 8, outputs: 8)),
          ], shortcut: .identity),
        .activation(name: "x", twin),
        .residual(
          body: [
            .convolution(ConvolutionDescription(name: "y", inputs: 8, outputs: 8)), .activation(name: "z", twin),
            .convolution(ConvolutionDescription(name: "q", inputs: 8, outputs: 8)),
          ],
          shortcut: .layers([.convolution(ConvolutionDescription(name: "u", inputs: 8, outputs: 8, kernel: 1))])),
        .activation(name: "v", twin), .averagePool(kernel: 2, stride: 2), .flatten,
        .linear(name: "l", inputs: 32, outputs: 3),
      ])
  }()

  private static let architectures = [
    chain(.quantizationTwin), chain(SpikingNeuron()), chain(SpikingNeuron(decay: 0.875)),
    chain(SpikingNeuron(reset: .hard)), chain(SpikingNeuron(reset: .hard, initialPotential: 0.25, decay: 0.75)),
    residual,
  ]

  private func checkpoint(_ architecture: ClassifierArchitecture) throws -> ClassifierCheckpoint {
    let random = ParameterInitializer(seed: 11, gain: 1.5)
    var tensors: [String: Tensor<Float>] = [:]
    for parameter in architecture.parameters {
      let name = parameter.name
      switch parameter.role {
      case .weight:
        tensors[name] = random.weight(name, shape: parameter.shape, fanIn: parameter.shape[1...].reduce(1, *))
      case .threshold:
        // One a channel where there may be, so that both shapes are met.
        let shape = name == "b.thresh" ? parameter.otherShape ?? [1] : [1]
        tensors[name] = random.uniform(name, shape: shape).map { 0.375 + 0.125 * $0 }
      case .runningVariance, .normalizationScale:
        tensors[name] = random.uniform(name, shape: parameter.shape).map { 1 + 0.25 * $0 }
      default: tensors[name] = random.vector(name, shape: parameter.shape)
      }
    }
    return try ClassifierCheckpoint(architecture: architecture, tensors: tensors, input: nil, source: "test")
  }

  private func outputs(_ checkpoint: ClassifierCheckpoint, _ input: Tensor<Float>, steps: Int) throws -> [Float] {
    try ReferenceSpikingClassifier(checkpoint).run(.constant(input), steps: steps, workers: workers).outputs.scalars
  }

  private func differences(_ a: [Float], _ b: [Float]) -> Int { zip(a, b).count { abs($0 - $1) > 1e-3 } }

  @Test(arguments: architectures)
  func `A classifier and its graph give the same in every step, there and back through a file`(
    architecture: ClassifierArchitecture
  ) throws {
    let steps = 24
    let original = try checkpoint(architecture)
    let input = ParameterInitializer(seed: 3).uniform("input", shape: [1] + architecture.inputShape)
    let expected = try outputs(original, input, steps: steps)
    let folder = try TemporaryFolder()
    try HDF5Tree.write(NIRGraph(original).stored(), path: folder.file("snn.nir"))
    let graph = try NIRGraph(HDF5Tree.read(folder.file("snn.nir")), path: "snn.nir")
    let sample = input.slice(at: 0).map { Double($0) }
    let repeated = Tensor(
      shape: [steps] + architecture.inputShape, scalars: (0..<steps).flatMap { _ in sample.scalars })
    let stepped = try NIRExecutor(graph).run(repeated)
    // A spike at the very threshold may fall in another step in other precision.
    #expect(differences(stepped.scalars.map { Float($0) }, expected) <= steps * architecture.classes / 20)
    #expect(Set(expected).count > steps / 2)
    let back = try ClassifierCheckpoint(graph)
    #expect(
      back.architecture.inputShape == architecture.inputShape && back.architecture.classes == architecture.classes)
    #expect(back.architecture.neurons == architecture.neurons)
    #expect(differences(try outputs(back, input, steps: steps), expected) <= steps * architecture.classes / 20)
    _ = try SpikingClassifier(back)
  }

  private func tensor(_ shape: [Int], _ scalars: [Double]) -> Tensor<Double> { Tensor(shape: shape, scalars: scalars) }

  private func values(_ shape: [Int], _ name: String) -> Tensor<Double> {
    ParameterInitializer(seed: 5).uniform(name, shape: shape).map { Double($0) }
  }

  @Test func `Factors of spikes, sums and resistances of a graph become part of the weights`() throws {
    let convolution = NIRConvolution(
      weight: values([3, 2, 3, 3], "c"), bias: values([3], "cb"), stride: [1, 1], padding: .same, dilation: [1, 1])
    let graph = try NIRGraph(chain: [
      .input(shape: [2, 4, 4]), .convolution(convolution),
      .neuron(
        NIRNeuron(
          .integrateAndFire, [.resistance: tensor([3, 1, 1], [0.5, 0.75, 1]), .threshold: tensor([], [0.25])])),
      .pool(NIRPool(isMean: false, kernel: [2, 2], stride: [2, 2])), .flatten(first: 0, last: 2, inputShape: nil),
      .affine(weight: values([5, 12], "l"), bias: values([5], "lb")),
      .neuron(
        NIRNeuron(
          .leakyIntegrateAndFire,
          [
            .resistance: tensor([], [2]), .membraneTime: tensor([], [4]), .leak: tensor([], [-0.125]),
            .reset: tensor([], [-0.125]), .threshold: tensor([], [0.375]),
          ])),
      .scale(tensor([5], [1, 2, 3, 4, 5])), .affine(weight: values([2, 5], "o"), bias: nil), .output(shape: [2]),
    ])
    let checkpoint = try ClassifierCheckpoint(graph, timeStep: 0.5)
    let input = ParameterInitializer(seed: 3).uniform("input", shape: [1, 2, 4, 4])
    let fast = try SpikingClassifier(checkpoint).run(.constant(input), steps: 20, workers: workers).outputs.scalars
    let sample = input.scalars.map(Double.init)
    let stepped = try NIRExecutor(graph, timeStep: 0.5).run(
      tensor([20, 2, 4, 4], (0..<20).flatMap { _ in sample }))
    #expect(differences(fast, stepped.scalars.map { Float($0) }) <= 2)
    #expect(Set(fast).count > 3)
  }

  @Test func `What has no counterpart is told with its name`() throws {
    func place(_ body: () throws -> Void) -> String? { #expect(throws: FileError.self) { try body() }?.place }
    let resting = try checkpoint(Self.chain(SpikingNeuron(refractorySteps: 1)))
    #expect(place { _ = try NIRGraph(resting) } == "layer b")
    let pooled = ClassifierArchitecture(
      name: "p", inputShape: [1, 4, 4], classes: 1,
      layers: [.maxPool(kernel: 4, stride: 4), .linear(name: "l", inputs: 1, outputs: 1)])
    #expect(place { _ = try NIRGraph(checkpoint(pooled)) } == "layer maxPool")
    let delayed = try NIRGraph(chain: [.input(shape: [2]), .delay(tensor([2], [1, 1])), .output(shape: [2])])
    #expect(place { _ = try ClassifierCheckpoint(delayed) } == "node 1_delay")
    let nodes: [NIRGraph.Node] = [
      .init("i", .input(shape: [1])), .init("a", .affine(weight: tensor([1, 1], [1]), bias: nil)),
      .init("b", .affine(weight: tensor([1, 1], [1]), bias: nil)), .init("o", .output(shape: [1])),
    ]
    let cycle = try NIRGraph(
      nodes: nodes, edges: [.init("i", "a"), .init("a", "b"), .init("b", "a"), .init("b", "o")])
    #expect(place { _ = try ClassifierCheckpoint(cycle) } == "node a")
  }
}
