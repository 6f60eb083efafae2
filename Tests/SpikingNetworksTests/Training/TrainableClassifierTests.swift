import Kernels
import NeuralNetworks
import Tensors
import Testing

@testable import SpikingNetworks

@Suite struct TrainableClassifierTests {
  /// Parameters of which none is as it starts.
  private static func parameters(_ architecture: ClassifierArchitecture, threshold: Float) -> [String: Tensor<Float>] {
    var values = InitialParameters(seed: 3, threshold: threshold).values(of: architecture)
    let random = ParameterInitializer(seed: 4)
    for parameter in architecture.parameters where parameter.role != .weight {
      let vector = random.vector(parameter.name, shape: parameter.shape).scalars
      values[parameter.name] = values[parameter.name].map {
        Tensor(shape: $0.shape, scalars: zip($0.scalars, vector).map(+))
      }
    }
    return values
  }

  private static func residual(_ activation: ActivationDescription) -> ClassifierArchitecture {
    ClassifierArchitecture(
      name: "residual", inputShape: [1, 8, 8], classes: 4,
      layers: [
        .convolution(ConvolutionDescription(name: "a", inputs: 1, outputs: 4)), .activation(name: "s1", activation),
        .residual(
          body: [
            .convolution(ConvolutionDescription(name: "b", inputs: 4, outputs: 6, stride: 2)),
            .batchNormalization(name: "n", channels: 6), .activation(name: "s2", activation),
            .convolution(ConvolutionDescription(name: "c", inputs: 6, outputs: 6, hasBias: true)),
          ], shortcut: .subsampled(stride: 2, zerosBefore: 1, zerosBehind: 1)),
        .activation(name: "s3", activation),
        .residual(
          body: [.convolution(ConvolutionDescription(name: "d", inputs: 6, outputs: 5))],
          shortcut: .layers([.convolution(ConvolutionDescription(name: "e", inputs: 6, outputs: 5, kernel: 1))])),
        .activation(name: "s4", activation), .globalAveragePool, .flatten,
        .linear(name: "f", inputs: 5, outputs: 4),
      ])
  }

  private static func outputs(
    _ architecture: ClassifierArchitecture, _ parameters: [String: Tensor<Float>], _ samples: TrainingSamples,
    steps: Int, workers: Workers
  ) throws -> Tensor<Float> {
    let tape = Tape(parameters: TrainableParameters(parameters), workers: workers)
    tape.isRecording = false
    let input = tape.map([samples.steps * samples.count] + samples.shape)
    samples.write(Array(0..<samples.count), into: input, workers: workers)
    return try TrainableClassifier(architecture).outputs(
      tape.constant(input), inputHasSteps: samples.steps > 1, steps: steps, tape: tape
    ).map.tensor
  }

  @Test(arguments: [ActivationDescription.relu, .qcfs(levels: 4), .lsq(levels: 3)])
  func `A trained network gives what the network in use gives`(activation: ActivationDescription) throws {
    let workers = try Workers(threads: 2)
    let samples = ToySamples.pictures(5)
    for architecture in [ToySamples.network(activation: activation), Self.residual(activation)] {
      let parameters = Self.parameters(architecture, threshold: 1.5)
      let trained = try Self.outputs(architecture, parameters, samples, steps: 1, workers: workers)
      let map = FeatureMap(batch: 5, channels: 1, height: 8, width: 8)
      samples.write(Array(0..<5), into: map, workers: workers)
      let used = try DenseClassifier(
        architecture: architecture, parameters: ParameterTree(parameters, source: "test"))(map.tensor, workers: workers)
      let pairs = zip(trained.scalars, used.scalars).filter { ($0 - $1).magnitude > 1e-4 }
      #expect(pairs.isEmpty && trained.count == used.count, "\(architecture.name)")
    }
  }

  @Test(arguments: [
    SpikingNeuron(initialPotential: 0.5), SpikingNeuron(decay: 0.8), SpikingNeuron(reset: .hard, decay: 0.9),
  ])
  func `A trained spiking network gives what the network in use gives in every step`(neuron: SpikingNeuron) throws {
    let workers = try Workers(threads: 2)
    func check(_ architecture: ClassifierArchitecture, _ samples: TrainingSamples, steps: Int) throws {
      let parameters = Self.parameters(architecture, threshold: 0.6)
      let trained = try Self.outputs(architecture, parameters, samples, steps: steps, workers: workers)
      let map = FeatureMap(Tensor(zeros: [samples.steps * samples.count] + samples.shape))
      samples.write(Array(0..<samples.count), into: map, workers: workers)
      let values = map.tensor
      let input: SpikingInput =
        samples.steps == 1
        ? .constant(values)
        : .sequence(values.reshaped(to: [samples.steps, samples.count] + samples.shape))
      let used = try ReferenceSpikingClassifier(
        architecture: architecture, parameters: ParameterTree(parameters, source: "test")
      ).run(input, steps: steps, workers: workers)
      let pairs = zip(trained.scalars, used.outputs.scalars).filter { ($0 - $1).magnitude > 1e-4 }
      #expect(pairs.isEmpty && trained.count == used.outputs.count, "\(architecture.name)")
    }
    let pictures = ToySamples.pictures(3)
    try check(ToySamples.network(activation: .spiking(neuron)), pictures, steps: 6)
    try check(Self.residual(.spiking(neuron)), pictures, steps: 6)
    try check(ToySamples.network(channels: 2, activation: .spiking(neuron)), ToySamples.recordings(3), steps: 5)
  }

  @Test func `What cannot be trained is told by its layer`() throws {
    let resting = ToySamples.network(activation: .spiking(SpikingNeuron(refractorySteps: 1)))
    #expect(throws: TrainableClassifier.Obstacle.self) { try TrainableClassifier(resting) }
    var pooling = ToySamples.network(activation: .spiking(SpikingNeuron()))
    pooling.layers = pooling.layers.map {
      if case .averagePool = $0 { .maxPool(kernel: 2, stride: 2) } else { $0 }
    }
    #expect(throws: TrainableClassifier.Obstacle.self) { try TrainableClassifier(pooling) }
    var wrong = ToySamples.network(activation: .relu)
    wrong.classes = 5
    #expect(throws: ArchitectureFault.self) { try TrainableClassifier(wrong) }
  }
}
