import Files
import Workflows

/// The outputs of a run before any work: none is an input or another output, and what goes to standard output has it for
/// itself.
enum OutputGuard {
  /// Checks the outputs of a run.
  ///
  /// - Parameters:
  ///   - outputs: Files that the run writes.
  ///   - force: Whether those that are there may be replaced.
  ///   - streams: Whether they may go to standard output, a pipe or a device.
  ///   - inputs: Every path that the user has named for reading.
  /// - Throws: `FileError` of kind `cannotCreate`, `JobError` or `Failure.Usage`.
  static func check(
    _ outputs: [String?], force: Bool, streams: Bool = false, inputs: [String?], isMachineReadable: Bool
  ) throws {
    let outputs = outputs.compactMap { $0 }
    try OutputPaths.check(outputs, overwrite: force, streams: streams, inputs: inputs.compactMap { $0 })
    for output in outputs where OutputPlace.isStandardOutput(output) {
      if isMachineReadable { throw Failure.Usage("--json prints to standard output, where \(output) leads as well") }
      Console.reserveStandardOutput()
    }
  }
}
