import Files
import Synchronization
import Workflows

/// The outputs of a run before any work: none is an input or another output, and what goes to standard output has it for
/// itself.
enum OutputGuard {
  /// What is in the way of an output, told once all options were looked at: a wrong one is worth more words.
  private static let obstacle = Mutex<FileError?>(nil)

  /// Checks the outputs of a run. That one exists already is told by ``throwObstacle()``, which every job begins with.
  ///
  /// - Parameters:
  ///   - outputs: Files that the run writes.
  ///   - force: Whether those that are there may be replaced.
  ///   - streams: Whether they may go to standard output, a pipe or a device.
  ///   - inputs: Every path that the user has named for reading.
  /// - Throws: `FileError`, `JobError` or `Failure.Usage`.
  static func check(
    _ outputs: [String?], force: Bool, streams: Bool = false, inputs: [String?], isMachineReadable: Bool
  ) throws {
    let outputs = outputs.compactMap { $0 }
    do {
      try OutputPaths.check(outputs, overwrite: force, streams: streams, inputs: inputs.compactMap { $0 })
    } catch let error as FileError where error.kind == .cannotCreate {
      obstacle.withLock { $0 = $0 ?? error }
    }
    for output in outputs where OutputPlace.isStandardOutput(output) {
      if isMachineReadable { throw Failure.Usage("--json prints to standard output, where \(output) leads as well") }
      Console.reserveStandardOutput()
    }
  }

  /// Throws what is in the way of an output.
  static func throwObstacle() throws {
    if let error = obstacle.withLock({ $0 }) { throw error }
  }
}
