import Glibc
import TestSupport

/// A run of the program in a process of its own, with its time and memory.
struct MeasuredRun {
  /// The exit status, or nil where a signal ended it.
  var status: Int32?
  var signal: Int32?
  var seconds: Double
  /// The most memory that it held.
  var bytes: Int
  var errors: String

  /// Runs a program in a folder, and kills it after some seconds.
  ///
  /// - Parameter interruption: A signal that it is sent, so many seconds after its start.
  init(
    _ program: String, _ arguments: [String], in folder: String, errors path: String, secondsAllowed: Double,
    interruption: (signal: Int32, seconds: Double)? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var words: [UnsafeMutablePointer<CChar>?] =
      (["sh", "-c", "cd \"$0\" && exec \"$@\"", folder, program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let failure = posix_spawn(&process, "/bin/sh", &actions, nil, &words, environ)
    guard failure == 0 else { throw SpawnError(number: failure) }
    let start = ContinuousClock.now
    if let interruption {
      let identity = Self.identity(of: program)
      // Where it cannot be run, the shell ends with an error of its own.
      var looks = 0
      while looks < 10_000, Self.identity(of: "/proc/\(process)/exe") != identity {
        usleep(100)
        looks += 1
      }
      usleep(UInt32(interruption.seconds * 1e6))
      kill(process, interruption.signal)
    }
    var (state, usage) = (Int32(0), rusage())
    while wait4(process, &state, WNOHANG, &usage) == 0 {
      if (ContinuousClock.now - start) / .seconds(1) > secondsAllowed { kill(process, SIGKILL) }
      usleep(2000)
    }
    seconds = (ContinuousClock.now - start) / .seconds(1)
    signal = state & 0x7f == 0 ? nil : state & 0x7f
    status = signal == nil ? state >> 8 & 0xff : nil
    bytes = usage.ru_maxrss * 1024
    errors = String(decoding: try fileBytes(path), as: UTF8.self)
  }

  /// Which file a name leads to.
  private static func identity(of path: String) -> UInt64? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  struct SpawnError: Error { let number: Int32 }
}
