import Kernels
import NeuralNetworks
import Tensors

/// A spiking classifier stated as simply as possible: what the fast one is tested against.
///
/// In every step the whole network is computed in floating point, layer by layer, and every neuron of
/// ``SpikingNeuron`` integrates its sums. Spikes are values of ±θ, and a residual block adds potentials: the sums of
/// its body to the values of its shortcut. The output of a step is that of the last linear layer.
///
/// The first layer's sums are formed in double precision and rounded once: their rounding adds up in the membranes,
/// and with single precision it turned one spike of the 13 million decisions behind `oracles/snn_qcfs_resnet`. Sums of
/// spikes are formed directly in single precision, never by Winograd's algorithm.
public struct ReferenceSpikingClassifier: Sendable {
  /// What the classifier consists of, normalisation included.
  public let architecture: ClassifierArchitecture
  private let plan: ClassifierPlan

  /// Prepares a classifier; normalisation is folded, and its bias is added in every step.
  ///
  /// - Throws: `ParameterError` where a parameter is missing or has another shape.
  /// - Precondition: All activations are spiking neurons.
  public init(architecture: ClassifierArchitecture, parameters: ParameterTree) throws {
    self.architecture = architecture
    plan = try ClassifierPlan(architecture.folded(parameters), isDirect: true)
    for layer in plan.activations {
      guard case .spiking = layer.description else {
        preconditionFailure("The activation \(layer.name) does not spike; a DenseClassifier runs it.")
      }
    }
  }

  /// Prepares the classifier of a checkpoint.
  public init(_ checkpoint: ClassifierCheckpoint) throws {
    try self.init(architecture: checkpoint.architecture, parameters: checkpoint.parameters)
  }

  /// Runs all samples for a number of steps from rest.
  ///
  /// - Parameter observe: Is shown what each layer of neurons sent in each step: the step from 0, the neurons' name and
  ///   `[samples, channels, rows, columns]` with values of 0 and ±θ, valid during the call.
  /// - Returns: Each step's own outputs, and the spikes of each layer, corrections included.
  public func run(
    _ input: SpikingInput, steps: Int, workers: Workers,
    observe: (_ step: Int, _ name: String, _ spikes: FeatureMap) -> Void = { _, _, _ in }
  ) -> SpikingRun {
    precondition(steps > 0, "A spiking classifier runs for one step or more, not \(steps).")
    let samples = input.samples
    precondition(
      input.sampleShape == architecture.inputShape && samples > 0,
      "The classifier takes samples of \(architecture.inputShape), not of \(input.sampleShape).")
    let maps = ClassifierMaps(plan, batch: samples)
    let layers = plan.activations.map { NeuronLayer($0, samples: samples) }
    let gates = plan.gates.map { FirstSpikeGate(shape: $0, samples: samples) }
    var spikes = layers.map { _ in [Int]() }
    var outputs: [Tensor<Float>] = []
    for step in 0..<steps {
      maps.input.load(input, step: step)
      maps.pass(
        isRepeated: step > 0 && input.isConstant, workers: workers,
        activate: { index, map in
          spikes[index].append(layers[index].step(map, workers: workers))
          observe(step, layers[index].name, map)
        },
        pool: { gate, window, from, to in gates[gate].step(window, from, into: to, workers: workers) })
      outputs.append(maps.output.tensor.reshaped(to: [1, samples, architecture.classes]))
    }
    return SpikingRun(
      outputs: Tensor(concatenating: outputs),
      layers: zip(plan.activations, spikes).map { layer, spikes in
        SpikingRun.Layer(name: layer.name, neurons: Shape.count(layer.shape), spikes: spikes)
      })
  }
}

extension SpikingInput {
  /// Whether every step shows the same.
  var isConstant: Bool { if case .constant = self { true } else { false } }

  /// Channels, rows and columns of a sample.
  var sampleShape: [Int] {
    switch self {
    case .constant(let values): Array(values.shape.dropFirst())
    case .sequence(let values): Array(values.shape.dropFirst(2))
    }
  }
}

extension FeatureMap {
  /// Overwrites the map with what all samples are shown in a step.
  fileprivate func load(_ input: SpikingInput, step: Int) {
    switch input {
    case .constant(let values): copy(from: values)
    case .sequence(let values):
      if step < values.shape[0] {
        copy(from: values, sample: step * batch)
      } else {
        fill(0)
      }
    }
  }
}
