import Tensors

extension ClassifierCheckpoint {
  /// The classifier that a graph of NIR is, for the fast engine.
  ///
  /// Graphs map that run from one input to one output through convolutions and linear layers, neurons of the kinds
  /// `IF`, `LIF` and those that ``NIRGraph/init(_:)-(ClassifierCheckpoint)`` writes, pooling, and blocks of two branches
  /// that meet. Factors of spikes and of sums become part of the weights after them. Neurons fire in the steps in which
  /// NIR's do, above their threshold: they are ``SpikingNeuron/firesAbove``, but those of a classifier that became a graph
  /// fire at their own θ again. Other graphs run with ``NIRExecutor``.
  ///
  /// - Parameters:
  ///   - graph: A graph with an input `[channels, rows, columns]` or `[values]`, and an output `[classes]`.
  ///   - timeStep: The time of a step in the unit of the graph's time constants.
  ///   - input: What becomes of a recording before the network sees it, which NIR does not say.
  /// - Throws: `FileError` that names the node which does not map.
  public init(_ graph: NIRGraph, timeStep: Double = 1, input: ClassifierInput? = nil) throws {
    var reading = try NIRImport(graph, timeStep: timeStep)
    let layers = try reading.layers()
    let shapes = reading.shapes
    let (start, end) = (shapes[graph.inputs[0].name].input, shapes[graph.outputs[0].name].output)
    guard end.count == 1 else {
      throw graph.error("a classifier ends in one value a class, not in the shape \(end)", at: graph.outputs[0].name)
    }
    let architecture = ClassifierArchitecture(
      name: "nir", inputShape: start + [Int](repeating: 1, count: 3 - start.count), classes: end[0], layers: layers)
    try self.init(architecture: architecture, tensors: reading.tensors, input: input, source: graph.source)
  }
}

/// Follows a graph from its input and writes down the layers that it is made of.
private struct NIRImport {
  let graph: NIRGraph
  let shapes: NIRShapes
  private let contraction: NIRContraction
  private(set) var tensors: [String: Tensor<Float>] = [:]
  /// What values are to be multiplied by before the next product, one number a channel; nil for 1.
  private var gain: [Double]?
  init(_ graph: NIRGraph, timeStep: Double) throws {
    self.graph = graph
    shapes = try NIRShapes(of: graph)
    contraction = try NIRContraction(graph, shapes: shapes, timeStep: timeStep)
    guard graph.inputs.count == 1, graph.outputs.count == 1 else {
      throw graph.error("a classifier has one input and one output", at: graph.inputs.first?.name ?? "output")
    }
    let start = shapes[graph.inputs[0].name].input
    guard start.count == 3 || start.count == 1 else {
      throw graph.error("a classifier takes channels of planes, not the shape \(start)", at: graph.inputs[0].name)
    }
  }

  mutating func layers() throws -> [ClassifierLayer] {
    let layers = try follow(graph.inputs[0].name, upTo: nil)
    if gain != nil { throw graph.error("its factors have no product behind them", at: graph.outputs[0].name) }
    return layers
  }

  /// The layers after a node, up to one that is not among them or to the output.
  private mutating func follow(_ node: String, upTo end: String?) throws -> [ClassifierLayer] {
    var layers: [ClassifierLayer] = []
    var here = node
    for _ in graph.nodes {
      let next = contraction.successors[here] ?? []
      switch next.count {
      case 1:
        if next[0] == end { return layers }
        guard contraction.predecessors[next[0]]?.count == 1 else {
          throw graph.error("what meets here does not come from one block of two branches", at: next[0])
        }
        here = next[0]
      case 2:
        let join = try meeting(next, from: here)
        layers.append(try block(here, next, join))
        if join == end { return layers }
        here = join
      default: throw graph.error("it leads to \(next.count) nodes, in a classifier to one or two", at: here)
      }
      guard let kind = contraction.kinds[here] else { break }
      if case .other(.output) = kind { return layers }
      layers += try self.layers(here, kind)
    }
    throw graph.error("it is part of a cycle, which no classifier has", at: here)
  }

  /// The node at which two branches meet.
  private func meeting(_ starts: [String], from node: String) throws -> String {
    let ends = starts.map { start -> String? in
      var here = start
      for _ in graph.nodes {
        if contraction.predecessors[here]?.count == 2 { return here }
        guard let next = contraction.successors[here], next.count == 1 else { return nil }
        here = next[0]
      }
      return nil
    }
    guard let join = ends[0], join == ends[1] else {
      throw graph.error("the two branches behind it do not meet", at: node)
    }
    return join
  }

  private mutating func block(_ node: String, _ starts: [String], _ join: String) throws -> ClassifierLayer {
    let before = gain
    var branches: [[ClassifierLayer]] = []
    for start in starts {
      gain = before
      var layers: [ClassifierLayer] = []
      if start != join, let kind = contraction.kinds[start] {
        layers = try self.layers(start, kind) + follow(start, upTo: join)
      }
      if gain != nil { throw graph.error("its factors have no product behind them before branches meet", at: start) }
      branches.append(layers)
    }
    gain = nil
    func spikes(_ layers: [ClassifierLayer]) -> Bool {
      layers.contains { if case .activation = $0 { true } else { false } }
    }
    let isFirstBody = spikes(branches[0]) || !spikes(branches[1]) && branches[0].count >= branches[1].count
    let (body, shortcut) = isFirstBody ? (branches[0], branches[1]) : (branches[1], branches[0])
    if spikes(shortcut) { throw graph.error("both branches behind it have neurons", at: node) }
    return .residual(body: body, shortcut: shortcut.isEmpty ? .identity : .layers(shortcut))
  }

