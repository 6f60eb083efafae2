import NeuralNetworks

extension ClassifierTrainer {
  /// The state after the last epoch.
  ///
  /// - Parameter metadata: Strings to store with it.
  public func checkpoint(metadata: [String: String] = [:]) -> TrainingCheckpoint {
    trainer.checkpoint(metadata: metadata)
  }

  /// Goes on from a state.
  ///
  /// - Throws: `ParameterError` where it is that of another network or optimizer, `FileError` where it is of another seed or
  ///   of other steps.
  public func restore(_ checkpoint: TrainingCheckpoint) throws {
    let path = checkpoint.source
    try trainer.check(checkpoint.progress, stepsPerEpoch: stepsPerEpoch, path: path)
    let shapes = checkpoint.parameters.mapValues(\.shape)
    try ParameterAudit(architecture: classifier.architecture, shapes: shapes).check(source: path)
    try ParameterAudit.checkValues(
      architecture: classifier.architecture, tensors: checkpoint.parameters, source: path)
    try trainer.restore(checkpoint, stepsPerEpoch: stepsPerEpoch)
  }

  /// The classifier as it is now.
  ///
  /// - Parameter input: What became of the samples.
  public func trained(input: ClassifierInput) throws -> ClassifierCheckpoint {
    try ClassifierCheckpoint(
      architecture: classifier.architecture, tensors: parameters.values, input: input, source: "training")
  }
}
