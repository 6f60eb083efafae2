#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the path of an output leads to. Links are followed: their target is written, they stay.
public enum OutputPlace: Equatable, Sendable {
  /// A file of this name, or none yet.
  case file(String)
  /// A descriptor of this process: `-`, `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3`.
  case descriptor(Int32)
  /// A named pipe, a socket or a character device, which is written into and not replaced.
  case stream(String)

  /// The name that stands for standard output.
  public static let standardOutput = "-"

  private static let mostLinks = 40

  /// Follows a path to what an output would be written to.
  ///
  /// - Throws: ``FileError`` of kind `cannotCreate` where links go in a circle or the name is too long.
  public init(_ path: String) throws {
    if path == Self.standardOutput {
      self = .descriptor(STDOUT_FILENO)
      return
    }
    var current = path
    for _ in 0..<Self.mostLinks {
      if let number = Self.descriptor(current) {
        self = .descriptor(number)
        return
      }
      var status = stat()
      guard lstat(current, &status) == 0 else {
        // Whatever else is wrong shows when the file is created.
        if errno == ENAMETOOLONG { throw Self.error(path, SystemCall.message(of: ENAMETOOLONG)) }
        self = .file(current)
        return
      }
      switch status.st_mode & S_IFMT {
      case S_IFLNK: current = try Self.target(of: current, path: path)
      case S_IFIFO, S_IFSOCK, S_IFCHR:
        self = .stream(current)
        return
      default:
        self = .file(current)
        return
      }
    }
    throw Self.error(path, "its links lead in a circle")
  }

  /// Whether a path leads to standard output.
  public static func isStandardOutput(_ path: String) -> Bool { (try? OutputPlace(path)) == .descriptor(STDOUT_FILENO) }

  /// The number in `/dev/fd/3`, `/proc/self/fd/3` and the like.
  private static func descriptor(_ path: String) -> Int32? {
    for folder in ["/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/", "/proc/\(getpid())/fd/"]
    where path.hasPrefix(folder) {
      return Int32(path.dropFirst(folder.count))
    }
    return nil
  }

  /// Where a link leads, seen from the folder that the path is relative to.
  private static func target(of link: String, path: String) throws -> String {
    let limit = 4096
    let target = try withUnsafeTemporaryAllocation(of: CChar.self, capacity: limit + 1) { buffer in
      guard let base = buffer.baseAddress else { return "" }
      let count = readlink(link, base, limit)
      if count < 0 { throw error(path, SystemCall.message(of: errno)) }
      buffer[count] = 0
      return String(cString: base)
    }
    guard !target.hasPrefix("/"), let slash = link.lastIndex(of: "/") else { return target }
    return "\(link[...slash])\(target)"
  }

  private static func error(_ path: String, _ problem: String) -> FileError {
    FileError(.cannotCreate, path: path, problem: problem, remedy: "choose another name")
  }
}