  private mutating func layers(_ name: String, _ kind: NIRContraction.Kind) throws -> [ClassifierLayer] {
    let shape = shapes[name].input
    switch kind {
    case .neuron(let neuron): return [try layer(name, neuron)]
    case .other(.convolution(let convolution)): return [try layer(name, convolution)]
    case .other(.affine(let weight, let bias)):
      guard weight.rank == 2 else { throw graph.error("a classifier has no independent copies of a product", at: name) }
      let (outputs, inputs) = (weight.shape[0], weight.shape[1])
      store("\(name).weight", weight, inputsOfGain: inputs)
      if let bias { tensors["\(name).bias"] = bias.map { Float($0) } }
      return [.linear(name: name, inputs: inputs, outputs: outputs, hasBias: bias != nil)]
    case .other(.pool(let pool)): return [try layer(name, pool, shape)]
    case .other(.flatten):
      guard shapes[name].output.count == 1 else {
        throw graph.error("a classifier makes all axes one, not some of them", at: name)
      }
      let plane = shape.dropFirst().reduce(1, *)
      gain = gain?.flatMap { [Double](repeating: $0, count: plane) }
      return [.flatten]
    case .other(let node):
      throw graph.error(
        "a node \(node.type) has no counterpart in a classifier here", at: name,
        remedy: "run it step by step as a graph")
    }
  }

  private mutating func layer(_ name: String, _ it: NIRConvolution) throws -> ClassifierLayer {
    let kernel = it.kernel[0]
    var padding: [Int] = [kernel / 2, kernel / 2]
    if case .zeros(let zeros) = it.padding { padding = zeros }
    let isSquare =
      it.axes == 2 && it.kernel[1] == kernel && it.stride[0] == it.stride[1] && padding[0] == padding[1]
      && (it.padding != .same || kernel % 2 == 1)
    guard isSquare, it.dilation.allSatisfy({ $0 == 1 }), it.groups == 1 else {
      throw graph.error("convolutions of a classifier here are square, without dilation and groups", at: name)
    }
    store("\(name).weight", it.weight, inputsOfGain: it.weight.shape[1])
    tensors["\(name).bias"] = it.bias.map { Float($0) }
    return .convolution(
      ConvolutionDescription(
        name: name, inputs: it.weight.shape[1], outputs: it.weight.shape[0], kernel: kernel, stride: it.stride[0],
        padding: padding[0], hasBias: true))
  }

  private mutating func layer(_ name: String, _ pool: NIRPool, _ shape: [Int]) throws -> ClassifierLayer {
    guard pool.padding.allSatisfy({ $0 == 0 }) else {
      throw graph.error("pooling of a classifier here adds no zeros", at: name)
    }
    if !pool.isMean {
      let pixels = Double(pool.kernel[0] * pool.kernel[1])
      gain = (gain ?? [Double](repeating: 1, count: shape[0])).map { $0 * pixels }
    }
    if pool.kernel == Array(shape.dropFirst()) { return .globalAveragePool }
    guard pool.kernel[0] == pool.kernel[1], pool.stride[0] == pool.stride[1] else {
      throw graph.error("pooling of a classifier here is square", at: name)
    }
    return .averagePool(kernel: pool.kernel[0], stride: pool.stride[0])
  }

  private mutating func layer(_ name: String, _ node: NIRContraction.Neuron) throws -> ClassifierLayer {
    if gain != nil { throw graph.error("factors before it have no product between", at: name) }
    let amplitudes = try channels(node.amplitudes, name)
    let found = try NIRNeuronReading(node) { try channels($0, name) }
    guard let found else { throw graph.error("its neurons differ, or are none that fire and forget", at: name) }
    let sendsThresholds = zip(amplitudes, found.thresholds).allSatisfy { $0 == Double($1) }
    gain = sendsThresholds || amplitudes.allSatisfy { $0 == 1 } ? nil : amplitudes
    let isOne = found.thresholds.allSatisfy { $0 == found.thresholds[0] }
    tensors["\(name).thresh"] = Tensor(
      shape: [isOne ? 1 : found.thresholds.count], scalars: isOne ? [found.thresholds[0]] : found.thresholds)
    var neuron = found.neuron
    neuron.sendsOnes = !sendsThresholds
    return .activation(name: name, .spiking(neuron))
  }

  /// One number for each channel, of values that are the same all over a plane.
  private func channels(_ values: Tensor<Double>, _ name: String) throws -> [Double] {
    let all = values.scalars
    let plane = values.shape.dropFirst().reduce(1, *)
    return try (0..<values.shape[0]).map { channel in
      let first = all[channel * plane]
      guard all[channel * plane..<(channel + 1) * plane].allSatisfy({ $0.isNear(first) }) else {
        throw graph.error("neurons of a channel differ, which no classifier here has", at: name)
      }
      return first
    }
  }

  /// Keeps a weight `[outputs, inputs, …]`, its inputs multiplied by what is due.
  private mutating func store(_ name: String, _ weight: Tensor<Double>, inputsOfGain inputs: Int) {
    let taps = weight.shape.dropFirst(2).reduce(1, *)
    let factors = gain ?? []
    gain = nil
    tensors[name] = Tensor(
      shape: weight.shape,
      scalars: weight.scalars.enumerated().map { index, value in
        Float(factors.isEmpty ? value : value * factors[index / taps % inputs])
      })
  }
}
