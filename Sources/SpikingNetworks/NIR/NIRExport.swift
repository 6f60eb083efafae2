import Files
import NeuralNetworks
import Tensors

/// Writes the layers of a folded classifier as nodes, one after the other.
struct NIRExport {
  let parameters: ParameterTree
  let source: String
  private(set) var nodes: [NIRGraph.Node] = []
  private(set) var edges: [NIRGraph.Edge] = []
  /// The nodes whose outputs are summed by what comes next.
  private var last: [String] = []
  /// The shape of their sum.
  private var shape: [Int] = []

  init(parameters: ParameterTree, source: String) {
    self.parameters = parameters
    self.source = source
  }

  /// - Parameter shape: What comes in: channels, rows and columns, or values.
  mutating func begin(_ shape: [Int]) {
    self.shape = shape
    add("input", .input(shape: shape), shape)
  }

  mutating func end() { add("output", .output(shape: shape), shape) }

  mutating func add(_ layers: [ClassifierLayer]) throws {
    for layer in layers { try add(layer) }
  }

  private mutating func add(_ layer: ClassifierLayer) throws {
    switch layer {
    case .convolution(let it): try add(it)
    case .linear(let name, let inputs, let outputs, let hasBias):
      if shape.count > 1 { flatten() }
      let product = ProductParameters(linear: name, inputs: inputs, outputs: outputs, hasBias: hasBias)
      let weight = try parameters.tensor(product.weight)
      let bias = try product.bias.map { try parameters.tensor($0) }
      add(name, .affine(weight: weight.doubles, bias: bias?.doubles), [outputs])
    case .averagePool(let kernel, let stride): pool(kernel: [kernel, kernel], stride: [stride, stride])
    case .globalAveragePool: pool(kernel: Array(shape.dropFirst()), stride: Array(shape.dropFirst()))
    case .flatten: if shape.count > 1 { flatten() }
    case .activation(let name, .spiking(let neuron)): try add(neuron, name)
    case .residual(let body, let shortcut):
      let (before, shapeBefore) = (last, shape)
      try add(body)
      let (bodyEnd, bodyShape) = (last, shape)
      (last, shape) = (before, shapeBefore)
      switch shortcut {
      case .identity: break
      case .layers(let layers): try add(layers)
      case .subsampled(let stride, let before, let behind):
        addSubsampling(stride: stride, before: before, behind: behind, name: "\(bodyEnd[0]).shortcut")
      }
      (last, shape) = (bodyEnd + last, bodyShape)
    case .maxPool: throw refuse("max pooling", layer.name)
    case .activation(let name, _): throw refuse("an activation that does not spike", name)
    case .batchNormalization(let name, _, _): throw refuse("normalisation that follows no product", name)
    }
  }

  private mutating func add(_ it: ConvolutionDescription) throws {
    let weight = try parameters.tensor(it.parameters.weight)
    let bias = try it.parameters.bias.map { try parameters.tensor($0) } ?? Tensor(zeros: [it.outputs])
    add(it.name, weight: weight.doubles, bias: bias.doubles, stride: it.stride, padding: it.padding)
  }

  /// Every stride-th pixel as a convolution of one tap, which leads a channel to its place among those of zeros.
  private mutating func addSubsampling(stride: Int, before: Int, behind: Int, name: String) {
    let (inputs, outputs) = (shape[0], before + shape[0] + behind)
    var weight = Tensor<Double>(zeros: [outputs, inputs, 1, 1])
    for channel in 0..<inputs { weight[before + channel, channel, 0, 0] = 1 }
    add(name, weight: weight, bias: Tensor(zeros: [outputs]), stride: stride, padding: 0)
  }

  private mutating func add(_ name: String, weight: Tensor<Double>, bias: Tensor<Double>, stride: Int, padding: Int) {
    let convolution = NIRConvolution(
      weight: weight, bias: bias, stride: [stride, stride], padding: .zeros([padding, padding]), dilation: [1, 1],
      inputShape: Array(shape.dropFirst()))
    let lengths = convolution.geometry(of: Array(shape.dropFirst())).map(\.length)
    add(name, .convolution(convolution), [weight.shape[0]] + lengths)
  }

