import NeuralNetworks
import Tensors

/// What the parameters of a classifier are before training.
public struct InitialParameters: Sendable, Hashable {
  /// The seed of the weights.
  public var seed: UInt64
  /// The threshold of quantised activations and of neurons; the step of learnt-step activations is that over their
  /// levels.
  public var threshold: Float

  /// Describes parameters.
  public init(seed: UInt64, threshold: Float = 1) {
    precondition(threshold > 0, "A threshold is positive, not \(threshold).")
    self.seed = seed
    self.threshold = threshold
  }

  /// The parameters by name.
  ///
  /// Weights are drawn evenly with the variance 2 / inputs (He et al., ICCV 2015), those of the last layer with half of
  /// it; biases and shifts are 0, scales and variances 1.
  public func values(of architecture: ClassifierArchitecture) -> [String: Tensor<Float>] {
    var values: [String: Tensor<Float>] = [:]
    let accounts = architecture.accounts
    for (index, account) in accounts.enumerated() {
      let gain: Float = index == accounts.count - 1 ? 1 : 2
      let weights = ParameterInitializer(seed: seed, gain: gain.squareRoot())
      for parameter in account.parameters {
        let shape = parameter.shape
        switch parameter.role {
        case .weight:
          values[parameter.name] = weights.weight(parameter.name, shape: shape, fanIn: shape.dropFirst().reduce(1, *))
        case .bias, .normalizationShift, .runningMean: values[parameter.name] = Tensor(zeros: shape)
        case .normalizationScale, .runningVariance: values[parameter.name] = Tensor(repeating: 1, shape: shape)
        case .threshold: values[parameter.name] = Tensor(repeating: threshold, shape: shape)
        case .step:
          var levels = 1
          if case .activation(_, .lsq(let count)) = account.layer { levels = count }
          values[parameter.name] = Tensor(repeating: threshold / Float(levels), shape: shape)
        }
      }
    }
    return values
  }
}
