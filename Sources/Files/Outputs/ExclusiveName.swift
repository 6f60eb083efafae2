#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Gives a finished file or folder its name only where nothing has that name: of two runs that write one name, one fails.
enum ExclusiveName {
  private typealias RenameAt =
    @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

  /// `renameat2`, which Swift's overlay of the C library does not show.
  private static let renameAt: RenameAt? = {
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "renameat2") else { return nil }
    return unsafeBitCast(symbol, to: RenameAt.self)
  }()

  private static let withoutReplacing: UInt32 = 1

  /// Renames without replacing anything; −1 with `errno` where that fails, `EEXIST` where the name is taken.
  static func rename(_ source: String, to target: String, isFolder: Bool = false) -> Int32 {
    if let renameAt {
      let code = renameAt(AT_FDCWD, source, AT_FDCWD, target, withoutReplacing)
      // Some file systems and kernels know no such renaming.
      if code == 0 || ![EINVAL, ENOSYS, ENOTSUP].contains(errno) { return code }
    }
    return renameOverPlaceholder(source, to: target, isFolder: isFolder)
  }

  /// Takes the name with something empty first, which every file system refuses where it is taken.
  static func renameOverPlaceholder(_ source: String, to target: String, isFolder: Bool) -> Int32 {
    if isFolder {
      guard mkdir(target, 0o777) == 0 else { return -1 }
    } else {
      let placeholder = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard placeholder >= 0 else { return -1 }
      close(placeholder)
    }
    let code = renameNow(source, target)
    if code != 0 {
      let reason = errno
      _ = isFolder ? rmdir(target) : unlink(target)
      errno = reason
    }
    return code
  }
}

private func renameNow(_ source: String, _ target: String) -> Int32 { rename(source, target) }
