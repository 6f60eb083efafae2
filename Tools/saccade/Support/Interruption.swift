import Files
import Foundation
import Synchronization

/// What Ctrl-C, a polite kill and a terminal that goes away do: remove what is half-written and leave with the status that
/// names the signal, 128 and its number: 130, 143, 129.
///
/// Where a growing file is followed, the first one ends the following, and what has come is completed.
enum Interruption {
  private static let isFollowing = Atomic(false)
  /// The signal that ended the following; 0 before.
  private static let ending = Atomic<Int32>(0)

  /// Lets the next signal end the following of a file instead of the program.
  static func endFollowingFirst() { isFollowing.store(true, ordering: .sequentiallyConsistent) }

  /// Whether a signal has ended the following.
  static var followingIsOver: Bool { ending.load(ordering: .sequentiallyConsistent) != 0 }

  /// Ends the program after a signal that ended the following, with one line of what was kept.
  ///
  /// - Parameter words: What follows the word for the signal: "; epoch 3 of 10 is kept".
  static func leave(_ words: String) -> Never {
    TemporaryFiles.removeAll()
    let signal = ending.load(ordering: .sequentiallyConsistent)
    Console.standardError("error: \(word(for: signal))\(words)\n")
    _exit(status(of: signal))
  }

  /// What a shell says of a program that the signal ended.
  private static func status(of signal: Int32) -> Int32 { 128 + (signal == 0 ? SIGINT : signal) }

  private static func word(for signal: Int32) -> String {
    switch signal {
    case SIGTERM: "terminated"
    case SIGHUP: "hung up"
    default: "interrupted"
    }
  }

  /// The signals that end a run. A hang-up that whoever started the program ignores, as `nohup` does, is none of them.
  private static func watched() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    if !isIgnored(SIGHUP) { sigaddset(&signals, SIGHUP) }
    return signals
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Starts to watch; call it before any other thread exists, so that all of them leave the signals to the watcher.
  static func watch() {
    // A reader that goes away shows as a failed write, not as a death that leaves temporary files.
    signal(SIGPIPE, SIG_IGN)
    // A limit of the size of files shows as a failed write, too.
    signal(SIGXFSZ, SIG_IGN)
    let signals = watched()
    withUnsafePointer(to: signals) { _ = pthread_sigmask(SIG_BLOCK, $0, nil) }
    Thread.detachNewThread {
      var signals = signals
      var received: Int32 = 0
      sigwait(&signals, &received)
      if isFollowing.load(ordering: .sequentiallyConsistent) {
        ending.store(received, ordering: .sequentiallyConsistent)
        sigwait(&signals, &received)
      }
      let signal = received
      TemporaryFiles.removeAll {
        let clearedLine = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
        Console.standardError(clearedLine + "error: \(word(for: signal)); nothing was left half-written\n")
        _exit(status(of: signal))
      }
    }
  }
}
