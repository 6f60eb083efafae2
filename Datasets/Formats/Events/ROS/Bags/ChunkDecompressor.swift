import Files

/// Decompresses the chunks of bags, one at a time into memory that is used again.
final class ChunkDecompressor {
  /// The names that bags give to the ways of compression.
  enum Method: String {
    case bz2
    case lz4
    case zstd
  }

  /// What the last chunk holds.
  let content = DecompressedBytes(limit: ChunkDecompressor.mostBytes)
  private var decompressors: [Method: any StreamDecompressor] = [:]

  /// Recorders close a chunk after a few MiB; a message of its own size may make it longer.
  static let mostBytes = 512 << 20

  /// Decompresses a chunk, or a message.
  ///
  /// - Parameters:
  ///   - stated: The bytes that it holds as the bag says, or nil where it does not.
  ///   - path: The file, for errors.
  ///   - place: Where the compressed bytes lie, for errors.
  /// - Throws: `FileError` where the bytes are damaged or hold another number of bytes.
  func decompress(
    _ bytes: UnsafeRawBufferPointer, method: Method, stated: Int? = nil, path: String, place: BagPlace
  ) throws {
    do {
      if let stated, stated > Self.mostBytes {
        throw CompressionError(problem: "\(stated) bytes are said to be in it, more than \(Self.mostBytes)")
      }
      try decompressor(method).decompress(bytes, into: content)
      if let stated, stated != content.count {
        throw CompressionError(problem: "it holds \(content.count) bytes, and \(stated) are stated")
      }
    } catch let error as CompressionError {
      throw FileError(
        .badContent, path: path, problem: "decompressing a chunk with \(method.rawValue) failed: \(error.problem)",
        place: place.description, remedy: "the file is damaged; fetch it again")
    }
  }

  private func decompressor(_ method: Method) throws -> any StreamDecompressor {
    if let made = decompressors[method] { return made }
    let made: any StreamDecompressor =
      switch method {
      case .bz2: BZip2()
      case .lz4: try LZ4Frame()
      case .zstd: try Zstandard()
      }
    decompressors[method] = made
    return made
  }
}
