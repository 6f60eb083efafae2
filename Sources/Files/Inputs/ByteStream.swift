/// Bytes that are read once, from front to back: a part of a file or an entry of an archive.
package protocol ByteStream: AnyObject {
  /// The file, for messages.
  var path: String { get }
  /// The entry of the archive, for messages.
  var entry: String? { get }
  /// The number of bytes read so far.
  var position: Int { get }
  /// The number of bytes that are left.
  var remaining: Int { get }

  /// Fills `buffer`; throws where the stream ends before.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws
  /// Leaves out `count` bytes; throws where the stream ends before.
  func skip(_ count: Int) throws
  /// Tells that all wanted bytes are read, so that a checksum can be compared.
  func finish() throws
}

extension ByteStream {
  /// The next `count` bytes.
  package func bytes(count: Int) throws -> [UInt8] {
    guard count >= 0, count <= remaining else {
      throw damage("\(count) bytes are needed but only \(remaining) are left")
    }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(into: UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }

  /// Leaves out `count` bytes by reading them.
  package func skip(_ count: Int) throws {
    try withUnsafeTemporaryAllocation(byteCount: min(count, 1 << 16), alignment: 1) { chunk in
      var left = count
      while left > 0 {
        let part = min(left, chunk.count)
        try read(into: UnsafeMutableRawBufferPointer(rebasing: chunk[..<part]))
        left -= part
      }
    }
  }

  /// Where the next byte lies, for messages.
  package var place: String { (entry.map { "entry \($0), " } ?? "") + "byte \(position)" }

  /// An error about the content at the present position.
  package func damage(_ problem: String, remedy: Message = FileError.fetchAgain) -> FileError {
    FileError(.badContent, path: path, problem: problem, place: place, remedy: remedy)
  }
}

extension FileError {
  /// What to do about a file that ends too early or contradicts itself.
  package static let fetchAgain: Message = "the file is cut off or damaged; fetch it again"
}

/// The bytes of a file from some offset on.
package final class FileStream: ByteStream {
  private let file: InputFile
  package private(set) var position: Int
  private let end: Int

  /// Starts at `offset`.
  package init(_ file: InputFile, from offset: Int = 0) {
    self.file = file
    self.position = offset
    self.end = file.byteCount
  }

  /// The `count` bytes from `offset` on, which lie within the file.
  package init(_ file: InputFile, from offset: Int, count: Int) {
    self.file = file
    self.position = offset
    self.end = offset + count
  }

  package var path: String { file.path }
  package var entry: String? { nil }
  package var remaining: Int { end - position }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard buffer.count <= remaining else {
      throw damage("\(buffer.count) bytes are needed but only \(max(remaining, 0)) are left")
    }
    try file.read(into: buffer, at: position)
    position += buffer.count
  }

  package func skip(_ count: Int) throws {
    guard count >= 0, count <= remaining else {
      throw damage("\(count) bytes are needed but only \(max(remaining, 0)) are left")
    }
    position += count
  }

  package func finish() throws {}
}
