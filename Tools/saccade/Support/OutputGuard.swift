import Datasets
import Files
import Foundation

/// The paths of a run, held against each other before any work: nothing that is read is written over by whatever name or
/// link, no two outputs are one file, and what goes to standard output has it for itself.
///
/// What a run finds only on its way, such as the files of a data set, is noted by `ReadFiles` when it is opened, and
/// refused when an output is created and again when it gets its name.
enum OutputGuard {
  /// Checks the outputs of a run.
  ///
  /// - Parameters:
  ///   - outputs: Files that the run writes.
  ///   - force: Whether those that are there may be replaced.
  ///   - streams: Whether they may go to standard output, a pipe or a device.
  ///   - inputs: Every path that the user has named for reading.
  /// - Throws: `FileError` of kind `cannotCreate`, or `Failure.Usage`.
  static func check(
    _ outputs: [String?], force: Bool, streams: Bool = false, inputs: [String?], isMachineReadable: Bool
  ) throws {
    let (outputs, inputs) = (outputs.compactMap { $0 }, inputs.compactMap { $0 })
    for (index, output) in outputs.enumerated() {
      for input in inputs {
        try OutputFile.refuseInput(input == EventFiles.standardInput ? "/dev/stdin" : input, as: output)
      }
      if !force { try OutputFile.refuseExisting(output) }
      if !streams { try OutputFile.checkPlace(output, overwrite: force) }
      if let other = try outputs[..<index].first(where: { try isSame($0, output) }) {
        throw Failure.Usage("\(output): two outputs of the run go there, the other as \(other)")
      }
      if OutputPlace.isStandardOutput(output) {
        if isMachineReadable { throw Failure.Usage("--json prints to standard output, where \(output) leads as well") }
        Console.reserveStandardOutput()
      }
    }
  }

  /// Whether two paths lead to one place, where a file need not be yet.
  private static func isSame(_ first: String, _ second: String) throws -> Bool {
    switch (try OutputPlace(first), try OutputPlace(second)) {
    case (.file(let first), .file(let second)):
      if let identity = FileIdentity(path: first) { return identity == FileIdentity(path: second) }
      let urls = [first, second].map { URL(fileURLWithPath: $0) }
      let folders = urls.map { FileIdentity(path: $0.deletingLastPathComponent().path) }
      return folders[0] == folders[1] && urls[0].lastPathComponent == urls[1].lastPathComponent
    case (let first, let second): return first == second
    }
  }
}
