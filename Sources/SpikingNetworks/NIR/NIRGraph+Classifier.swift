import Tensors

extension NIRGraph {
  /// The graph of a spiking classifier, for a time step of 1.
  ///
  /// Normalisation is folded. A neuron that resets to 0 is an `IF` or `LIF`. One that keeps what exceeds its threshold,
  /// which NIR's do not, is a membrane (`I` or `LI`), a `Threshold`, and a `Scale` that leads back to the membrane and
  /// takes θ from it in the next step: the same sums. A membrane that starts at c instead of 0 is one with thresholds
  /// lower by c. Spikes of θ come from a `Scale`. Sums of a residual block are two edges into one node. Neurons fire at
  /// θ here and above it in NIR: the graph's thresholds are the next lower number.
  ///
  /// - Throws: `FileError` where a layer has no counterpart in NIR: max pooling, neurons that rest, that bound their
  ///   spikes or take them back, activations that do not spike.
  public init(_ classifier: ClassifierCheckpoint) throws {
    let folded = try classifier.architecture.folded(classifier.parameters)
    var export = NIRExport(parameters: folded.parameters, source: classifier.source)
    export.begin(folded.architecture.inputShape)
    try export.add(folded.architecture.layers)
    export.end()
    try self.init(nodes: export.nodes, edges: export.edges, source: classifier.source)
  }
}
