import Synchronization
import Workflows

/// Remembers what a job tells.
final class RecordingObserver: JobObserver {
  struct State {
    var warnings: [JobWarning] = []
    var steps = 0
    var units: [String] = []
    var isResumable = false
  }

  let state = Mutex(State())
  /// After how many steps the job is cancelled; nil for never.
  let mostSteps: Int?

  init(mostSteps: Int? = nil) { self.mostSteps = mostSteps }

  func progress(total: Int?, unit: String) -> any JobProgress {
    state.withLock { $0.units.append(unit) }
    return Counter(self)
  }

  func warn(_ warning: JobWarning) { state.withLock { $0.warnings.append(warning) } }

  func canBeResumed() { state.withLock { $0.isResumable = true } }

  func checkCancellation() throws {
    let steps = state.withLock { $0.steps }
    if let mostSteps, steps > mostSteps { throw CancellationError() }
  }

  private final class Counter: JobProgress {
    let observer: RecordingObserver
    init(_ observer: RecordingObserver) { self.observer = observer }
    func advance(_ count: Int) { observer.state.withLock { $0.steps += 1 } }
    func finish() {}
  }
}
