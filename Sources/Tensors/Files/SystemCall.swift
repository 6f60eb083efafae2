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
      throw FileError(refined(kind, by: code), path: path, problem: "\(action) failed: \(message(of: code))")
    }
  }

  private static func refined(_ kind: FileError.Kind, by code: Int32) -> FileError.Kind {
    kind != .cannotCreate && (code == ENOENT || code == ENOTDIR) ? .notFound : kind
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
