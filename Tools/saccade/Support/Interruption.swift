import Foundation
import Synchronization
import Tensors

/// What Ctrl-C and a polite kill do: remove what is half-written and leave with status 130.
///
/// Where a growing file is followed, the first one ends the following, and what has come is completed.
enum Interruption {
  private static let status: Int32 = 130
  private static let isFollowing = Atomic(false)
  private static let isOver = Atomic(false)

  /// Lets the next signal end the following of a file instead of the program.
  static func endFollowingFirst() { isFollowing.store(true, ordering: .sequentiallyConsistent) }

  /// Whether a signal has ended the following.
  static var followingIsOver: Bool { isOver.load(ordering: .sequentiallyConsistent) }

  /// Ends the program as interrupted, with one line of what was kept.
  static func leave(_ words: String) -> Never {
    TemporaryFiles.removeAll()
    Console.standardError("error: \(words)\n")
    _exit(status)
  }

  /// Starts to watch; call it before any other thread exists, so that all of them leave the signals to the watcher.
  static func watch() {
    // A reader that goes away shows as a failed write, not as a death that leaves temporary files.
    signal(SIGPIPE, SIG_IGN)
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Thread.detachNewThread {
      var signals = sigset_t()
      sigemptyset(&signals)
      for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
      var received: Int32 = 0
      sigwait(&signals, &received)
      if isFollowing.load(ordering: .sequentiallyConsistent) {
        isOver.store(true, ordering: .sequentiallyConsistent)
        sigwait(&signals, &received)
      }
      TemporaryFiles.removeAll {
        let clearedLine = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
        Console.standardError(clearedLine + "error: interrupted; nothing was left half-written\n")
        _exit(status)
      }
    }
  }
}
