import Files
import Foundation

/// Where a training reads and writes.
struct TrainingFiles {
  /// The classifier.
  let output: String
  /// The state after each epoch.
  let checkpoint: String
  /// The state to go on from.
  let resume: String?
  /// Whether the output may be replaced.
  let mayReplace: Bool

  private static let ending = ".safetensors"

  /// Whether the state to go on from is the one that this run writes.
  let resumesItself: Bool

  /// Checks the places.
  ///
  /// - Throws: `FileError` where something is in the way.
  init(config: String, data: String, output: String?, resume: String?, force: Bool, isMachineReadable: Bool) throws {
    let name = URL(fileURLWithPath: config).deletingPathExtension().lastPathComponent
    self.output = output ?? name + Self.ending
    let stem = self.output.hasSuffix(Self.ending) ? String(self.output.dropLast(Self.ending.count)) : self.output
    checkpoint = "\(stem).checkpoint\(Self.ending)"
    self.resume = resume
    mayReplace = force
    let resumed = resume.flatMap { FileIdentity(path: $0) }
    resumesItself = resumed != nil && resumed == FileIdentity(path: checkpoint)
    let checked = resumesItself ? [self.output] : [self.output, checkpoint]
    do {
      try OutputGuard.check(
        checked, force: force, inputs: [config, data, resume], isMachineReadable: isMachineReadable)
    } catch var error as FileError where error.path == checkpoint && !force {
      error.remedy = "go on with --resume \(checkpoint), choose another --output, or pass --force"
      throw error
    }
  }

  /// Throws where an output is among the files that were read by now; the state that the run goes on from is not.
  func refuseRead() throws {
    if resumesItself { ReadFiles.forget(checkpoint) }
    for path in [output, checkpoint] { try ReadFiles.refuse(path) }
  }
}
