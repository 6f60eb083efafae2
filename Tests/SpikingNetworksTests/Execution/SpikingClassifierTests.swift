import Files
import Kernels
import NeuralNetworks
import SpikingNetworks
import Tensors
import TestSupport
import Testing

/// The event-driven classifier against the plain one.
@Suite struct SpikingClassifierTests {
  private func input(_ shape: [Int]) -> Tensor<Float> { ParameterInitializer(seed: 3).uniform("input", shape: shape) }

  private func expectAgreement(
    _ architecture: ClassifierArchitecture, _ parameters: ParameterTree, _ input: SpikingInput, steps: Int
  ) throws {
    let workers = try Workers(threads: 2)
    let fast = try SpikingClassifier(architecture: architecture, parameters: parameters)
      .run(input, steps: steps, workers: workers)
    let plain = try ReferenceSpikingClassifier(architecture: architecture, parameters: parameters)
      .run(input, steps: steps, workers: workers)
    #expect(fast.layers.map(\.name) == plain.layers.map(\.name))
    #expect(fast.layers.map(\.neurons) == plain.layers.map(\.neurons))
    let differences = zip(fast.outputs.scalars, plain.outputs.scalars).count { abs($0 - $1) > 1e-3 }
    #expect(Double(differences) <= 0.01 * Double(plain.outputs.count))
    for (a, b) in zip(fast.layers, plain.layers) {
      let (ours, theirs) = (a.spikes.reduce(0, +), b.spikes.reduce(0, +))
      #expect(Double(abs(ours - theirs)) <= 0.002 * Double(theirs), "spikes of \(a.name): \(ours), not \(theirs)")
    }
    #expect(plain.layers.allSatisfy { $0.spikes.contains { $0 > 0 } })
  }

  private static let twin = ActivationDescription.spiking(.quantizationTwin)

  private static let residual = ClassifierArchitecture(
    name: "residual", inputShape: [2, 8, 8], classes: 3,
    layers: [
      .convolution(ConvolutionDescription(name: "a", inputs: 2, outputs: 4)),
      .batchNormalization(name: "n", channels: 4), .activation(name: "b", twin),
      .residual(
        body: [.convolution(ConvolutionDescription(name: "r", inputs: 4, outputs: 8, stride: 2))],
        shortcut: .subsampled(stride: 2, zerosBefore: 2, zerosBehind: 2)),
      .activation(name: "s", twin),
      .residual(
        body: [.convolution(ConvolutionDescription(name: "t", inputs: 8, outputs: 8, hasBias: true))],
        shortcut: .layers([.convolution(ConvolutionDescription(name: "u", inputs: 8, outputs: 8, kernel: 1))])),
      .activation(name: "v", twin), .averagePool(kernel: 2, stride: 2), .flatten,
      .linear(name: "l", inputs: 32, outputs: 3),
    ])

  private static func chain(_ neuron: SpikingNeuron) -> ClassifierArchitecture {
    ClassifierArchitecture(
      name: "chain", inputShape: [3, 12, 12], classes: 5,
      layers: [
        .averagePool(kernel: 2, stride: 2),
        .convolution(ConvolutionDescription(name: "a", inputs: 3, outputs: 20, hasBias: true)),
        .activation(name: "b", .spiking(neuron)), .maxPool(kernel: 3, stride: 2, padding: 1),
        .convolution(ConvolutionDescription(name: "c", inputs: 20, outputs: 70)),
        .activation(name: "d", .spiking(neuron)), .flatten, .linear(name: "e", inputs: 630, outputs: 33),
        .activation(name: "f", .spiking(neuron)), .linear(name: "g", inputs: 33, outputs: 5),
      ])
  }

  private static let neurons = [
    SpikingNeuron.quantizationTwin, SpikingNeuron(reset: .hard, decay: 0.9375), SpikingNeuron(refractorySteps: 1),
    SpikingNeuron(initialPotential: 0.5, correctsWithNegativeSpikes: true, largestCount: 2),
  ]

  @Test(arguments: [1, 3, 9]) func `residual sums, shortcuts and averages are those of the plain network`(
    _ samples: Int
  ) throws {
    let parameters = ParameterTree(SmallNetworks.parameters(of: Self.residual, seed: 5), source: "test")
    try expectAgreement(Self.residual, parameters, .constant(input([samples, 2, 8, 8])), steps: 11)
    try expectAgreement(Self.residual, parameters, .sequence(input([9, samples, 2, 8, 8])), steps: 11)
  }

  @Test(arguments: neurons) func `every kind of neuron is that of the plain network`(_ neuron: SpikingNeuron) throws {
    let architecture = Self.chain(neuron)
    let parameters = ParameterTree(SmallNetworks.parameters(of: architecture, seed: 7), source: "test")
    try expectAgreement(architecture, parameters, .constant(input([4, 3, 12, 12])), steps: 10)
    try expectAgreement(architecture, parameters, .sequence(input([10, 2, 3, 12, 12])), steps: 10)
  }

  @Test func `step by step, in other batches and on other threads the outputs are the same`() throws {
    let parameters = ParameterTree(SmallNetworks.parameters(of: Self.residual, seed: 5), source: "test")
    let network = try SpikingClassifier(architecture: Self.residual, parameters: parameters)
    let shown = SpikingInput.constant(input([7, 2, 8, 8]))
    let run = network.run(shown, steps: 9, workers: try Workers(threads: 1))
    #expect(network.run(shown, steps: 9, batch: 3, workers: try Workers(threads: 3)).outputs == run.outputs)
    let runner = SpikingRunner(network, samples: 7, workers: try Workers(threads: 2))
    runner.begin(shown, samples: 0..<7)
    // Sample i stops after step i.
    for step in 0..<7 {
      #expect(runner.advance() == step..<step + 1)
      for sample in runner.active {
        let expected = (0..<3).map { run.outputs[step, sample, $0] }
        #expect(runner.output(of: sample, step: step) { Array($0) } == expected)
      }
      runner.stop([step])
    }
    #expect(runner.active.isEmpty)
  }

  @Test func `a network with a layer that has no event-driven form is refused by name`() throws {
    var architecture = Self.residual
    architecture.layers.insert(.averagePool(kernel: 2, stride: 1), at: 3)
    let parameters = ParameterTree(SmallNetworks.parameters(of: Self.residual, seed: 5), source: "test")
    #expect(throws: FileError.self) { try SpikingClassifier(architecture: architecture, parameters: parameters) }
  }
}
