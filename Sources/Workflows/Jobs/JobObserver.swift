import Files
import Recordings

/// Who is told how a job goes: a program that draws a bar, a window, a notebook.
///
/// A job calls it from the threads that it works on, one call at a time for each progress. Every requirement has a default
/// that does nothing.
public protocol JobObserver: AnyObject, Sendable {
  /// A stretch of work begins; the returned value is told how far it is. Several may be under way.
  ///
  /// - Parameters:
  ///   - total: How many units there are, where that is known.
  ///   - unit: The unit's name in the plural: `events`, `windows`.
  func progress(total: Int?, unit: String) -> any JobProgress

  /// Something that the user should know, which casts no doubt on the result.
  func note(_ message: Message)

  /// What the input is, and what the work is done with.
  func detail(_ message: Message)

  /// A doubt about an input.
  ///
  /// - Throws: Whatever shall end the job, where doubts are errors.
  func warn(_ warning: JobWarning) throws

  /// Asked after every step of a progress.
  ///
  /// - Throws: Whatever shall end the job, as `CancellationError`; nothing half-written stays.
  func checkCancellation() throws

  /// From here on a cancellation leaves a state to go on from, of which ``JobInterruption`` tells: whoever would end the
  /// job in another way may leave it to ``checkCancellation()``, which is asked often.
  func canBeResumed()

  /// How the observer's users call what they can do about a problem: `--size`.
  func name(of remedy: Remedy) -> String
}

/// How far a stretch of work is.
public protocol JobProgress: AnyObject {
  /// So many more units are done.
  func advance(_ count: Int)
  /// So many units there may be, as it looks now, where nobody could say it before.
  func expect(_ total: Int)
  /// What the work finds meanwhile, in a few words that change as it goes on: "step 300 of 1000, loss 0.2".
  func describe(_ state: String)
  /// The stretch has ended. It may be told more than once, and not at all where the job fails.
  func finish()
}

extension JobProgress {
  /// Takes no note of it.
  public func expect(_ total: Int) {}
}

/// A doubt about an input, which did not stop the work.
public struct JobWarning: Sendable, Hashable {
  /// What it is about in a word: warnings of one kind and different places are many of the same.
  public var kind: String
  /// The file as the caller gave it.
  public var path: String
  /// What is odd: a clause in lower case without a full stop.
  public var message: Message

  /// Describes a doubt.
  public init(kind: String, path: String, _ message: Message) {
    (self.kind, self.path, self.message) = (kind, path, message)
  }
}

extension JobObserver {
  /// Shows nothing.
  public func progress(total: Int?, unit: String) -> any JobProgress { SilentProgress() }
  /// Says nothing.
  public func note(_ message: Message) {}
  /// Says nothing.
  public func detail(_ message: Message) {}
  /// Goes on.
  public func warn(_ warning: JobWarning) throws {}
  /// Goes on.
  public func checkCancellation() throws {}
  /// Needs nothing.
  public func canBeResumed() {}
  /// The library's own name.
  public func name(of remedy: Remedy) -> String { remedy.description }
}

/// An observer that tells nobody.
public final class SilentObserver: JobObserver {
  /// Makes one.
  public init() {}
}

extension JobProgress {
  /// Says nothing.
  public func describe(_ state: String) {}
}

private final class SilentProgress: JobProgress {
  func advance(_ count: Int) {}
  func finish() {}
}

extension JobObserver {
  /// A message in the words of the observer's users.
  package func text(_ message: Message) -> String { message.text { name(of: $0) } }

  package func warn(kind: String, path: String, _ message: Message) throws {
    try warn(JobWarning(kind: kind, path: path, message))
  }

  /// Passes on what a reader found odd.
  package func pass(_ warnings: [RecordingWarning]) throws {
    for warning in warnings {
      // What lies unpacked among the temporary files is called by the name of what it came out of.
      try warn(
        kind: warning.problem, path: TemporaryFiles.finalPath(of: warning.path), warning.explanation)
    }
  }

  /// Begins a stretch of work.
  package func steps(total: Int?, unit: String) -> JobSteps {
    JobSteps(progress: progress(total: total, unit: unit), observer: self)
  }
}

/// The steps of a stretch of work: each is told, and may be the one at which the job is cancelled.
package struct JobSteps {
  fileprivate let progress: any JobProgress
  fileprivate let observer: any JobObserver

  /// Notes that so many more units are done.
  ///
  /// - Throws: What the observer throws to end the job.
  package func advance(_ count: Int = 1) throws {
    progress.advance(count)
    try observer.checkCancellation()
  }

  /// Notes how many units there may be, where nobody could say it before.
  package func expect(_ total: Int) { progress.expect(total) }

  /// Says what the work finds meanwhile.
  package func describe(_ state: String) { progress.describe(state) }

  /// Notes that the stretch has ended.
  package func finish() { progress.finish() }
}
