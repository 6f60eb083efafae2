import Foundation
import Tensors

/// Where a training reads and writes.
struct TrainingFiles {
  /// The classifier.
  let output: String
  /// The state behind each epoch.
  let checkpoint: String
  /// The state to go on from.
  let resume: String?
  /// Whether the output may be replaced.
  let mayReplace: Bool

  private static let ending = ".safetensors"

  /// Checks the places.
  ///
  /// - Throws: `FileError` where something is in the way.
  init(config: String, output: String?, resume: String?, force: Bool) throws {
    let name = URL(fileURLWithPath: config).deletingPathExtension().lastPathComponent
    self.output = output ?? name + Self.ending
    let stem = self.output.hasSuffix(Self.ending) ? String(self.output.dropLast(Self.ending.count)) : self.output
    checkpoint = "\(stem).checkpoint\(Self.ending)"
    self.resume = resume
    mayReplace = force
    try OutputFile.refuseInput(config, as: self.output)
    if let resume { try OutputFile.refuseInput(resume, as: self.output) }
    if force { return }
    try OutputFile.refuseExisting(self.output)
    let resumesItself = resume.map {
      URL(fileURLWithPath: $0).standardizedFileURL == URL(fileURLWithPath: checkpoint).standardizedFileURL
    }
    if resumesItself != true {
      do {
        try OutputFile.refuseExisting(checkpoint)
      } catch var error as FileError {
        error.remedy = "go on with --resume \(checkpoint), choose another --output, or pass --force"
        throw error
      }
    }
  }
}