  private mutating func pool(kernel: [Int], stride: [Int]) {
    let pool = NIRPool(isMean: true, kernel: kernel, stride: stride)
    add("pool\(nodes.count)", .pool(pool), [shape[0]] + (0..<2).map { pool.length(of: shape[1 + $0], axis: $0) })
  }

  private mutating func flatten() {
    add("flatten\(nodes.count)", .flatten(first: 0, last: -1, inputShape: shape), [shape.reduce(1, *)])
  }

  private mutating func add(_ neuron: SpikingNeuron, _ name: String) throws {
    guard !neuron.correctsWithNegativeSpikes, neuron.largestCount == nil, neuron.refractorySteps == 0 else {
      throw refuse("a neuron that rests, bounds its spikes or takes them back", name)
    }
    let found = try parameters.tensor(.threshold(of: name, channels: shape[0]))
    // One number for all, or one for each channel with axes that are repeated.
    let thresholds = found.doubles.reshaped(
      to: found.count == 1 ? [1] : [shape[0]] + shape.dropFirst().map { _ in 1 })
    let (decay, start) = (Double(neuron.decay), neuron.initialPotential)
    // As the engine rounds it.
    func initial(_ threshold: Double) -> Double { Double(start * Float(threshold)) }
    func single(_ value: Double) -> Tensor<Double> { Tensor(shape: [1], scalars: [value]) }
    let firing = thresholds.map { threshold in
      let potential = threshold - initial(threshold)
      return neuron.firesAbove ? potential : potential.nextBelow
    }
    let rest = thresholds.map { 0 - initial($0) }
    switch neuron.reset {
    case .hard:
      var values: [NIRNeuron.Parameter: Tensor<Double>] = [.resistance: single(1), .threshold: firing, .reset: rest]
      if decay < 1 {
        (values[.resistance], values[.membraneTime]) = (single(1 / (1 - decay)), single(1 / (1 - decay)))
        values[.leak] = rest
      }
      add(name, .neuron(NIRNeuron(decay < 1 ? .leakyIntegrateAndFire : .integrateAndFire, values)), shape)
    case .soft:
      guard decay == 1 || start == 0 else { throw refuse("a neuron that leaks and starts above 0", name) }
      let time = single(1 / (1 - decay))
      let membrane =
        decay < 1
        ? NIRNeuron(.leakyIntegrator, [.resistance: time, .membraneTime: time, .leak: single(0)])
        : NIRNeuron(.integrator, [.resistance: single(1)])
      add(name, .neuron(membrane), shape)
      add("\(name).spike", .threshold(firing), shape)
      let (spike, back) = ("\(name).spike", "\(name).reset")
      nodes.append(NIRGraph.Node(back, .scale(thresholds.map { -$0 * decay })))
      edges += [NIRGraph.Edge(spike, back), NIRGraph.Edge(back, name)]
    }
    // Spikes of NIR are ones.
    if !neuron.sendsOnes && !found.scalars.allSatisfy({ $0 == 1 }) {
      add("\(name).output", .scale(thresholds), shape)
    }
  }

  private mutating func add(_ name: String, _ kind: NIRNode, _ output: [Int]) {
    nodes.append(NIRGraph.Node(name, kind))
    edges += last.map { NIRGraph.Edge($0, name) }
    last = [name]
    shape = output
  }

  private func refuse(_ what: String, _ layer: String) -> FileError {
    FileError(
      .badContent, path: source, problem: "NIR has no counterpart of \(what)", place: "layer \(layer)",
      remedy: "store the network as .safetensors")
  }
}

extension Tensor where Scalar == Float {
  fileprivate var doubles: Tensor<Double> { map(Double.init) }
}
