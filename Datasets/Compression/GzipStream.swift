import CZlib
import Files
import Runtime

/// The content of a gzip file, piece by piece, through zlib. The owner of a zlib stream.
///
/// Members that follow each other are one content, and zeros after the last are none, as `gunzip` has it.
final class GzipStream {
  /// Deflate makes nothing shorter than this share: what a file claims to hold beyond it is a lie.
  static let greatestRatio = 1032
  private static let pieceBytes = 1 << 16

  private let file: InputFile
  private let stream: UnsafeMutablePointer<z_stream>
  private let piece: AlignedMemory
  private var place = 0
  private var memberEnded = false

  /// The flags of a header that no version of the format uses.
  static let unusedFlags: UInt8 = 0xE0

  /// Whether a file begins as gzip does.
  static func begins(_ start: [UInt8]) -> Bool { start.starts(with: [0x1F, 0x8B, 0x08]) }

  /// Begins at the front of a file.
  init(_ file: InputFile) throws {
    self.file = file
    piece = AlignedMemory(uninitializedByteCount: Self.pieceBytes)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let windowBitsOfGzip: Int32 = 15 + 16
    guard
      inflateInit2_(stream, windowBitsOfGzip, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      stream.deallocate()
      throw FileError(.missingPart, path: file.path, problem: "zlib has no memory left")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Fills as much of a buffer as there is content for.
  ///
  /// - Returns: The bytes written; fewer than the buffer holds at the end of the content only.
  /// - Throws: `FileError` where the bytes are damaged or cut off.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count {
      if stream.pointee.avail_in == 0 { try refill() }
      if memberEnded {
        while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
          stream.pointee.next_in += 1
          stream.pointee.avail_in -= 1
          if stream.pointee.avail_in == 0 { try refill() }
        }
        if stream.pointee.avail_in == 0 { return done }
        inflateReset(stream)
        memberEnded = false
      }
      if stream.pointee.avail_in == 0 { throw damage("the compressed data is cut off", isTruncation: true) }
      let room = min(buffer.count - done, Int(UInt32.max))
      stream.pointee.next_out = buffer.baseAddress?.advanced(by: done).assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room)
      let status = inflate(stream, Z_NO_FLUSH)
      done += room - Int(stream.pointee.avail_out)
      switch status {
      case Z_STREAM_END: memberEnded = true
      case Z_OK, Z_BUF_ERROR: break
      default: throw damage("the compressed data is damaged")
      }
    }
    return done
  }

  private func refill() throws {
    let count = min(Self.pieceBytes, file.byteCount - place)
    let room = UnsafeMutableRawBufferPointer(start: piece.baseAddress, count: count)
    try file.read(into: room, at: place)
    place += count
    stream.pointee.next_in = piece.baseAddress.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(count)
  }

  private func damage(_ problem: String, isTruncation: Bool = false) -> FileError {
    FileError(
      .badContent, path: file.path, problem: problem, place: "byte \(place - Int(stream.pointee.avail_in))",
      remedy: "fetch the file again", isTruncation: isTruncation)
  }
}
