import Files
import Foundation

/// Standard output and standard error, whatever whoever started the program made of them.
enum StandardStreams {
  /// Makes sure that the three standard descriptors are taken: a file opened later must not become one of them, or a
  /// message would be written into it.
  static func prepare() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes to standard output.
  ///
  /// - Throws: `FileError` where nobody reads it or its disk is full.
  static func output(_ bytes: Data) throws {
    if let code = write(bytes, to: STDOUT_FILENO) {
      let reason = String(cString: strerror(code)).lowercased()
      throw FileError(.inputOutput, path: "standard output", problem: "writing failed: \(reason)")
    }
  }

  /// Writes to standard error. There is nobody to tell of a failure.
  static func error(_ text: String) { _ = write(Data(text.utf8), to: STDERR_FILENO) }

  /// Returns the code of a failure.
  private static func write(_ bytes: Data, to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Foundation.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { return errno }
        done += count
      }
      return nil
    }
  }
}
