import Files
import Foundation
import Media
import Tensors

/// Writes the best weights of a training by steps in half precision, with a card that says how they came to be.
public struct TrainingExport: Job {
  /// The folder of the training.
  public var folder: String
  /// The folder to write to; its name is that of the set.
  public var output: String
  /// Whether an earlier set there is replaced.
  public var overwrite: Bool
  /// The version that the card says.
  public var version: String

  /// What was written.
  public struct Summary: Encodable, Sendable {
    /// The weights.
    public var weights: String
    /// The card.
    public var card: String
    /// The parameters.
    public var parameters: Int
    /// The bytes of the weights' file.
    public var bytes: Int
    /// The SHA-256 of the weights' file.
    public var weightsDigest: String
  }

  /// Describes an export.
  public init(folder: String, output: String, overwrite: Bool = false, version: String = "") {
    (self.folder, self.output, self.overwrite, self.version) = (folder, output, overwrite, version)
  }

  /// Does the work.
  ///
  /// - Throws: `FileError` where the folder holds no weights of a training, or a set is there already.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let name = URL(fileURLWithPath: output).lastPathComponent
    let target = (weights: "\(output)/\(name).safetensors", card: "\(output)/README.md")
    if !overwrite {
      try OutputFile.refuseExisting(target.weights)
      try OutputFile.refuseExisting(target.card)
    }
    let source = try source()
    let checkpoint = try Checkpoint(path: source)
    let tensors = checkpoint.names.compactMap { name in checkpoint[name].map { (name: name, tensor: $0) } }
    try check(tensors, path: source)
    var card = try TrainingCard(of: folder, weights: checkpoint, name: name, version: version)
    card.notes = try Self.notes(of: target.card)
    let (digest, bytes) = try FolderForOutputs.with(output) {
      let weights = try SafetensorsFile.prepare(
        tensors, metadata: checkpoint.metadata.merging(["license": "Apache-2.0"]) { $1 }, storesHalves: true,
        for: target.weights, overwrite: overwrite)
      let digest = try FileDigest(path: weights.temporaryPath)
      let bytes = try InputFile(path: weights.temporaryPath).byteCount
      (card.digest, card.byteCount) = (digest.hexadecimal, bytes)
      let file = try OutputFile(path: target.card, overwrite: overwrite)
      try file.write(Array(card.text.utf8))
      try file.complete()
      try OutputFile.commit(file) { try weights.commit() }
      return (digest, bytes)
    }
    if card.best == nil { log.note("\(source): no validation has judged these weights") }
    return Summary(
      weights: target.weights, card: target.card, parameters: card.parameters, bytes: bytes,
      weightsDigest: digest.description)
  }

  /// The best weights, else the last.
  private func source() throws -> String {
    for name in ["best.safetensors", "network.safetensors"] where Paths.exists("\(folder)/\(name)") {
      return "\(folder)/\(name)"
    }
    throw FileError(
      .notFound, path: folder, problem: "the folder holds no best.safetensors and no network.safetensors",
      remedy: "name the folder that a training wrote, after its first validation")
  }

  /// Half precision reaches up to 65504.
  private func check(_ tensors: [(name: String, tensor: AnyTensor)], path: String) throws {
    for (name, tensor) in tensors where !tensor.float32.scalars.allSatisfy({ abs($0) < 65504 }) {
      throw FileError(
        .badContent, path: path, problem: "a value is no number or too large for half precision",
        place: "entry \(name)")
    }
  }

  /// What a person wrote on the card that is there.
  private static func notes(of card: String) throws -> String? {
    guard Paths.exists(card), let bytes = FileManager.default.contents(atPath: card) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.firstRange(of: TrainingCard.notesHeading).map { String(text[$0.lowerBound...]) }
  }
}
