import Files
import Foundation
import NeuralNetworks

extension ClassifierTrainer {
  /// The state after the last epoch.
  ///
  /// - Parameter metadata: Strings to store with it.
  public func checkpoint(metadata: [String: String] = [:]) -> TrainingCheckpoint {
    TrainingCheckpoint(
      parameters: parameters.values, optimizerState: optimizer.state,
      progress: .init(epoch: epoch, step: optimizer.steps, seed: training.seed), metadata: metadata)
  }

  /// Goes on from a state.
  ///
  /// - Throws: ``FileError`` where it is that of another network, optimiser or seed.
  public func restore(_ checkpoint: TrainingCheckpoint) throws {
    let path = checkpoint.source
    guard checkpoint.progress.seed == training.seed else {
      throw FileError(
        .badContent, path: path,
        problem: "it was trained with the seed \(checkpoint.progress.seed), not \(training.seed)",
        remedy: "resume with the seed \(checkpoint.progress.seed)")
    }
    guard checkpoint.progress.step == checkpoint.progress.epoch * stepsPerEpoch else {
      throw FileError(
        .badContent, path: path,
        problem: "its \(checkpoint.progress.epoch) epochs had \(checkpoint.progress.step) steps, where these have"
          + " \(stepsPerEpoch) each", remedy: "resume with the configuration and data that it was trained with")
    }
    let shapes = checkpoint.parameters.mapValues(\.shape)
    try ParameterAudit(architecture: classifier.architecture, shapes: shapes).check(source: path)
    try ParameterAudit.checkValues(
      architecture: classifier.architecture, tensors: checkpoint.parameters, source: path)
    try restore(
      epoch: checkpoint.progress.epoch, step: checkpoint.progress.step,
      optimizerState: ParameterTree(checkpoint.optimizerState, source: path))
    for (name, value) in checkpoint.parameters { parameters[name].value = value }
    parameters.markChanged()
  }

  /// The classifier as it is now.
  ///
  /// - Parameter input: What became of the samples.
  public func trained(input: ClassifierInput) throws -> ClassifierCheckpoint {
    try ClassifierCheckpoint(
      architecture: classifier.architecture, tensors: parameters.values, input: input, source: "training")
  }
}
