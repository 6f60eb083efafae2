import Files
import Synchronization

/// Passes everything on to the observer of a job, and keeps the warnings for its result.
package final class JobLog: JobObserver {
  private struct State {
    var warnings: [String] = []
    var countOfKind: [String: Int] = [:]
  }

  /// A recording may have millions of a kind.
  private static let warningsKeptOfAKind = 5
  private let observer: any JobObserver
  private let state = Mutex(State())

  /// Starts with no warnings.
  package init(_ observer: any JobObserver) { self.observer = observer }

  /// The warnings so far, a line each, at most five of a kind.
  package var warnings: [String] { state.withLock { $0.warnings } }

  package func progress(total: Int?, unit: String) -> any JobProgress { observer.progress(total: total, unit: unit) }
  package func note(_ message: Message) { observer.note(message) }
  package func detail(_ message: Message) { observer.detail(message) }
  package func checkCancellation() throws { try observer.checkCancellation() }
  package func canBeResumed() { observer.canBeResumed() }
  package func name(of remedy: Remedy) -> String { observer.name(of: remedy) }

  package func warn(_ warning: JobWarning) throws {
    let line = "\(warning.path): \(observer.text(warning.message))"
    state.withLock { state in
      let count = state.countOfKind[warning.kind, default: 0] + 1
      state.countOfKind[warning.kind] = count
      if count <= Self.warningsKeptOfAKind { state.warnings.append(line) }
    }
    try observer.warn(warning)
  }
}
