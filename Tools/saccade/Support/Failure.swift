import ArgumentParser
import Files
import Foundation
import NeuralNetworks
import Reports
import Workflows

/// How a failed run ends: one line on standard error, and the exit status of the kind of failure.
enum Failure {
  /// A mistake in how the program was called.
  struct Usage: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }

  private static let usageStatus: Int32 = 64

  /// Ends the program.
  ///
  /// - Parameter program: The command whose help a wrong usage points to.
  static func exit(with error: any Error, of program: any ParsableCommand.Type) -> Never {
    TemporaryFiles.removeAll()
    switch error {
    case var error as FileError:
      error.path = TemporaryFiles.finalPath(of: error.path)
      report(error.message.text(\.optionText))
      Foundation.exit(status(of: error.kind))
    case var error as ParameterError:
      error.source = TemporaryFiles.finalPath(of: error.source)
      report(error.message.text(\.optionText))
      Foundation.exit(status(of: .badContent))
    case let error as JobError:
      exit(with: error)
    case let error as JobInterruption:
      Interruption.leave("; \(error.kept.text(\.optionText))")
    case let error as Usage:
      report(error.description)
      Foundation.exit(usageStatus)
    default:
      exitAfterParsing(error, of: program)
    }
  }

  private static func exit(with error: JobError) -> Never {
    var error = error
    error.path = error.path.map(TemporaryFiles.finalPath)
    report(error.message.text(\.optionText))
    switch error.kind {
    case .wrongOptions: Foundation.exit(usageStatus)
    case .file(let kind): Foundation.exit(status(of: kind))
    }
  }

  /// Help, version and completion texts come as errors too; what is left is wrong usage.
  private static func exitAfterParsing(_ error: any Error, of program: any ParsableCommand.Type) -> Never {
    let code = program.exitCode(for: error)
    if code == .success {
      do {
        try StandardStreams.output(Data((program.fullMessage(for: error) + "\n").utf8))
      } catch {
        exit(with: error, of: program)
      }
      Foundation.exit(0)
    }
    let message = UsageText.clarified(
      program.message(for: error), arguments: Array(CommandLine.arguments.dropFirst()), of: program)
    if code == .validationFailure {
      let usage = program.fullMessage(for: error).split(separator: "\n").last { $0.contains("--help") }
      let hint = usage.map { "; see " + command(in: $0) } ?? ""
      report(message + hint)
      Foundation.exit(usageStatus)
    }
    // A verb may end with a status that it chose itself, after its own words.
    if error is ExitCode { Foundation.exit(code.rawValue) }
    let unforeseen = UnforeseenError(error)
    report(unforeseen.line)
    Foundation.exit(status(of: unforeseen.kind))
  }

  /// `saccade info --help` out of `See 'saccade info --help' for more information.`
  private static func command(in line: Substring) -> String {
    let quoted = line.split(separator: "'")
    return quoted.count > 1 ? String(quoted[1]) : "saccade --help"
  }

  /// Always one line, even where a file's name or a library's message has several.
  private static func report(_ text: String) {
    var line = VisibleText.line(text)
    if line.hasSuffix(".") { line.removeLast() }
    Console.standardError("error: \(line.replacingOccurrences(of: ".; ", with: "; "))\n")
  }

  private static func status(of kind: FileError.Kind) -> Int32 {
    switch kind {
    case .badContent: 65
    case .notFound: 66
    case .missingPart: 69
    case .cannotCreate: 73
    case .inputOutput: 74
    }
  }
}
