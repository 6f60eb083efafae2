import Tensors

/// A node as it computes: its parameters at full shape, and what it remembers of past steps.
struct NIROperator {
  private enum Work {
    case pass
    case affine(weight: [Double], bias: [Double]?, inputs: Int, outputs: Int)
    case planes(NIRPlaneOperator)
    case scale([Double])
    case threshold([Double])
    case delay(NIRDelayLine)
    case neuron(NIRNeuronState)
  }

  /// The number of values that come in.
  let inputCount: Int
  private var work: Work
  private static let mostRemembered = 1 << 26

  init(_ node: NIRGraph.Node, shape: NIRShapes.Pair, timeStep: Double, graph: NIRGraph) throws {
    let count = shape.input.reduce(1, *)
    inputCount = count
    func full(_ values: Tensor<Double>) -> [Double] {
      values.broadcast(to: shape.input)?.scalars ?? [Double](repeating: 0, count: count)
    }
    switch node.kind {
    case .input, .output, .flatten: work = .pass
    case .affine(let weight, let bias):
      work = .affine(
        weight: weight.scalars, bias: bias?.scalars, inputs: weight.shape[weight.rank - 1],
        outputs: weight.shape[weight.rank - 2])
    case .convolution(let convolution): work = .planes(NIRPlaneOperator(convolution, shape))
    case .pool(let pool): work = .planes(NIRPlaneOperator(pool, shape))
    case .scale(let factors): work = .scale(full(factors))
    case .threshold(let thresholds): work = .threshold(full(thresholds))
    case .delay(let delays):
      let steps = full(delays).map { ($0 / timeStep).rounded() }
      let longest = steps.max() ?? 0
      guard longest * Double(count) <= Double(Self.mostRemembered) else {
        throw graph.error("a delay of \(longest) steps takes too much memory", at: node.name)
      }
      work = .delay(NIRDelayLine(steps.map { Int($0) }))
    case .neuron(let neuron): work = .neuron(NIRNeuronState(neuron, timeStep: timeStep, full: full, count: count))
    }
  }

  /// Whether what it gives depends on past steps only.
  var dependsOnPastOnly: Bool { if case .delay(let line) = work { line.shortest > 0 } else { false } }

  mutating func reset() {
    switch work {
    case .delay(var line):
      line.reset()
      work = .delay(line)
    case .neuron(var state):
      state.reset()
      work = .neuron(state)
    case .pass, .affine, .planes, .scale, .threshold: break
    }
  }

  /// Computes what comes out of what comes in.
  mutating func compute(_ input: [Double], _ output: inout [Double]) {
    switch work {
    case .pass: output = input
    case .affine(let weight, let bias, let inputs, let outputs):
      for row in output.indices {
        let first = row / outputs * inputs
        var sum = bias?[row] ?? 0
        for column in 0..<inputs { sum += weight[row * inputs + column] * input[first + column] }
        output[row] = sum
      }
    case .planes(let planes): planes.compute(input, &output)
    case .scale(let factors): for index in output.indices { output[index] = input[index] * factors[index] }
    case .threshold(let thresholds):
      for index in output.indices { output[index] = input[index] > thresholds[index] ? 1 : 0 }
    case .delay(var line):
      work = .pass
      line.push(input)
      line.recall(&output, ago: 0)
      work = .delay(line)
    case .neuron(var state):
      // Taken out, so that its memory has one owner while it changes.
      work = .pass
      state.step(input, &output)
      work = .neuron(state)
    }
  }

  /// Gives what a delay of a step or more remembers.
  func recall(_ output: inout [Double]) {
    if case .delay(let line) = work { line.recall(&output, ago: 1) }
  }

  /// Takes what such a delay is to give later.
  mutating func remember(_ input: [Double]) {
    guard case .delay(var line) = work else { return }
    work = .pass
    line.push(input)
    work = .delay(line)
  }
}

/// The values of past steps, as far back as the longest delay.
struct NIRDelayLine {
  private let steps: [Int]
  let shortest: Int
  private var past: [[Double]]
  private var newest = 0

  init(_ steps: [Int]) {
    self.steps = steps
    shortest = steps.min() ?? 0
    past = [[Double]](repeating: [Double](repeating: 0, count: steps.count), count: (steps.max() ?? 0) + 1)
  }

  mutating func reset() { for index in past.indices { past[index] = [Double](repeating: 0, count: steps.count) } }

  mutating func push(_ values: [Double]) {
    newest = (newest + 1) % past.count
    past[newest] = values
  }

  /// What is due, where the newest values are `ago` steps old.
  func recall(_ output: inout [Double], ago: Int) {
    for index in output.indices {
      output[index] = past[(newest - (steps[index] - ago) + past.count) % past.count][index]
    }
  }
}

/// Neurons between two steps.
struct NIRNeuronState {
  private let kind: NIRNeuron.Kind
  private let gain: [Double]
  private let membraneStep: [Double]
  private let synapseStep: [Double]
  private let inputWeight: [Double]
  private let leak: [Double]
  private let threshold: [Double]
  private let resetValue: [Double]
  private var membrane: [Double]
  private var current: [Double]

  init(_ neuron: NIRNeuron, timeStep: Double, full: (Tensor<Double>) -> [Double], count: Int) {
    func values(_ parameter: NIRNeuron.Parameter) -> [Double] { neuron.parameters[parameter].map(full) ?? [] }
    kind = neuron.kind
    gain = values(.resistance)
    membraneStep =
      kind.leaks ? values(.membraneTime).map { timeStep / $0 } : [Double](repeating: timeStep, count: count)
    synapseStep = values(.synapseTime).map { timeStep / $0 }
    inputWeight = values(.inputWeight)
    leak = values(.leak)
    threshold = values(.threshold)
    resetValue = values(.reset)
    membrane = [Double](repeating: 0, count: count)
    current = kind.hasSynapse ? membrane : []
  }

  mutating func reset() {
    for index in membrane.indices { membrane[index] = 0 }
    for index in current.indices { current[index] = 0 }
  }

  mutating func step(_ input: [Double], _ output: inout [Double]) {
    for index in membrane.indices {
      var drive = input[index]
      if kind.hasSynapse {
        current[index] += synapseStep[index] * (inputWeight[index] * drive - current[index])
        drive = current[index]
      }
      let pull = kind.leaks ? leak[index] - membrane[index] : 0
      membrane[index] += membraneStep[index] * (pull + gain[index] * drive)
      guard kind.spikes else {
        output[index] = membrane[index]
        continue
      }
      let fires = membrane[index] > threshold[index]
      output[index] = fires ? 1 : 0
      if fires { membrane[index] = resetValue[index] }
    }
  }
}
