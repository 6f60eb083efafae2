import ArgumentParser
import Files
import Foundation

/// What the parser of arguments says, in the words of this program: what may have been meant, and all that there is.
enum UsageText {
  /// What is promised and not there yet, with what to do meanwhile.
  private static let plannedVerbs = [
    "run": "it is not there yet", "evaluate merge": "it is not there yet",
  ]
  private static let plannedOptions: Set = [
    "--recursive", "--list", "--jobs", "--shard", "--fail-fast", "--print-slurm",
  ]

  /// Refuses names of files that begin like options: of `-dash.bin` the parser takes every letter for an option, and
  /// shows the help for its `h`. After `--` nothing is an option.
  static func refuseDashedFiles(_ arguments: some Sequence<String>) throws {
    for argument in arguments.prefix(while: { $0 != "--" })
    where argument.count > 2 && argument.hasPrefix("-") && !argument.hasPrefix("--") {
      guard FileManager.default.fileExists(atPath: argument) else { continue }
      throw Failure.Usage("\(argument) begins like an option; call the file ./\(argument)")
    }
  }

  /// Says a mistake so that it can be mended.
  ///
  /// - Parameters:
  ///   - message: What the parser says.
  ///   - arguments: What was typed after the program's name.
  static func clarified(_ message: String, arguments: [String], of program: any ParsableCommand.Type) -> String {
    let call = Call(arguments, of: program)
    return value(message) ?? option(message, call) ?? words(message, call) ?? message
  }

  /// The verb that was typed, as far as there is one.
  private struct Call {
    var command: any ParsableCommand.Type
    var words: [String] = []
    var next: String?

    init(_ arguments: [String], of program: any ParsableCommand.Type) {
      command = program
      next = arguments.first
      for argument in arguments {
        next = argument
        guard let sub = command.configuration.subcommands.first(where: { $0.configuration.commandName == argument })
        else { return }
        command = sub
        words.append(argument)
        next = nil
      }
    }

    /// The verbs that may follow.
    var verbs: [String] {
      command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.compactMap {
        $0.configuration.commandName
      }
    }
  }

  /// A value that is none of a list.
  private static func value(_ message: String) -> String? {
    let form = #/The value '(?<value>.*)' is invalid for '(?<name>[^ ']+)[^']*'\. Please provide one of (?<list>.*)/#
    guard let found = message.split(whereSeparator: \.isNewline).joined(separator: " ").firstMatch(of: form) else {
      return nil
    }
    let list = String(found.list)
    let names =
      list.hasPrefix("the following:")
      ? list.split(separator: " - ").dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
      : list.split(separator: "'").enumerated().filter { $0.offset % 2 == (list.hasPrefix("'") ? 0 : 1) }.map {
        String($0.element)
      }
    let value = String(found.value)
    return "\(found.name) knows no '\(value)'; " + Likeness.remedy(for: value, among: names)
  }

  /// An option that there is not.
  private static func option(_ message: String, _ call: Call) -> String? {
    guard let found = message.firstMatch(of: #/^Unknown option '(?<name>[^']+)'/#) else { return nil }
    let name = String(found.name)
    if plannedOptions.contains(name) {
      return
        "\(name) is not there yet: \(verb(call)) takes one recording a run; run it for each, as in a loop of the shell"
    }
    let guess = Likeness.nearest(to: name, among: options(of: call.command)).map { "; did you mean \($0)?" }
    return "Unknown option '\(name)'" + (guess ?? "")
  }

  private static func options(of command: any ParsableCommand.Type) -> [String] {
    let lines = command.helpMessage(includeHidden: false, columns: 200).split(separator: "\n")
    return lines.filter { $0.hasPrefix("  -") }.flatMap { line in
      line.split { $0 == " " || $0 == "," || $0 == "/" }.prefix { $0.hasPrefix("-") || $0.hasPrefix("<") }.map(
        String.init)
    }.filter { $0.hasPrefix("--") }
  }

  /// A verb that there is not, or more words than a verb takes.
  private static func words(_ message: String, _ call: Call) -> String? {
    guard message.contains("nexpected argument") else { return nil }
    let verbs = call.verbs
    if let next = call.next, !next.hasPrefix("-"), !verbs.isEmpty {
      let path = (call.words + [next]).joined(separator: " ")
      if let planned = plannedVerbs[path] {
        return "saccade \(path) is promised, but \(planned); " + Likeness.remedy(for: "", among: verbs)
      }
      let place = call.words.isEmpty ? "there is no verb" : "saccade \(call.words.joined(separator: " ")) knows no"
      return "\(place) '\(next)'; " + Likeness.remedy(for: next, among: verbs)
    }
    let batches: Set = ["convert", "represent", "reconstruct", "flow", "doctor", "info"]
    guard let last = call.words.last, batches.contains(last), call.words.count == 1 else { return nil }
    return message + ": \(verb(call)) takes one recording a run; run it for each, as in a loop of the shell"
  }

  private static func verb(_ call: Call) -> String { (["saccade"] + call.words).joined(separator: " ") }
}
