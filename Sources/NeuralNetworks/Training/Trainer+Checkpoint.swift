import Files
import Tensors

extension Trainer {
  /// The state after the last epoch.
  ///
  /// - Parameter metadata: Strings to store with it.
  public func checkpoint(metadata: [String: String] = [:]) -> TrainingCheckpoint {
    TrainingCheckpoint(
      parameters: parameters.values, optimizerState: optimizerState,
      progress: .init(epoch: epoch, step: steps, seed: settings.seed), metadata: metadata)
  }

  /// Goes on from a state of a training in epochs.
  ///
  /// - Throws: As ``restore(_:)``, and `FileError` where its epochs had other steps.
  public func restore(_ checkpoint: TrainingCheckpoint, stepsPerEpoch: Int) throws {
    try check(checkpoint.progress, stepsPerEpoch: stepsPerEpoch, path: checkpoint.source)
    try restore(checkpoint)
  }

  /// Goes on from a state after any step.
  ///
  /// - Throws: ``ParameterError`` where it is that of another network or optimizer, `FileError` where it is of another seed.
  public func restore(_ checkpoint: TrainingCheckpoint) throws {
    try checkSeed(checkpoint.progress, path: checkpoint.source)
    let tree = ParameterTree(checkpoint.parameters, source: checkpoint.source)
    var values: [String: Tensor<Float>] = [:]
    for parameter in parameters.all {
      values[parameter.name] = try tree.tensor(parameter.name, shape: parameter.value.shape)
    }
    try restore(
      values, optimizerState: ParameterTree(checkpoint.optimizerState, source: checkpoint.source),
      progress: checkpoint.progress)
  }

  /// Throws where a state is that of another seed, or of epochs of other steps.
  package func check(_ progress: TrainingCheckpoint.Progress, stepsPerEpoch: Int, path: String) throws {
    try checkSeed(progress, path: path)
    guard progress.step == progress.epoch * stepsPerEpoch else {
      throw FileError(
        .badContent, path: path,
        problem: "its \(progress.epoch) epochs had \(progress.step) steps, where these have \(stepsPerEpoch) each",
        remedy: "resume with the configuration and data that it was trained with")
    }
  }

  private func checkSeed(_ progress: TrainingCheckpoint.Progress, path: String) throws {
    guard progress.seed == settings.seed else {
      throw FileError(
        .badContent, path: path, problem: "it was trained with the seed \(progress.seed), not \(settings.seed)",
        remedy: "resume with the seed \(progress.seed)")
    }
  }
}
