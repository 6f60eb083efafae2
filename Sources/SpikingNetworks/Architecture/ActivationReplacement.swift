extension [ClassifierLayer] {
  /// The same layers with other activations, also those within residual blocks.
  ///
  /// - Parameter replacement: Is given each activation's name and description.
  public func replacingActivations(
    _ replacement: (_ name: String, _ activation: ActivationDescription) throws -> ActivationDescription
  ) rethrows -> [ClassifierLayer] {
    try map { layer in
      switch layer {
      case .activation(let name, let activation): .activation(name: name, try replacement(name, activation))
      case .residual(let body, let shortcut):
        .residual(body: try body.replacingActivations(replacement), shortcut: shortcut)
      case .convolution, .batchNormalization, .averagePool, .maxPool, .globalAveragePool, .flatten, .linear: layer
      }
    }
  }
}
