import Kernels
import NeuralNetworks
import SpikingNetworks
import Tensors
import Testing

@Suite struct ReferenceSpikingClassifierTests {
  /// What one neuron sends in each step for a row of inputs.
  private func spikes(_ neuron: SpikingNeuron, _ inputs: [Float], threshold: Float = 1) throws -> [Float] {
    let (architecture, parameters) = SmallNetworks.neurons(neuron, weights: [[1]], threshold: threshold)
    let network = try ReferenceSpikingClassifier(architecture: architecture, parameters: parameters)
    let input = Tensor<Float>(shape: [inputs.count, 1, 1, 1, 1], scalars: inputs)
    return network.run(.sequence(input), steps: inputs.count, workers: try Workers(threads: 1)).outputs.scalars
  }

  @Test func `A soft reset keeps what exceeds the threshold, a hard one does not`() throws {
    let inputs: [Float] = [0.75, 0.75, 0.75, 0.75]
    #expect(try spikes(SpikingNeuron(), inputs) == [0, 1, 1, 1])
    #expect(try spikes(SpikingNeuron(reset: .hard), inputs) == [0, 1, 0, 1])
  }

  @Test func `A membrane that starts at half a threshold rounds to the nearest count`() throws {
    let neuron = SpikingNeuron.quantizationTwin
    #expect(try spikes(neuron, [0.625, 0.625, 0.625, 0.625]) == [1, 0, 1, 1])
    #expect(try spikes(neuron, [1, 1, 1, 1], threshold: 2) == [2, 0, 2, 0])
  }

  @Test func `A leak takes its share before the input is added`() throws {
    #expect(try spikes(SpikingNeuron(decay: 0.5), [0.75, 0.625, 0, 0]) == [0, 1, 0, 0])
    #expect(try spikes(SpikingNeuron(decay: 0.5), [0.75, 0.5, 0.25]) == [0, 0, 0])
  }

  @Test func `A neuron that rests ignores its input`() throws {
    #expect(try spikes(SpikingNeuron(refractorySteps: 2), [1, 5, 5, 0.5, 0.5]) == [1, 0, 0, 0, 1])
  }

  @Test func `Corrections take back spikes that were sent, and no more`() throws {
    let neuron = SpikingNeuron(correctsWithNegativeSpikes: true)
    #expect(try spikes(neuron, [1, -0.5, -2, -1, 0]) == [1, -1, 0, 0, 0])
    #expect(try spikes(SpikingNeuron(), [1, -0.5, -2, -1, 0]) == [1, 0, 0, 0, 0])
  }

  @Test func `A bound holds back spikes until one is taken back`() throws {
    let neuron = SpikingNeuron(correctsWithNegativeSpikes: true, largestCount: 2)
    #expect(try spikes(neuron, [1, 1, 1, 0, -1.5, 1.5]) == [1, 1, 0, 0, -1, 1])
  }

  @Test func `After the end of a sequence there is no input`() throws {
    let (architecture, parameters) = SmallNetworks.neurons(SpikingNeuron(), weights: [[1]])
    let network = try ReferenceSpikingClassifier(architecture: architecture, parameters: parameters)
    let input = Tensor<Float>(shape: [1, 1, 1, 1, 1], scalars: [1])
    let run = network.run(.sequence(input), steps: 3, workers: try Workers(threads: 1))
    #expect(run.outputs.scalars == [1, 0, 0])
    #expect(run.layers.map(\.spikes) == [[1, 0, 0]])
    #expect(run.layers.map(\.neurons) == [1])
  }

  @Test func `Max pooling follows the neuron of each window that spiked first`() throws {
    let architecture = ClassifierArchitecture(
      name: "pool", inputShape: [1, 2, 2], classes: 1,
      layers: [
        .convolution(ConvolutionDescription(name: "a", inputs: 1, outputs: 1, kernel: 1)),
        .activation(name: "b", .spiking(SpikingNeuron())), .maxPool(kernel: 2, stride: 2), .flatten,
        .linear(name: "c", inputs: 1, outputs: 1, hasBias: false),
      ])
    let parameters = ParameterTree(
      [
        "a.weight": Tensor(shape: [1, 1, 1, 1], scalars: [1]), "b.thresh": Tensor(shape: [1], scalars: [1]),
        "c.weight": Tensor(shape: [1, 1], scalars: [1]),
      ], source: "test")
    let network = try ReferenceSpikingClassifier(architecture: architecture, parameters: parameters)
    let steps: [[Float]] = [[0, 0, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1]]
    let input = Tensor<Float>(shape: [4, 1, 1, 2, 2], scalars: steps.flatMap { $0 })
    let run = network.run(.sequence(input), steps: 4, workers: try Workers(threads: 1))
    #expect(run.outputs.scalars == [0, 1, 0, 1])
    #expect(run.layers[0].spikes == [0, 1, 2, 2])
  }

  @Test func `Thresholds may differ from channel to channel`() throws {
    let (architecture, _) = SmallNetworks.neurons(SpikingNeuron(), weights: [[1], [1]])
    let parameters = ParameterTree(
      [
        "in.weight": Tensor(shape: [2, 1], scalars: [1, 1]), "act.thresh": Tensor(shape: [2], scalars: [1, 2]),
        "out.weight": Tensor(shape: [2, 2], scalars: [1, 0, 0, 1]),
      ], source: "test")
    let network = try ReferenceSpikingClassifier(architecture: architecture, parameters: parameters)
    let run = network.run(
      .constant(Tensor(shape: [1, 1, 1, 1], scalars: [1])), steps: 4, workers: try Workers(threads: 1))
    #expect(run.outputs.scalars == [1, 0, 1, 2, 1, 0, 1, 2])
  }

  @Test func `The number of threads changes nothing`() throws {
    let architecture = ClassifierArchitecture(
      name: "threads", inputShape: [2, 8, 8], classes: 3,
      layers: [
        .convolution(ConvolutionDescription(name: "a", inputs: 2, outputs: 4)),
        .batchNormalization(name: "n", channels: 4),
        .activation(name: "b", .spiking(.quantizationTwin)),
        .residual(
          body: [.convolution(ConvolutionDescription(name: "r", inputs: 4, outputs: 8, stride: 2))],
          shortcut: .subsampled(stride: 2, zerosBefore: 2, zerosBehind: 2)),
        .activation(name: "s", .spiking(.quantizationTwin)), .averagePool(kernel: 2, stride: 2), .flatten,
        .linear(name: "l", inputs: 32, outputs: 3),
      ])
    let parameters = ParameterTree(SmallNetworks.parameters(of: architecture, seed: 5), source: "test")
    let network = try ReferenceSpikingClassifier(architecture: architecture, parameters: parameters)
    let input = ParameterInitializer(seed: 6).uniform("input", shape: [5, 2, 8, 8])
    let runs = try [1, 2, 3].map { network.run(.constant(input), steps: 6, workers: try Workers(threads: $0)) }
    #expect(runs[0].outputs == runs[1].outputs && runs[0].outputs == runs[2].outputs)
    #expect(runs[0].layers == runs[1].layers && runs[0].layers == runs[2].layers)
    #expect(runs[0].layers.allSatisfy { $0.spikes.reduce(0, +) > 0 })
  }
}
