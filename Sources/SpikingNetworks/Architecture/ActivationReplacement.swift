extension [ClassifierLayer] {
  /// The same layers with other activations, also those within residual blocks.
  ///
  /// - Parameter replacement: Is given each activation's name and description.
  public func replacingActivations(
    _ replacement: (_ name: String, _ activation: ActivationDescription) throws -> ActivationDescription
  ) rethrows -> [ClassifierLayer] {
    var layers = self
    for index in indices {
      switch self[index] {
      case .activation(let name, let activation):
        let other = try replacement(name, activation)
        layers[index] = .activation(name: name, other)
      case .residual(let body, let shortcut):
        let other = try body.replacingActivations(replacement)
        layers[index] = .residual(body: other, shortcut: shortcut)
      case .convolution, .batchNormalization, .averagePool, .maxPool, .globalAveragePool, .flatten, .linear: break
      }
    }
    return layers
  }
}
