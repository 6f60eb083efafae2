#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that grows while a run goes on, for who follows it: a log. What is appended is there at once.
public final class AppendedFile {
  /// The path.
  public let path: String
  private let descriptor: Int32

  /// Opens the file, or makes it.
  ///
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  public init(path: String) throws {
    self.path = path
    descriptor = try SystemCall.check("creating the file", path: path, kind: .cannotCreate) {
      open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    }
  }

  deinit { close(descriptor) }

  /// Appends bytes.
  ///
  /// - Throws: ``FileError`` of kind `inputOutput`, as where the disk is full.
  public func append(_ bytes: [UInt8]) throws {
    var done = 0
    while done < bytes.count {
      done += try SystemCall.check("writing", path: path) {
        bytes[done...].withUnsafeBytes { writeBytes(descriptor, $0) }
      }
    }
  }
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
