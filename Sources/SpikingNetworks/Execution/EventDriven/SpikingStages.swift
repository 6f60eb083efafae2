import Files
import Kernels
import NeuralNetworks
import Tensors

/// The layers of neurons of a classifier, each with the synapses that reach it, in the order of the computation.
struct SpikingStages {
  /// Neurons, or the last sums, which no neurons follow.
  struct Neurons {
    /// The activation's name; empty for the last sums.
    var name: String
    var layer: SpikingLayer
    /// The trains that reach it through weights.
    var inputs: [Int]
    /// The train that is added channel by channel.
    var identity: Int?
    /// The train that it sends.
    var output: Int?
    /// The membranes before the first step, in thresholds.
    var initialPotential: Float
    /// Whether the classifier's input reaches it through layers without neurons.
    var hasCurrents: Bool
  }

  /// Squares of which the neuron is heard that spiked first.
  struct Gate {
    var kernel: Int
    var stride: Int
    var padding: Int
    var input: Int
    var output: Int
  }

  enum Stage {
    case neurons(Neurons)
    case gate(Gate)
  }

  /// The shape of a train of spikes.
  struct Train {
    var shape: [Int]
    var isSigned: Bool
    /// What a spike is worth: one value, or one a channel.
    var amplitudes: [Float]
  }

  private(set) var stages: [Stage] = []
  private(set) var trains: [Train] = []
  /// The layers before the first neurons, without those; they see the classifier's input.
  private(set) var prefix: [ClassifierLayer] = []
  private let parameters: ParameterTree
  private let source: String

  /// What flows between two layers.
  private enum Signal {
    case values(shape: [Int])
    case spikes(train: Int, shape: [Int], pool: Int)
    case sums(Sums)
  }

  private struct Sums {
    var shape: [Int]
    var projections: [(synapses: SpikingProjection, train: Int)] = []
    var identity: (connection: SpikingIdentity, train: Int)?
    var bias: [Float]
    var areCurrents = false
  }

  /// Finds the stages of a classifier whose normalisation is folded.
  ///
  /// - Throws: `ParameterError` where a parameter does not fit, or a layer has no event-driven form.
  init(_ classifier: FoldedClassifier) throws {
    parameters = classifier.parameters
    source = classifier.parameters.source
    let end = try build(classifier.architecture.layers, from: .values(shape: classifier.architecture.inputShape))
    switch end {
    case .sums(let sums): try append(sums, name: "", neuron: nil, thresholds: [1])
    case .spikes(let train, let shape, let pool):
      guard pool == 1, shape[1] == 1, shape[2] == 1 else { throw unsupported("output", "ends in a map of spikes") }
      var sums = Sums(shape: shape, bias: Array(repeating: 0, count: shape[0]))
      sums.identity = (SpikingIdentity(amplitudes: trains[train].amplitudes), train)
      try append(sums, name: "", neuron: nil, thresholds: [1])
    case .values: throw unsupported("output", "has no layer of neurons before it")
    }
  }

  private func unsupported(_ layer: String, _ problem: String) -> FileError {
    FileError(
      .badContent, path: source, problem: "the layer \(layer) \(problem), which has no event-driven form",
      remedy: "convert the network with `\(Work.convertClassifier)`, which places neurons behind every product")
  }

  private mutating func build(_ layers: [ClassifierLayer], from start: Signal) throws -> Signal {
    var signal = start
    for layer in layers { signal = try build(layer, from: signal) }
    return signal
  }

  private mutating func build(_ layer: ClassifierLayer, from signal: Signal) throws -> Signal {
    if case .values(let shape) = signal { return try buildPrefix(layer, shape: shape) }
    switch (layer, signal) {
    case (.flatten, .spikes): return signal
    case (.activation(let name, .spiking(let neuron)), .sums(let sums)):
      let thresholds = try parameters.thresholds(name, channels: sums.shape[0])
      return try append(sums, name: name, neuron: neuron, thresholds: thresholds)
    case (.convolution(let it), .spikes(let train, let shape, let pool)):
      return try project(it, train: train, shape: shape, pool: pool)
    case (.linear(let name, let inputs, let outputs, let hasBias), .spikes(let train, let shape, let pool)):
      let product = ProductParameters(linear: name, inputs: inputs, outputs: outputs, hasBias: hasBias)
      let weight = try parameters.tensor(product.weight)
      guard Shape.count(shape) == inputs else { throw unsupported(name, "takes \(inputs) values, not \(shape)") }
      return .sums(
        try sums(
          name, weight.reshaped(to: [outputs] + shape), bias: product.bias, stride: 1, padding: 0, train: train,
          shape: shape, pool: pool))
    case (.averagePool(let kernel, let stride), .spikes(let train, let shape, let pool)):
      guard kernel == stride else { throw unsupported("averagePool", "has squares that overlap") }
      return .spikes(train: train, shape: [shape[0], shape[1] / kernel, shape[2] / kernel], pool: pool * kernel)
    case (.globalAveragePool, .spikes(let train, let shape, let pool)):
      guard shape[1] == shape[2] else { throw unsupported("globalAveragePool", "covers no square") }
      return .spikes(train: train, shape: [shape[0], 1, 1], pool: pool * shape[1])
    case (.maxPool(let kernel, let stride, let padding), .spikes(let train, let shape, let pool)):
      guard pool == 1 else { throw unsupported("maxPool", "follows an average") }
      return gate(kernel: kernel, stride: stride, padding: padding, train: train, shape: shape)
    case (.residual(let body, let shortcut), .spikes): return try branch(body, shortcut, from: signal)
    case (.convolution, _), (.batchNormalization, _), (.activation, _), (.averagePool, _), (.maxPool, _),
      (.globalAveragePool, _), (.flatten, _), (.linear, _), (.residual, _):
      throw unsupported(layer.name, "stands where no spikes are pooled or summed")
    }
  }

