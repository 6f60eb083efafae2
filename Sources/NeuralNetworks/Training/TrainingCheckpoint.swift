import Files
import Foundation
import Tensors

/// A training's state, from which it goes on to the same bytes: a `.safetensors` file with the parameters under their
/// names, the optimiser's memory under `optimizer.`, the moving average under `average.`, and the counts in the metadata.
public struct TrainingCheckpoint: Sendable {
  /// How far a training is.
  public struct Progress: Sendable, Hashable, Codable {
    /// The epochs that are done.
    public var epoch: Int
    /// The optimiser's steps that are done.
    public var step: Int
    /// The seed of everything that is drawn.
    public var seed: UInt64

    /// Notes how far a training is.
    public init(epoch: Int, step: Int, seed: UInt64) {
      self.epoch = epoch
      self.step = step
      self.seed = seed
    }
  }

  /// The parameters by name.
  public var parameters: [String: Tensor<Float>]
  /// What the optimiser remembers, by `MEMORY.NAME`.
  public var optimizerState: [String: Tensor<Float>]
  /// The moving average of the parameters, by name; empty where none is kept.
  public var averages: [String: Tensor<Float>] = [:]
  /// How far the training is.
  public var progress: Progress
  /// Other strings of the file.
  public var metadata: [String: String]
  /// The file, or what stands for it.
  public var source: String

  private static let optimizerPrefix = "optimizer."
  private static let averagePrefix = "average."
  private static let key = "training_progress"

  /// Gathers a state.
  public init(
    parameters: [String: Tensor<Float>], optimizerState: [String: Tensor<Float>], progress: Progress,
    metadata: [String: String] = [:], source: String = "memory"
  ) {
    self.parameters = parameters
    self.optimizerState = optimizerState
    self.progress = progress
    self.metadata = metadata
    self.source = source
  }

  /// Reads a state.
  ///
  /// - Throws: ``FileError`` where the file is damaged, or is no state of a training.
  public init(path: String) throws {
    let file = try SafetensorsFile(path: path)
    guard let text = file.metadata[Self.key] else {
      throw FileError(
        .badContent, path: path,
        problem: "this file holds no state of a training, which `\(Self.key)` in its metadata would tell",
        remedy: "name the checkpoint that the training wrote, not the network")
    }
    guard let progress = try? JSONDecoder().decode(Progress.self, from: Data(text.utf8)), progress.epoch >= 0,
      progress.step >= 0
    else {
      throw FileError(
        .badContent, path: path, problem: "its `\(Self.key)` is not that of a training", place: "metadata",
        remedy: "write it anew")
    }
    var (parameters, state, averages) = (
      [String: Tensor<Float>](), [String: Tensor<Float>](), [String: Tensor<Float>]()
    )
    for name in file.names {
      let tensor = try file.tensor(name).float32
      if name.hasPrefix(Self.optimizerPrefix) {
        state[String(name.dropFirst(Self.optimizerPrefix.count))] = tensor
      } else if name.hasPrefix(Self.averagePrefix) {
        averages[String(name.dropFirst(Self.averagePrefix.count))] = tensor
      } else {
        parameters[name] = tensor
      }
    }
    self.init(
      parameters: parameters, optimizerState: state, progress: progress,
      metadata: file.metadata.filter { $0.key != Self.key }, source: path)
    self.averages = averages
  }

  /// Writes the state, in place of one that is there where `overwrite` says so.
  public func write(to path: String, overwrite: Bool) throws {
    func named(_ tensors: [String: Tensor<Float>], _ prefix: String) -> [(name: String, tensor: AnyTensor)] {
      tensors.map { (name: prefix + $0.key, tensor: AnyTensor($0.value)) }
    }
    let tensors =
      (named(parameters, "") + named(optimizerState, Self.optimizerPrefix) + named(averages, Self.averagePrefix))
      .sorted { $0.name < $1.name }
    var metadata = metadata
    metadata[Self.key] = String(decoding: try JSONText.encode(progress), as: UTF8.self)
    try SafetensorsFile.write(tensors, metadata: metadata, to: path, overwrite: overwrite)
  }
}
