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
      let source = ParameterInitializer(seed: seed, gain: gain.squareRoot())
      var start = threshold
      if case .activation(_, .lsq(let levels)) = account.layer { start /= Float(levels) }
      for parameter in account.parameters {
        values[parameter.name] = source.tensor(of: parameter.declared(start: start))
      }
    }
    return values
  }
}
