import Files
import Workflows

/// Tells on the terminal how a job goes, in the words of the command line.
final class ConsoleObserver: JobObserver {
  func progress(total: Int?, unit: String) -> any JobProgress { Progress(total: total, unit: unit) }
  func note(_ message: Message) { Console.note(text(message)) }
  func detail(_ message: Message) { Console.detail(text(message)) }

  func warn(_ warning: JobWarning) throws {
    try Console.warn(kind: warning.kind, path: warning.path, text(warning.message))
  }

  func name(of remedy: Remedy) -> String { remedy.optionText }
}

extension Progress: JobProgress {}

extension Job {
  /// Does the work while the terminal tells how it goes. An interruption ends the program, and no half-written output stays.
  func runOnConsole() throws -> Summary { try run(observer: ConsoleObserver()) }
}
