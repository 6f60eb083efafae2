import NeuralNetworks

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
    switch layer {
    case .convolution(let it): it.parameters.all
    case .linear(let name, let inputs, let outputs, let hasBias):
      ProductParameters(linear: name, inputs: inputs, outputs: outputs, hasBias: hasBias).all
    case .batchNormalization(let name, let channels, _): NormalizationParameters(name, channels: channels).all
    case .activation(let name, .qcfs), .activation(let name, .spiking):
      [.threshold(of: name, channels: outputShape[0])]
    case .activation(let name, .lsq): [.step(of: name)]
    case .activation(_, .relu), .averagePool, .maxPool, .globalAveragePool, .flatten, .residual: []
    }
  }
}

/// The parameters of a convolution or a linear layer: what loads, draws, lists, trains and runs one takes their names and
/// shapes from here.
struct ProductParameters {
  let weight: ParameterDescription
  /// Nil where it has none.
  let bias: ParameterDescription?

  /// Those of a linear layer.
  init(linear name: String, inputs: Int, outputs: Int, hasBias: Bool) {
    self.init(name, shape: [outputs, inputs], hasBias: hasBias)
  }

  fileprivate init(_ name: String, shape: [Int], hasBias: Bool) {
    weight = ParameterDescription(name: "\(name).weight", shape: shape, role: .weight)
    bias = hasBias ? ParameterDescription(name: "\(name).bias", shape: [shape[0]], role: .bias) : nil
  }

  var all: [ParameterDescription] { [weight] + (bias.map { [$0] } ?? []) }
}

extension ConvolutionDescription {
  /// Its parameters.
  var parameters: ProductParameters {
    ProductParameters(name, shape: [outputs, inputs, kernel, kernel], hasBias: hasBias)
  }
}

/// The parameters of a batch normalisation.
struct NormalizationParameters {
  let scale: ParameterDescription
  let shift: ParameterDescription
  let mean: ParameterDescription
  let variance: ParameterDescription

  init(_ name: String, channels: Int) {
    func parameter(_ part: String, _ role: ParameterDescription.Role) -> ParameterDescription {
      ParameterDescription(name: "\(name).\(part)", shape: [channels], role: role)
    }
    scale = parameter("weight", .normalizationScale)
    shift = parameter("bias", .normalizationShift)
    mean = parameter("running_mean", .runningMean)
    variance = parameter("running_var", .runningVariance)
  }

  var all: [ParameterDescription] { [scale, shift, mean, variance] }
}

extension ParameterDescription {
  /// The threshold of an activation or of neurons: one, or one a channel.
  static func threshold(of name: String, channels: Int) -> ParameterDescription {
    ParameterDescription(name: "\(name).thresh", shape: [1], otherShape: [channels], role: .threshold)
  }

  /// The step of a quantised activation.
  static func step(of name: String) -> ParameterDescription {
    ParameterDescription(name: "\(name).step", shape: [1], role: .step)
  }

  /// What a `ParameterSource` is asked for.
  ///
  /// - Parameter start: What thresholds and steps start as.
  func declared(start: Float) -> DeclaredParameter {
    let declared: DeclaredParameter.Role =
      switch role {
      case .weight: .weight(fanIn: shape.dropFirst().reduce(1, *))
      case .bias, .normalizationShift, .runningMean: .constant(0)
      case .normalizationScale, .runningVariance: .constant(1)
      case .threshold, .step: .constant(start)
      }
    return DeclaredParameter(name: name, shape: shape, role: declared)
  }
}
