/// How much memory the packed content of a file may take where all of it is needed at once.
///
/// Compression can make gigabytes of zeros out of a small file; parameters, pictures and labels never are that. What a
/// file claims to hold is held against this before memory is taken. Streams, which take memory for a piece at a time,
/// need no such limit.
public enum UnpackedLimit {
  /// The bytes that a file of any length may unfold to: 256 MiB.
  public static let leastBytes = 256 << 20
  /// How many times its own length a longer file may unfold to.
  public static let ratio = 16

  /// The bytes that the content of a file of some length may take.
  public static func bytes(forFileOf byteCount: Int) -> Int {
    let (scaled, overflow) = byteCount.multipliedReportingOverflow(by: ratio)
    return max(leastBytes, overflow ? .max : scaled)
  }

  /// The limit for messages.
  public static let words = "\(leastBytes) bytes, or \(ratio) times the length of the file where that is more"

  /// Throws where content takes more.
  ///
  /// - Parameter place: Where in the file, for the error.
  public static func check(_ bytes: Int, inFileOf byteCount: Int, path: String, place: String? = nil) throws {
    if bytes <= self.bytes(forFileOf: byteCount) { return }
    throw FileError(
      .badContent, path: path, problem: "it unfolds to \(bytes) bytes, and the limit is \(words)", place: place,
      remedy: "unpack it first if its content is sound")
  }
}
