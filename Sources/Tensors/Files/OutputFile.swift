#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a temporary file in the same folder; ``commit()`` renames it. Dropping the object before that, or
/// ``TemporaryFiles/removeAll()`` after a signal, leaves nothing.
public final class OutputFile {
  /// The path under which the file will appear.
  public let path: String
  /// The file that is written until then; for libraries that open files by name.
  public let temporaryPath: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferBytes = 1 << 20

  /// Creates the temporary file.
  ///
  /// - Parameters:
  ///   - path: Where the file shall appear.
  ///   - overwrite: Whether a file that is there may be replaced.
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  public init(path: String, overwrite: Bool = false) throws {
    try Self.checkPlace(path, overwrite: overwrite)
    self.path = path
    let temporaryPath = Self.temporaryPath(for: path)
    self.temporaryPath = temporaryPath
    descriptor = try TemporaryFiles.create(temporaryPath) {
      try SystemCall.check("creating the file", path: path, kind: .cannotCreate) {
        open(temporaryPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      }
    }
  }

  deinit { discard() }

  /// Throws where something already stands at `path`.
  public static func refuseExisting(_ path: String) throws {
    var status = stat()
    if lstat(path, &status) == 0 {
      throw FileError(
        .cannotCreate, path: path, problem: "it exists already", remedy: "choose another name or pass --force")
    }
  }

  /// Throws where an output would take the place of the file that it is made from, by whatever names they go.
  public static func refuseInput(_ input: String, as output: String) throws {
    var (first, second) = (stat(), stat())
    guard stat(input, &first) == 0, stat(output, &second) == 0, first.st_dev == second.st_dev,
      first.st_ino == second.st_ino
    else { return }
    throw FileError(
      .cannotCreate, path: output, problem: "this is the input, which is never written over",
      remedy: "choose another name")
  }

  /// Throws where something stands at `path` that may not be replaced. A finished file cannot take the place of a
  /// folder, and must not take that of a device.
  static func checkPlace(_ path: String, overwrite: Bool) throws {
    if !overwrite { return try refuseExisting(path) }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG, status.st_mode & S_IFMT != S_IFLNK else {
      return
    }
    let what = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or the like"
    throw FileError(.cannotCreate, path: path, problem: "\(what) of that name exists", remedy: "name a file")
  }

  /// A name in the folder of `path` that nothing else uses.
  public static func temporaryPath(for path: String) -> String {
    let end = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let unique = UInt32.random(in: 0 ... .max)
    return "\(path[..<end]).\(path[end...]).\(getpid())-\(String(unique, radix: 36)).part"
  }

  /// A path with the names that its parts will have when they are complete: what a message names.
  public static func finalPath(of path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).map { part in
      let pieces = part.split(separator: ".", omittingEmptySubsequences: false)
      // A dot, the name, a dot, process and number, and the ending.
      guard pieces.count >= 4, pieces[0].isEmpty, pieces[pieces.count - 1] == "part",
        pieces[pieces.count - 2].contains("-")
      else { return String(part) }
      return pieces[1..<pieces.count - 2].joined(separator: ".")
    }.joined(separator: "/")
  }

  /// Appends bytes.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    if buffer.count + bytes.count > Self.bufferBytes { try flush() }
    if bytes.count >= Self.bufferBytes { return try writeNow(bytes) }
    buffer.append(contentsOf: bytes)
  }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Appends text as UTF-8.
  public func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes over bytes that were written before, from `offset` on; the next ones are appended as ever.
  public func overwrite(_ bytes: [UInt8], at offset: Int) throws {
    try flush()
    var done = 0
    while done < bytes.count {
      done += try SystemCall.check("writing", path: path) {
        bytes[done...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + done)) }
      }
    }
  }

  /// Completes the file and gives it its name.
  public func commit() throws {
    try flush()
    // Some file systems report a full disk only here.
    let open = descriptor
    descriptor = -1
    try SystemCall.check("writing", path: path) { close(open) }
    _ = try TemporaryFiles.finish(temporaryPath) {
      try SystemCall.check("renaming the finished file", path: path, kind: .cannotCreate) {
        rename(temporaryPath, path)
      }
      return nil
    }
  }

  /// Removes what was written.
  public func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    if TemporaryFiles.remove(temporaryPath) { unlink(temporaryPath) }
  }

  private func flush() throws {
    try buffer.withUnsafeBytes { try writeNow($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeNow(_ bytes: UnsafeRawBufferPointer) throws {
    guard let base = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      done += try SystemCall.check("writing", path: path) { writeBytes(descriptor, base + done, bytes.count - done) }
    }
  }
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
