import Files
import Synchronization
import Workflows

/// Tells on the terminal how a job goes, in the words of the command line.
final class ConsoleObserver: JobObserver {
  private let isResumable = Atomic(false)

  func progress(total: Int?, unit: String) -> any JobProgress { Progress(total: total, unit: unit) }
  func note(_ message: Message) { Console.note(text(message)) }
  func detail(_ message: Message) { Console.detail(text(message)) }

  func warn(_ warning: JobWarning) throws {
    try Console.warn(kind: warning.kind, path: warning.path, text(warning.message))
  }

  func canBeResumed() {
    isResumable.store(true, ordering: .relaxed)
    Interruption.endFollowingFirst()
  }

  func checkCancellation() throws {
    if isResumable.load(ordering: .relaxed), Interruption.followingIsOver { throw CancellationError() }
  }

  func name(of remedy: Remedy) -> String { remedy.optionText }
}

extension Progress: JobProgress {}

extension Job {
  /// Does the work while the terminal tells how it goes. An interruption ends the program, and no half-written output stays;
  /// of a job that can be resumed it keeps what is complete.
  func runOnConsole() throws -> Summary { try run(observer: ConsoleObserver()) }
}
