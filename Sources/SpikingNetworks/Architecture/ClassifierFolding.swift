import NeuralNetworks
import Tensors

/// A classifier whose normalisation has become part of the products before it.
public struct FoldedClassifier: Sendable {
  /// The architecture without `batchNormalization`; what was normalised has a bias.
  public let architecture: ClassifierArchitecture
  /// Its parameters.
  public let parameters: ParameterTree
}

extension ClassifierArchitecture {
  /// Folds batch normalisation into weights and biases.
  ///
  /// With γ, β, the mean μ and variance σ² of a channel: `w ← w·γ/√(σ² + ε)` and `b ← β + (b − μ)·γ/√(σ² + ε)`,
  /// computed in double precision. A spiking network adds the bias in every step, so that its time average is that of
  /// the network in floating point.
  ///
  /// - Throws: `ParameterError` where a parameter is missing or has another shape.
  public func folded(_ parameters: ParameterTree) throws -> FoldedClassifier {
    var folding = Folding(parameters: parameters)
    // Thresholds and steps remain as they are.
    for parameter in self.parameters where parameter.role == .threshold || parameter.role == .step {
      folding.tensors[parameter.name] = try parameters.tensor(parameter)
    }
    var result = self
    result.layers = try folding.fold(layers)
    return FoldedClassifier(
      architecture: result, parameters: ParameterTree(folding.tensors, source: parameters.source))
  }
}

extension ParameterTree {
  /// A parameter in one of the shapes that its description allows.
  ///
  /// - Throws: `ParameterError` where it is missing or has another shape.
  public func tensor(_ parameter: ParameterDescription) throws -> Tensor<Float> {
    let found = try shape(parameter.name)
    return try tensor(parameter.name, shape: parameter.accepts(found) ? found : parameter.shape)
  }
}

private struct Folding {
  let parameters: ParameterTree
  var tensors: [String: Tensor<Float>] = [:]

  mutating func fold(_ layers: [ClassifierLayer]) throws -> [ClassifierLayer] {
    var result: [ClassifierLayer] = []
    for layer in layers {
      switch layer {
      case .convolution(let it):
        try load(it.parameters.all)
        result.append(layer)
      case .linear(let name, let inputs, let outputs, let hasBias):
        try load(ProductParameters(linear: name, inputs: inputs, outputs: outputs, hasBias: hasBias).all)
        result.append(layer)
      case .batchNormalization(let name, let channels, let epsilon):
        let before = result.removeLast()
        result.append(try fold(name, channels: channels, epsilon: epsilon, into: before))
      case .residual(let body, .layers(let shortcut)):
        result.append(.residual(body: try fold(body), shortcut: .layers(try fold(shortcut))))
      case .residual(let body, let shortcut): result.append(.residual(body: try fold(body), shortcut: shortcut))
      case .activation, .averagePool, .maxPool, .globalAveragePool, .flatten: result.append(layer)
      }
    }
    return result
  }

  private mutating func load(_ descriptions: [ParameterDescription]) throws {
    for one in descriptions { tensors[one.name] = try parameters.tensor(one) }
  }

  /// Changes the parameters of the product `layer`, which has a bias from now on.
  private mutating func fold(
    _ normalization: String, channels: Int, epsilon: Float, into layer: ClassifierLayer
  ) throws -> ClassifierLayer {
    func vector(_ parameter: ParameterDescription) throws -> [Double] {
      try parameters.tensor(parameter).scalars.map(Double.init)
    }
    let names = NormalizationParameters(normalization, channels: channels)
    let (scale, shift) = (try vector(names.scale), try vector(names.shift))
    let (mean, variance) = (try vector(names.mean), try vector(names.variance))
    let factors = (0..<channels).map { scale[$0] / (variance[$0] + Double(epsilon)).squareRoot() }
    let name = layer.name
    let before = tensors["\(name).bias"]?.scalars ?? Array(repeating: 0, count: channels)
    tensors["\(name).bias"] = Tensor(
      shape: [channels],
      scalars: (0..<channels).map { Float(shift[$0] + (Double(before[$0]) - mean[$0]) * factors[$0]) })
    tensors["\(name).weight"]?.withUnsafeMutableBufferPointer { weights in
      let terms = weights.count / channels
      for index in weights.indices { weights[index] = Float(Double(weights[index]) * factors[index / terms]) }
    }
    switch layer {
    case .convolution(var convolution):
      convolution.hasBias = true
      return .convolution(convolution)
    case .linear(let name, let inputs, let outputs, _):
      return .linear(name: name, inputs: inputs, outputs: outputs, hasBias: true)
    case .batchNormalization, .activation, .averagePool, .maxPool, .globalAveragePool, .flatten, .residual:
      preconditionFailure("Normalisation follows a convolution or a linear layer, not \(name).")
    }
  }
}
