import Foundation
import TestSupport
import Testing

/// Runs what must fail: with this exit status, one line on standard error that tells `words`, nothing on standard
/// output, and no file made, lost or left half-written, but for one that keeps what was made before the input broke off.
@discardableResult
func expectFailure(
  _ status: Int32, _ arguments: [String], in folder: TemporaryFolder, telling words: [String] = [],
  keeping kept: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Run {
  let before = try folder.contents()
  let run = try Program.run(arguments, in: folder)
  let command = Comment(rawValue: "saccade " + arguments.joined(separator: " ") + "\n" + run.errors)
  #expect(run.status == status, command, sourceLocation: sourceLocation)
  #expect(run.output.isEmpty, command, sourceLocation: sourceLocation)
  expectOneError(run, telling: words, sourceLocation: sourceLocation)
  var after = try folder.contents()
  if let kept {
    #expect(after.contains(kept), command, sourceLocation: sourceLocation)
    // With what a note beside it says of its light.
    after.removeAll { $0 == kept || $0 == "\(kept).json" }
  }
  #expect(after == before, command, sourceLocation: sourceLocation)
  return run
}

/// One line `error: …` and nothing else but warnings and notes, each on a line of its own.
func expectOneError(
  _ run: Run, telling words: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
) {
  let command = Comment(rawValue: "saccade " + run.arguments.joined(separator: " ") + "\n" + run.errors)
  let errors = run.errorLines.filter { $0.hasPrefix("error: ") }
  #expect(errors.count == 1, command, sourceLocation: sourceLocation)
  #expect(run.errors.hasSuffix("\n"), command, sourceLocation: sourceLocation)
  // A slow machine tells how far it is, in lines that are indented.
  let others = run.errorLines.filter { !$0.hasPrefix("error: ") && !$0.hasPrefix("  ") }
  #expect(
    others.allSatisfy { $0.hasPrefix("warning: ") || $0.hasPrefix("note: ") }, command, sourceLocation: sourceLocation)
  for word in words {
    #expect(errors.first?.contains(word) == true, "\(command) lacks \(word)", sourceLocation: sourceLocation)
  }
}

/// Runs what must succeed, and passes it on.
@discardableResult
func expectSuccess(
  _ arguments: [String], in folder: TemporaryFolder, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Run {
  let run = try Program.run(arguments, in: folder)
  let command = Comment(rawValue: "saccade " + arguments.joined(separator: " ") + "\n" + run.errors)
  #expect(run.status == 0, command, sourceLocation: sourceLocation)
  let leftovers = try folder.contents().filter { $0.hasSuffix(".part") }
  #expect(leftovers.isEmpty, command, sourceLocation: sourceLocation)
  return run
}

/// Runs with `--json` what must succeed, and gives the object that stands alone on standard output.
func expectJSON(
  _ arguments: [String], in folder: TemporaryFolder, sourceLocation: SourceLocation = #_sourceLocation
) throws -> [String: Any] {
  let run = try expectSuccess(arguments + ["--json"], in: folder, sourceLocation: sourceLocation)
  #expect(run.output.hasSuffix("\n"), sourceLocation: sourceLocation)
  return try #require(run.json, "\(run.output)", sourceLocation: sourceLocation)
}
