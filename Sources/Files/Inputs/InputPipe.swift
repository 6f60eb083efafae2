#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that come one after the other and only once: standard input, a named pipe.
public final class InputPipe {
  /// What messages call it.
  public let path: String
  private let descriptor: Int32
  private let isOwned: Bool

  /// What messages call standard input.
  public static let standardInputName = "standard input"

  /// Standard input, whatever it is.
  public init() {
    path = Self.standardInputName
    descriptor = STDIN_FILENO
    isOwned = false
  }

  /// Opens a named pipe or a device; waits until something writes into the pipe.
  ///
  /// - Throws: ``FileError`` where there is none or it may not be read.
  public init(path: String) throws {
    self.path = path
    descriptor = try SystemCall.check("opening", path: path) { open(path, O_RDONLY | O_CLOEXEC) }
    isOwned = true
  }

  deinit { if isOwned { close(descriptor) } }

  /// Whether a path is that of a pipe, which has no length.
  public static func stands(at path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  /// Whether standard input is a regular file, which can be read at any place as `/dev/stdin`.
  public static var standardInputIsFile: Bool {
    var status = stat()
    return fstat(STDIN_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Waits for the next bytes and fills a part of `buffer`; 0 at the end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try SystemCall.check("reading", path: path) { readBytes(descriptor, buffer) }
  }
}

private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