  /// The layers before the first neurons; products there give currents.
  private mutating func buildPrefix(_ layer: ClassifierLayer, shape: [Int]) throws -> Signal {
    prefix.append(layer)
    let probe = ClassifierArchitecture(name: "input", inputShape: shape, classes: 1, layers: [layer])
    switch layer {
    case .convolution, .linear:
      let output = probe.outputShapes[0]
      return .sums(Sums(shape: output, bias: Array(repeating: 0, count: output[0]), areCurrents: true))
    case .averagePool, .maxPool, .globalAveragePool, .flatten: return .values(shape: probe.outputShapes[0])
    case .activation, .batchNormalization, .residual:
      throw unsupported(layer.name, "stands before the first product")
    }
  }

  private func project(
    _ it: ConvolutionDescription, train: Int, shape: [Int], pool: Int
  ) throws -> Signal {
    let product = it.parameters
    return .sums(
      try sums(
        it.name, parameters.tensor(product.weight), bias: product.bias, stride: it.stride, padding: it.padding,
        train: train, shape: shape, pool: pool))
  }

  private func sums(
    _ name: String, _ weight: Tensor<Float>, bias: ParameterDescription?, stride: Int, padding: Int, train: Int,
    shape: [Int], pool: Int
  ) throws -> Sums {
    let amplitudes = trains[train].amplitudes
    guard weight.shape[1] == shape[0] else { throw unsupported(name, "takes \(weight.shape[1]) channels") }
    let projection = SpikingProjection(
      weight: weight, stride: stride, padding: padding, pool: pool, amplitudes: amplitudes)
    let size = projection.outputSize(height: shape[1] * pool, width: shape[2] * pool)
    let outputs = weight.shape[0]
    return Sums(
      shape: [outputs, size.height, size.width], projections: [(projection, train)],
      bias: try bias.map { try parameters.tensor($0).scalars } ?? Array(repeating: 0, count: outputs))
  }

  private mutating func gate(kernel: Int, stride: Int, padding: Int, train: Int, shape: [Int]) -> Signal {
    let size = [shape[1], shape[2]].map { ($0 + 2 * padding - kernel) / stride + 1 }
    let output = [shape[0]] + size
    trains.append(Train(shape: output, isSigned: trains[train].isSigned, amplitudes: trains[train].amplitudes))
    stages.append(
      .gate(Gate(kernel: kernel, stride: stride, padding: padding, input: train, output: trains.count - 1)))
    return .spikes(train: trains.count - 1, shape: output, pool: 1)
  }

  private mutating func branch(
    _ body: [ClassifierLayer], _ shortcut: ShortcutDescription, from start: Signal
  ) throws -> Signal {
    guard case .spikes(let train, let shape, let pool) = start, case .sums(var sums) = try build(body, from: start),
      sums.identity == nil
    else { throw unsupported("residual", "has a body that does not end in a product") }
    switch shortcut {
    case .layers(let layers):
      guard case .sums(let other) = try build(layers, from: start), other.shape == sums.shape else {
        throw unsupported("residual", "has a shortcut that does not fit its body")
      }
      sums.projections += other.projections
      sums.bias = zip(sums.bias, other.bias).map(+)
    case .identity:
      guard pool == 1, shape == sums.shape else { throw unsupported("residual", "adds maps of two shapes") }
      sums.identity = (SpikingIdentity(amplitudes: trains[train].amplitudes), train)
    case .subsampled(let stride, let zerosBefore, _):
      guard pool == 1 else { throw unsupported("residual", "adds an average") }
      sums.identity = (
        SpikingIdentity(stride: stride, zerosBefore: zerosBefore, amplitudes: trains[train].amplitudes), train
      )
    }
    return .sums(sums)
  }

  @discardableResult
  private mutating func append(
    _ sums: Sums, name: String, neuron: SpikingNeuron?, thresholds: [Float]
  ) throws -> Signal {
    guard sums.projections.count <= 2 else { throw unsupported(name, "sums up more than two products") }
    let reaching = sums.projections.map(\.train) + (sums.identity.map { [$0.train] } ?? [])
    let layer = SpikingLayer(
      outputs: sums.shape[0], size: (sums.shape[1], sums.shape[2]), projections: sums.projections.map(\.synapses),
      identity: sums.identity?.connection, bias: sums.bias, thresholds: thresholds, dynamics: neuron?.dynamics,
      isInputSigned: reaching.contains { trains[$0].isSigned })
    var output: Int?
    if let neuron {
      trains.append(
        Train(
          shape: sums.shape, isSigned: neuron.correctsWithNegativeSpikes,
          amplitudes: neuron.sendsOnes ? [1] : thresholds))
      output = trains.count - 1
    }
    stages.append(
      .neurons(
        Neurons(
          name: name, layer: layer, inputs: sums.projections.map(\.train), identity: sums.identity?.train,
          output: output, initialPotential: neuron?.initialPotential ?? 0, hasCurrents: sums.areCurrents)))
    return .spikes(train: output ?? 0, shape: sums.shape, pool: 1)
  }
}

extension SpikingNeuron {
  /// What the kernels know of a neuron.
  var dynamics: NeuronDynamics {
    NeuronDynamics(
      decay: decay, isResetHard: reset == .hard, refractorySteps: refractorySteps,
      correctsWithNegativeSpikes: correctsWithNegativeSpikes, largestCount: largestCount, firesAbove: firesAbove)
  }
}
