import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files that a run has read, so that no output takes the place of one.
///
/// Nothing is noted until ``watch()``: a program that does one job calls it first. From then on whatever opens a file
/// for reading notes it, and ``OutputFile``, ``OutputFolder`` and what is built on them refuse to replace it.
public enum ReadFiles {
  private struct State {
    var isWatching = false
    var identities: Set<FileIdentity> = []
  }

  private static let state = Mutex(State())

  /// Notes the files that are read from now on.
  public static func watch() { state.withLock { $0.isWatching = true } }

  /// Forgets everything and notes nothing more.
  public static func stop() { state.withLock { $0 = State() } }

  /// Notes a file that is opened for reading.
  public static func note(_ path: String) {
    guard state.withLock({ $0.isWatching }), !TemporaryFiles.holds(path), let identity = FileIdentity(path: path) else {
      return
    }
    _ = state.withLock { $0.identities.insert(identity) }
  }

  /// Lets a file be replaced although it was read: the state that a run goes on from and writes anew.
  public static func forget(_ path: String) {
    guard let identity = FileIdentity(path: path) else { return }
    _ = state.withLock { $0.identities.remove(identity) }
  }

  /// Whether what a path leads to was read.
  public static func hold(_ path: String) -> Bool {
    FileIdentity(path: path).map { identity in state.withLock { $0.identities.contains(identity) } } ?? false
  }

  /// Throws where an output would take the place of a file that was read.
  public static func refuse(_ output: String) throws {
    if hold(output) { throw isInput(output) }
  }

  static func refuse(_ status: stat, path: String) throws {
    if state.withLock({ $0.identities.contains(FileIdentity(status)) }) { throw isInput(path) }
  }

  static func isInput(_ path: String) -> FileError {
    FileError(
      .cannotCreate, path: path, problem: "this is an input, which is never written over",
      remedy: "choose another name")
  }
}
