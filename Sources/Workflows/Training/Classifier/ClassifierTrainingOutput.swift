import Files
import Foundation

/// Where a training writes, and the state that it goes on from.
public struct ClassifierTrainingOutput: Sendable {
  /// The classifier.
  public let path: String
  /// The state after each epoch, beside it.
  public let checkpoint: String
  /// The configuration's file.
  public let configuration: String
  /// The state to go on from; nil to start anew.
  public let resumed: String?
  /// Whether outputs that exist are replaced.
  public let overwrite: Bool
  /// Whether the state to go on from is the one that this run writes.
  public let resumesItself: Bool

  private static let ending = ".safetensors"

  /// Names the places.
  ///
  /// - Parameters:
  ///   - path: The classifier; nil for the configuration's name with `.safetensors`.
  ///   - configuration: The configuration's file.
  public init(_ path: String?, configuration: String, resumed: String? = nil, overwrite: Bool = false) {
    let name = URL(fileURLWithPath: configuration).deletingPathExtension().lastPathComponent
    self.path = path ?? name + Self.ending
    let stem = self.path.hasSuffix(Self.ending) ? String(self.path.dropLast(Self.ending.count)) : self.path
    checkpoint = "\(stem).checkpoint\(Self.ending)"
    self.configuration = configuration
    self.resumed = resumed
    self.overwrite = overwrite
    let identity = resumed.flatMap { FileIdentity(path: $0) }
    resumesItself = identity != nil && identity == FileIdentity(path: checkpoint)
  }

  /// The files that the run creates.
  public var created: [String] { resumesItself ? [path] : [path, checkpoint] }

  /// Throws where something is in the way, before anything is read.
  func checkPlaces() throws {
    for path in created {
      if !overwrite { try OutputFile.refuseExisting(path) }
      try OutputFile.checkPlace(path, overwrite: overwrite)
    }
  }

  /// Throws where an output is among the files that were read by now; the state that the run goes on from is not.
  func refuseRead() throws {
    if resumesItself { ReadFiles.forget(checkpoint) }
    for path in [path, checkpoint] { try ReadFiles.refuse(path) }
  }

  /// What a run that ends early leaves behind.
  func kept(after epoch: Int, of epochs: Int) -> Message {
    if epoch == 0 { return "no epoch was complete, and nothing was kept" }
    let state = FileManager.default.fileExists(atPath: checkpoint) ? checkpoint : resumed ?? ""
    return "epoch \(epoch) of \(epochs) is kept, go on with \(Work.trainClassifier) \(configuration) "
      + "\(Setting.resumedState, to: state)"
  }
}
