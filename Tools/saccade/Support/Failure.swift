import ArgumentParser
import Foundation
import Tensors

/// How a failed run ends: one line on standard error, and the exit status of the kind of failure.
enum Failure {
  /// A mistake in how the program was called.
  struct Usage: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }

  private static let usageStatus: Int32 = 64

  static func exit(with error: any Error) -> Never {
    TemporaryFiles.removeAll()
    switch error {
    case let error as FileError:
      report(error.description)
      Foundation.exit(status(of: error.kind))
    case let error as Usage:
      report(error.description)
      Foundation.exit(usageStatus)
    default:
      exitAfterParsing(error)
    }
  }

  /// Help and version texts come as errors too; what is left is wrong usage.
  private static func exitAfterParsing(_ error: any Error) -> Never {
    let code = Saccade.exitCode(for: error)
    if code == .success {
      print(Saccade.fullMessage(for: error))
      Foundation.exit(0)
    }
    if code == .validationFailure {
      let usage = Saccade.fullMessage(for: error).split(separator: "\n").last { $0.contains("--help") }
      let hint = usage.map { " (\($0.trimmingCharacters(in: .whitespaces)))" } ?? ""
      report(Saccade.message(for: error).replacingOccurrences(of: "\n", with: " ") + hint)
      Foundation.exit(usageStatus)
    }
    let message = Saccade.message(for: error)
    if !message.isEmpty { report(message) }
    Foundation.exit(code.rawValue)
  }

  private static func report(_ text: String) { Console.standardError("error: \(text)\n") }

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
