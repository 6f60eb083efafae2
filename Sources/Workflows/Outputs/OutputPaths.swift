import Datasets
import Files
import Foundation

/// The paths of a run, held against each other before any work: nothing that is read is written over by whatever name or
/// link, and no two outputs are one file.
///
/// What a run finds only on its way, such as the files of a data set, is noted by `ReadFiles` when it is opened, and
/// refused when an output is created and again when it gets its name.
package enum OutputPaths {
  /// Checks the outputs of a run.
  ///
  /// - Parameters:
  ///   - outputs: Files that the run writes.
  ///   - overwrite: Whether those that are there may be replaced.
  ///   - streams: Whether they may go to standard output, a pipe or a device.
  ///   - inputs: Every path that the caller has named for reading.
  /// - Throws: `FileError` of kind `cannotCreate`, or ``JobError``.
  package static func check(_ outputs: [String], overwrite: Bool, streams: Bool = false, inputs: [String]) throws {
    for (index, output) in outputs.enumerated() {
      for input in inputs {
        try OutputFile.refuseInput(input == EventFiles.standardInput ? "/dev/stdin" : input, as: output)
      }
      if !overwrite { try OutputFile.refuseExisting(output) }
      if !streams { try OutputFile.checkPlace(output, overwrite: overwrite) }
      if let other = try outputs[..<index].first(where: { try isSame($0, output) }) {
        throw JobError(wrongOptions: "two outputs of the run go there, the other as \(other)", path: output)
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
