import CFFmpeg
import Files

/// The SHA-256 of bytes, of a file's for one: tells one file from another, as `sha256sum` does.
public struct FileDigest: Sendable, Hashable, CustomStringConvertible {
  /// The 32 bytes.
  public let bytes: [UInt8]

  private static let bits: Int32 = 256
  private static let blockBytes = 1 << 20

  /// Reads a file in blocks and digests it.
  ///
  /// Cost: one pass over the file, 1 MiB of memory.
  ///
  /// - Throws: ``FileError`` where the file cannot be read.
  public init(path: String) throws {
    let file = try InputFile(path: path)
    bytes = try Self.digest(path: path) { update in
      for start in stride(from: 0, to: file.byteCount, by: Self.blockBytes) {
        let block = try file.bytes(at: start, count: min(Self.blockBytes, file.byteCount - start))
        block.withUnsafeBytes(update)
      }
    }
  }

  /// Digests bytes in memory, one buffer after the other.
  ///
  /// - Parameter path: What messages call the bytes.
  /// - Throws: ``FileError`` where libav is built without it.
  public init(of buffers: [UnsafeRawBufferPointer], path: String) throws {
    bytes = try Self.digest(path: path) { update in buffers.forEach(update) }
  }

  private static func digest(
    path: String, _ body: ((UnsafeRawBufferPointer) -> Void) throws -> Void
  ) throws -> [UInt8] {
    try LibAV.load()
    guard let context = av_sha_alloc() else { throw LibAV.outOfMemory(path: path) }
    defer { av_free(UnsafeMutableRawPointer(context)) }
    try LibAV.check(av_sha_init(context, bits), "preparing the digest", path: path, kind: .missingPart)
    try body { bytes in
      av_sha_update(context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
    var digest = [UInt8](repeating: 0, count: Int(bits) / 8)
    av_sha_final(context, &digest)
    return digest
  }

  /// 64 hexadecimal digits in lower case.
  public var hexadecimal: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// `sha256:` and the digits.
  public var description: String { "sha256:" + hexadecimal }
}
