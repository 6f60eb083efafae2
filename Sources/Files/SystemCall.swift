#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The one place where C's −1 becomes a thrown error.
enum SystemCall {
  /// Calls `body`, again while a signal interrupts it, and throws what `errno` says where it returns −1.
  @discardableResult
  static func check<Result: FixedWidthInteger>(
    _ action: String, path: String, kind: FileError.Kind = .inputOutput, _ body: () -> Result
  ) throws -> Result {
    while true {
      let result = body()
      if result != -1 { return result }
      let code = errno
      if code == EINTR { continue }
      throw error(code, action, path: path, kind: kind)
    }
  }

  private static func error(_ code: Int32, _ action: String, path: String, kind: FileError.Kind) -> FileError {
    switch (kind, code) {
    case (.cannotCreate, ENOENT) where !parentExists(path):
      return FileError(
        kind, path: path, problem: "the folder it belongs into does not exist", remedy: "create it first")
    case (.cannotCreate, _): return FileError(kind, path: path, problem: "\(action) failed: \(message(of: code))")
    case (_, ENOENT): return FileError(.notFound, path: path, problem: message(of: code))
    case (_, ENOTDIR), (_, EACCES), (_, ELOOP), (_, ENAMETOOLONG):
      return FileError(.notFound, path: path, problem: "\(action) failed: \(message(of: code))")
    default: return FileError(kind, path: path, problem: "\(action) failed: \(message(of: code))")
    }
  }

  private static func parentExists(_ path: String) -> Bool {
    guard let slash = path.lastIndex(of: "/") else { return true }
    var status = stat()
    return stat(slash == path.startIndex ? "/" : String(path[..<slash]), &status) == 0
  }

  static func message(of code: Int32) -> String {
    switch code {
    case ENOSPC: "no space left on the device"
    case ENOENT: "there is no such file"
    case EACCES: "permission denied"
    default: String(cString: strerror(code)).lowercased()
    }
  }
}
