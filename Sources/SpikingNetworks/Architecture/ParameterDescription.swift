/// One parameter of a classifier.
public struct ParameterDescription: Sendable, Hashable {
  /// What a parameter is for.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// The factors of a convolution or a linear layer.
    case weight
    /// What is added to the sums of one.
    case bias
    /// The factor of a normalised channel.
    case normalizationScale
    /// What is added to a normalised channel.
    case normalizationShift
    /// The mean of a channel over the training set; not trained by gradients.
    case runningMean
    /// The variance of a channel over the training set; not trained by gradients.
    case runningVariance
    /// The threshold θ of an activation or a neuron.
    case threshold
    /// The step s of a quantised activation.
    case step
  }

  /// The name in a checkpoint.
  public var name: String
  /// The shape.
  public var shape: [Int]
  /// Another shape that serves as well: thresholds may be one a channel, `[channels]`.
  public var otherShape: [Int]?
  /// What it is for.
  public var role: Role

  /// Whether a tensor of that shape can be this parameter.
  public func accepts(_ shape: [Int]) -> Bool { shape == self.shape || shape == otherShape }
}

extension ClassifierArchitecture {
  /// The parameters in the order of the computation.
  ///
  /// - Precondition: The layers fit each other, as ``checked()`` tells.
  public var parameters: [ParameterDescription] { accounts.flatMap(\.parameters) }
}

extension LayerAccount {
  /// The layer's parameters.
  public var parameters: [ParameterDescription] {
    func parameter(_ part: String, _ shape: [Int], _ role: ParameterDescription.Role) -> ParameterDescription {
      ParameterDescription(name: "\(name).\(part)", shape: shape, role: role)
    }
    switch layer {
    case .convolution(let it):
      let weight = parameter("weight", [it.outputs, it.inputs, it.kernel, it.kernel], .weight)
      return it.hasBias ? [weight, parameter("bias", [it.outputs], .bias)] : [weight]
    case .linear(_, let inputs, let outputs, let hasBias):
      let weight = parameter("weight", [outputs, inputs], .weight)
      return hasBias ? [weight, parameter("bias", [outputs], .bias)] : [weight]
    case .batchNormalization(_, let channels, _):
      return [
        parameter("weight", [channels], .normalizationScale), parameter("bias", [channels], .normalizationShift),
        parameter("running_mean", [channels], .runningMean), parameter("running_var", [channels], .runningVariance),
      ]
    case .activation(_, .qcfs), .activation(_, .spiking):
      var threshold = parameter("thresh", [1], .threshold)
      threshold.otherShape = [outputShape[0]]
      return [threshold]
    case .activation(_, .lsq): return [parameter("step", [1], .step)]
    case .activation(_, .relu), .averagePool, .maxPool, .globalAveragePool, .flatten, .residual: return []
    }
  }
}
