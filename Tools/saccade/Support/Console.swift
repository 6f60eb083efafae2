import Files
import Foundation
import Reports
import Synchronization

/// What the program says: results on standard output, everything else on standard error.
enum Console {
  private struct State {
    var isQuiet = false
    var isVerbose = false
    var isStrict = false
    var isMachineReadable = false
    var warnings: [String] = []
    var countOfKind: [String: Int] = [:]
  }

  private static let state = Mutex(State())
  private static let warningsShownOfAKind = 5

  /// Takes the options that every verb has.
  static func configure(_ options: CommonOptions) {
    state.withLock {
      $0.isQuiet = options.quiet
      $0.isVerbose = options.verbose
      $0.isStrict = options.strict
      $0.isMachineReadable = options.json
    }
  }

  /// Leaves standard output to data: results for people go to standard error from now on.
  static func reserveStandardOutput() { state.withLock { $0.isMachineReadable = true } }

  static var isQuiet: Bool { state.withLock { $0.isQuiet } }

  /// The warnings so far, for `--json`.
  static var warnings: [String] { state.withLock { $0.warnings } }

  /// A result for a person: standard output, or standard error where a program reads standard output.
  ///
  /// - Throws: `FileError` where standard output cannot be written.
  static func say(_ text: String) throws {
    let (isQuiet, isMachineReadable) = state.withLock { ($0.isQuiet, $0.isMachineReadable) }
    if isMachineReadable {
      if !isQuiet { standardError(VisibleText.plain(text) + "\n") }
    } else {
      try StandardStreams.output(Data((VisibleText.plain(text) + "\n").utf8))
    }
  }

  /// What was done, for a person: standard error, unless `--quiet`.
  static func note(_ text: String) {
    if !isQuiet { standardError(VisibleText.plain(text) + "\n") }
  }

  /// A detail that `--verbose` asks for.
  static func detail(_ text: String) {
    if state.withLock({ $0.isVerbose }) { standardError(VisibleText.plain(text) + "\n") }
  }

  /// A doubt about the input: one line, at most five of a kind; `--strict` makes it an error.
  static func warn(kind: String, path: String, _ text: String) throws {
    let (isShown, isStrict) = state.withLock { state in
      let count = state.countOfKind[kind, default: 0] + 1
      state.countOfKind[kind] = count
      if count <= warningsShownOfAKind { state.warnings.append("\(path): \(text)") }
      return (count <= warningsShownOfAKind, state.isStrict)
    }
    if isStrict { throw FileError(.badContent, path: path, problem: text, remedy: "--strict refuses it") }
    if isShown { standardError("warning: \(VisibleText.line("\(path): \(text)"))\n") }
  }

  /// Says how many warnings were not shown.
  static func finish() {
    let more = state.withLock { $0.countOfKind.values.reduce(0) { $0 + max(0, $1 - warningsShownOfAKind) } }
    if more > 0 { standardError("warning: \(more) more of the same kind\n") }
  }

  static func standardError(_ text: String) { StandardStreams.error(text) }
}
