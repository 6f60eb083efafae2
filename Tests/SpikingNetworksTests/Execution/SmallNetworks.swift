import NeuralNetworks
import SpikingNetworks
import Tensors

/// Networks of a few neurons whose outputs can be told by hand.
enum SmallNetworks {
  /// One linear layer of `weights` `[outputs, inputs]` without a bias, neurons, and a last layer that passes them on.
  static func neurons(
    _ neuron: SpikingNeuron, weights: [[Float]], threshold: Float = 1
  ) -> (ClassifierArchitecture, ParameterTree) {
    let (outputs, inputs) = (weights.count, weights[0].count)
    let architecture = ClassifierArchitecture(
      name: "neurons", inputShape: [inputs, 1, 1], classes: outputs,
      layers: [
        .linear(name: "in", inputs: inputs, outputs: outputs, hasBias: false),
        .activation(name: "act", .spiking(neuron)),
        .linear(name: "out", inputs: outputs, outputs: outputs, hasBias: false),
      ])
    var unit = [Float](repeating: 0, count: outputs * outputs)
    for index in 0..<outputs { unit[index * outputs + index] = 1 }
    return (
      architecture,
      ParameterTree(
        [
          "in.weight": Tensor(shape: [outputs, inputs], scalars: weights.flatMap { $0 }),
          "act.thresh": Tensor(shape: [1], scalars: [threshold]),
          "out.weight": Tensor(shape: [outputs, outputs], scalars: unit),
        ], source: "test")
    )
  }

  /// Parameters of an architecture, drawn from a seed: variances and thresholds above 0.
  static func parameters(of architecture: ClassifierArchitecture, seed: UInt64) -> [String: Tensor<Float>] {
    let initializer = ParameterInitializer(seed: seed, gain: 1.4)
    var tensors: [String: Tensor<Float>] = [:]
    for parameter in architecture.parameters {
      let (name, shape) = (parameter.name, parameter.shape)
      let uniform = initializer.uniform(name, shape: shape)
      tensors[name] =
        switch parameter.role {
        case .weight: initializer.weight(name, shape: shape, fanIn: shape.dropFirst().reduce(1, *))
        case .bias: uniform.map { 0.1 * $0 }
        case .normalizationScale: uniform.map { 1 + 0.3 * $0 }
        case .normalizationShift, .runningMean: uniform.map { 0.2 * $0 }
        case .runningVariance: uniform.map { 1 + 0.5 * $0 }
        case .threshold, .step: uniform.map { 0.4 + 0.8 * abs($0) }
        }
    }
    return tensors
  }
}
