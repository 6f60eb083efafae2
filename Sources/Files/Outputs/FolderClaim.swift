#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that one run at a time writes to, for as long as this is kept or until the process ends, however it does.
///
/// Others may read it. Where the file system has no locks, nothing is held.
public final class FolderClaim: Sendable {
  private let descriptor: Int32

  /// Claims a folder; where there is none, nothing is held.
  ///
  /// - Throws: ``FileError`` of kind `cannotCreate` where another run has it.
  public init(path: String) throws {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    close(descriptor)
    throw FileError(
      .cannotCreate, path: path, problem: "another run is writing to it",
      remedy: "wait for its end, or name another folder")
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
