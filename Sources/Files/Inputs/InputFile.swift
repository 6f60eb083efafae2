#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file open for reading at any place.
///
/// Reads state the bytes they want and fail when the file ends before, so that a size that a file claims is held
/// against the file's length before memory is taken.
public final class InputFile: Sendable {
  /// The path as given.
  public let path: String
  /// The length in bytes when the file was opened.
  public let byteCount: Int
  private let descriptor: Int32

  /// Opens a regular file.
  ///
  /// - Throws: ``FileError`` where there is none, it is a folder, or it may not be read.
  public convenience init(path: String) throws { try self.init(location: path, path: path) }

  private convenience init(location: String, path: String) throws {
    let descriptor = try SystemCall.check("opening", path: path) {
      // A pipe without a writer would wait here for ever.
      open(location, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    }
    try self.init(descriptor: descriptor, path: path)
    ReadFiles.note(location)
  }

  /// Takes bytes in memory for a file, for what the program itself carries. Cost: a copy.
  public convenience init(_ bytes: UnsafeRawBufferPointer, named name: String) throws {
    // A file without a name: it is gone when it is closed.
    var template = Array("/tmp/saccade-XXXXXX".utf8CString)
    let descriptor = try SystemCall.check("opening", path: name) { mkstemp(&template) }
    unlink(template)
    var written = 0
    while written < bytes.count {
      do {
        written += try SystemCall.check("writing", path: name) {
          write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        }
      } catch {
        close(descriptor)
        throw error
      }
    }
    try self.init(descriptor: descriptor, path: name)
  }

  /// Takes an open file over, which messages call by a path.
  ///
  /// - Throws: ``FileError`` where it is a folder or a device; it is closed then.
  public init(descriptor: Int32, path: String) throws {
    self.path = path
    self.descriptor = descriptor
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let what = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
      throw FileError(.notFound, path: path, problem: "this is \(what), a file is needed")
    }
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Calls `body` with the number of the open file, which it must not close.
  public func withDescriptor<Result>(_ body: (Int32) throws -> Result) rethrows -> Result { try body(descriptor) }

  /// Opens a regular file that messages call by another name.
  public convenience init(path: String, named name: String) throws {
    do {
      try self.init(location: path, path: name)
    } catch let error as FileError {
      throw error.at(path: name)
    }
  }

  /// The length in bytes now: that of a file which something else still writes grows.
  public func currentByteCount() throws -> Int {
    var status = stat()
    try SystemCall.check("reading", path: path) { fstat(descriptor, &status) }
    return Int(status.st_size)
  }

  /// Fills a part of `buffer` with what there is now from `offset` on, be it beyond ``byteCount``; 0 where there is
  /// nothing.
  public func readAvailable(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    return try SystemCall.check("reading", path: path) { pread(descriptor, base, buffer.count, off_t(offset)) }
  }

  /// Fills `buffer` with the bytes that start at `offset`.
  ///
  /// - Throws: ``FileError`` where the file ends before or reading fails.
  public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    try checkRange(offset: offset, count: buffer.count)
    guard let base = buffer.baseAddress else { return }
    var done = 0
    while done < buffer.count {
      let count = try SystemCall.check("reading", path: path) {
        pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
      }
      if count == 0 {
        throw FileError(
          .badContent, path: path, problem: "the file became shorter", place: "byte \(offset + done)",
          isTruncation: true)
      }
      done += count
    }
  }

  /// The `count` bytes that start at `offset`.
  public func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try checkRange(offset: offset, count: count)
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      initialized = count
    }
  }

  private func checkRange(offset: Int, count: Int) throws {
    guard offset >= 0, count >= 0, offset <= byteCount, count <= byteCount - offset else {
      throw FileError(
        .badContent, path: path,
        problem: "\(count) bytes are needed but the file ends at byte \(byteCount)", place: "byte \(offset)",
        remedy: "the file is cut off or damaged; fetch it again", isTruncation: true)
    }
  }
}
