extension NIRGraph {
  /// The graph of a spiking classifier, for a time step of 1.
  ///
  /// Normalisation is folded. A neuron that resets to 0 is an `IF` or `LIF`. One that keeps what exceeds its threshold,
  /// which NIR's do not, is a membrane (`I` or `LI`), a `Threshold`, and a `Scale` that leads back to the membrane and
  /// takes θ from it in the next step: the same sums. A membrane that starts at c instead of 0 is one with thresholds
  /// lower by c. Spikes of θ come from a `Scale`. Sums of a residual block are two edges into one node. Neurons that fire
  /// at θ have the number below it as threshold, above which NIR's fire: the next in single precision where θ is such a
  /// number, so that frameworks that compute in it see the same. An input that meets a linear layer first is a list of
  /// values, any other one of channels of planes.
  ///
  /// - Throws: `FileError` where a layer has no counterpart in NIR: max pooling, neurons that rest, that bound their
  ///   spikes or take them back, activations that do not spike.
  public init(_ classifier: ClassifierCheckpoint) throws {
    let folded = try classifier.architecture.folded(classifier.parameters)
    var export = NIRExport(parameters: folded.parameters, source: classifier.source)
    let shape = folded.architecture.inputShape
    let isList = shape[1] == 1 && shape[2] == 1 && folded.architecture.layers.takesPlanes != true
    export.begin(isList ? [shape[0]] : shape)
    try export.add(folded.architecture.layers)
    export.end()
    try self.init(nodes: export.nodes, edges: export.edges, source: classifier.source)
  }
}

extension [ClassifierLayer] {
  /// Whether the first layer that tells takes channels of planes and not a list of values; nil where none tells.
  fileprivate var takesPlanes: Bool? {
    for layer in self {
      switch layer {
      case .linear: return false
      case .convolution, .averagePool, .maxPool, .globalAveragePool, .flatten: return true
      case .batchNormalization, .activation: continue
      case .residual(let body, .identity): if let found = body.takesPlanes { return found }
      case .residual(let body, .layers(let shortcut)):
        if let found = body.takesPlanes ?? shortcut.takesPlanes { return found }
      case .residual(_, .subsampled): return true
      }
    }
    return nil
  }
}
