import Tensors

/// A graph in which every spiking neuron is one node, be it an `IF` or `LIF` with the `Scale` after it, or a membrane, a
/// `Threshold` and what leads back.
struct NIRContraction {
  /// A neuron with numbers of NIR, one a value.
  struct Neuron {
    /// What a membrane fires above.
    var firing: Tensor<Double>
    /// What a spike sets a membrane to, or takes from it.
    var reset: Reset
    /// What one unit of input adds to a membrane.
    var gain: Tensor<Double>
    /// What is left of a membrane after a step.
    var decay: Tensor<Double>
    /// What a spike is handed on as.
    var amplitudes: Tensor<Double>
  }

  enum Reset {
    case to(Tensor<Double>)
    case by(Tensor<Double>)
  }

  enum Kind {
    case neuron(Neuron)
    case other(NIRNode)
  }

  private(set) var kinds: [String: Kind] = [:]
  private(set) var successors: [String: [String]] = [:]
  private(set) var predecessors: [String: [String]] = [:]
  private let graph: NIRGraph
  private let shapes: NIRShapes
  private let timeStep: Double

  init(_ graph: NIRGraph, shapes: NIRShapes, timeStep: Double) throws {
    self.graph = graph
    self.shapes = shapes
    self.timeStep = timeStep
    for node in graph.nodes { kinds[node.name] = .other(node.kind) }
    for edge in graph.edges {
      successors[edge.source, default: []].append(edge.target)
      predecessors[edge.target, default: []].append(edge.source)
    }
    for node in graph.nodes {
      guard case .neuron(let neuron) = node.kind else { continue }
      switch neuron.kind {
      case .integrateAndFire, .leakyIntegrateAndFire: try takeHardReset(node.name, neuron)
      case .integrator, .leakyIntegrator: try takeSoftReset(node.name, neuron)
      case .currentLeakyIntegrator, .currentLeakyIntegrateAndFire: break
      }
    }
    dropPassingNodes()
  }

  /// A neuron with what it hands spikes on as.
  private mutating func takeHardReset(_ name: String, _ neuron: NIRNeuron) throws {
    let (gain, decay) = dynamics(name, neuron)
    func values(_ parameter: NIRNeuron.Parameter) -> Tensor<Double> { full(neuron.parameters[parameter], name) }
    let (reset, firing) = (values(.reset), values(.threshold))
    guard !neuron.kind.leaks || values(.leak) == reset else {
      throw graph.error("its membrane leaks to another value than it is reset to, which no classifier does", at: name)
    }
    let amplitudes = takeAmplitude(behind: name)
    kinds[name] = .neuron(
      Neuron(firing: firing, reset: .to(reset), gain: gain, decay: decay, amplitudes: amplitudes))
  }

  /// A membrane, a threshold after it, and a scale that leads back.
  private mutating func takeSoftReset(_ name: String, _ neuron: NIRNeuron) throws {
    guard let spike = only(successors[name]), case .other(.threshold(let firing)) = kinds[spike],
      let back = (successors[spike] ?? []).first(where: { only(successors[$0]) == name }),
      case .other(.scale(let factors)) = kinds[back]
    else { return }
    let (gain, decay) = dynamics(name, neuron)
    if neuron.kind.leaks, full(neuron.parameters[.leak], name).scalars.contains(where: { $0 != 0 }) { return }
    // What a spike takes from the membrane before it leaks.
    let taken = full(factors, name).combined(gain) { -$0 * $1 }.combined(decay) { $0 / $1 }
    remove(back)
    successors[name] = successors[spike] ?? []
    for next in successors[spike] ?? [] { replace(&predecessors[next], spike, with: name) }
    (successors[spike], predecessors[spike], kinds[spike]) = (nil, nil, nil)
    let amplitudes = takeAmplitude(behind: name)
    kinds[name] = .neuron(
      Neuron(firing: full(firing, name), reset: .by(taken), gain: gain, decay: decay, amplitudes: amplitudes))
  }

  /// What one unit of input adds to the membrane in a step, and what is left of the membrane.
  private func dynamics(_ name: String, _ neuron: NIRNeuron) -> (gain: Tensor<Double>, decay: Tensor<Double>) {
    let resistance = full(neuron.parameters[.resistance], name)
    guard neuron.kind.leaks else {
      return (resistance.map { $0 * timeStep }, Tensor(repeating: 1, shape: resistance.shape))
    }
    let share = full(neuron.parameters[.membraneTime], name).map { timeStep / $0 }
    return (resistance.combined(share) { $0 * $1 }, share.map { 1 - $0 })
  }

  /// The factors of the only node after a neuron, where it is a scale, which goes; else 1.
  private mutating func takeAmplitude(behind name: String) -> Tensor<Double> {
    guard let scale = only(successors[name]), only(predecessors[scale]) == name,
      case .other(.scale(let factors)) = kinds[scale]
    else { return Tensor(repeating: 1, shape: shapes[name].output) }
    bypass(scale)
    return full(factors, name)
  }

  /// Inputs and outputs of graphs that were put into this one hand on what they get.
  private mutating func dropPassingNodes() {
    for node in graph.nodes {
      let passes =
        node.kind.isInput && predecessors[node.name] != nil || node.kind.isOutput && successors[node.name] != nil
      if passes, only(predecessors[node.name]) != nil { bypass(node.name) }
    }
  }

  private mutating func bypass(_ name: String) {
    guard let before = only(predecessors[name]) else { return }
    let behind = successors[name] ?? []
    successors[before] = (successors[before] ?? []).filter { $0 != name } + behind
    for next in behind { replace(&predecessors[next], name, with: before) }
    (successors[name], predecessors[name], kinds[name]) = (nil, nil, nil)
  }

  private mutating func remove(_ name: String) {
    for next in successors[name] ?? [] { predecessors[next]?.removeAll { $0 == name } }
    for before in predecessors[name] ?? [] { successors[before]?.removeAll { $0 == name } }
    (successors[name], predecessors[name], kinds[name]) = (nil, nil, nil)
  }

  private func replace(_ names: inout [String]?, _ old: String, with new: String) {
    names = names?.map { $0 == old ? new : $0 }
  }

  private func only(_ names: [String]?) -> String? { names?.count == 1 ? names?[0] : nil }

  private func full(_ values: Tensor<Double>?, _ name: String) -> Tensor<Double> {
    let shape = shapes[name].output
    return values?.broadcast(to: shape) ?? Tensor(zeros: shape)
  }
}

extension Tensor where Scalar == Double {
  /// Two tensors of the same shape, number by number.
  fileprivate func combined(_ other: Tensor, _ body: (Double, Double) -> Double) -> Tensor {
    Tensor(shape: shape, scalars: zip(scalars, other.scalars).map(body))
  }
}
