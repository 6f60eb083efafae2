#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a temporary file in the same folder; ``commit()`` renames it. Dropping the object before that, or
/// ``TemporaryFiles/removeAll(thenLeave:)`` after a signal, leaves nothing. A link is followed: what it leads to is
/// replaced, the link stays. Without `overwrite` nothing is ever replaced, not even what came up while the file was
/// written.
///
/// Formats that are written from front to back may also go into a stream, which takes the bytes as they come: standard
/// output (`-`, `/dev/stdout`), another descriptor, a named pipe, a device such as `/dev/null`.
public final class OutputFile {
  /// The path under which the file will appear.
  public let path: String
  /// The file that is written until then, for libraries that open files by name. Empty where the output is a stream.
  public let temporaryPath: String
  /// Whether bytes go out as they come.
  public let isStream: Bool
  private let target: String
  private let overwrite: Bool
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferBytes = 1 << 20

  /// Creates the temporary file, or opens the stream; a named pipe waits for its reader.
  ///
  /// - Parameters:
  ///   - path: Where the file shall appear.
  ///   - overwrite: Whether a file that is there may be replaced.
  ///   - streams: Whether the format can be written from front to back into a stream.
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  public init(path: String, overwrite: Bool = false, streams: Bool = false) throws {
    self.path = path
    self.overwrite = overwrite
    let place = try OutputPlace(path)
    if case .file = place {
      target = try Self.checkPlace(path, overwrite: overwrite)
      isStream = false
      let temporaryPath = TemporaryFiles.path(for: target)
      self.temporaryPath = temporaryPath
      descriptor = try TemporaryFiles.create(temporaryPath) {
        try SystemCall.check("creating the file", path: path, kind: .cannotCreate) {
          open(temporaryPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        }
      }
      return
    }
    guard streams else { throw Self.isNoFile(path) }
    isStream = true
    temporaryPath = ""
    target = path
    descriptor = try SystemCall.check("opening", path: path, kind: .cannotCreate) {
      switch place {
      case .descriptor(let number): fcntl(number, F_DUPFD_CLOEXEC, 0)
      case .stream(let path), .file(let path): open(path, O_WRONLY | O_CLOEXEC)
      }
    }
    try refuseReading()
  }

  deinit { discard() }

  /// Throws where something already stands at `path`; a stream and a link that leads nowhere are nothing.
  public static func refuseExisting(_ path: String) throws {
    var status = stat()
    guard case .file(let target) = try OutputPlace(path), lstat(target, &status) == 0 else { return }
    throw FileError(
      .cannotCreate, path: path, problem: "it exists already",
      remedy: "choose another name or pass \(Setting.overwriting)")
  }

  /// Throws where an output would take the place of a file that it is made from, by whatever names they go.
  public static func refuseInput(_ input: String, as output: String) throws {
    if let first = FileIdentity(path: input), first == FileIdentity(path: output) { throw ReadFiles.isInput(output) }
  }

  /// Whether nothing has that name.
  static func isMissing(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 && errno == ENOENT
  }

  /// Whether a plain file has that name; a link to one is none.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
  private static func isNoFile(_ path: String) -> FileError {
    FileError(
      .cannotCreate, path: path, problem: "this is a stream, and such an output needs a file",
      remedy: path == OutputPlace.standardOutput
        ? "name one; a file called - is ./-"
        : "name one; events go to streams as text, csv, raw, dat, es and AEDAT 2, spikes as dat")
  }

  /// Throws where something stands at `path` that may not be replaced: a finished file cannot take the place of a folder,
  /// and must not take that of a device or of a file that was read.
  ///
  /// - Returns: What the path leads to.
  @discardableResult
  public static func checkPlace(_ path: String, overwrite: Bool) throws -> String {
    guard case .file(let target) = try OutputPlace(path) else { throw isNoFile(path) }
    if !overwrite { try refuseExisting(path) }
    let name = target.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }
    guard name.count <= longestName else {
      throw FileError(
        .cannotCreate, path: path, problem: SystemCall.message(of: ENAMETOOLONG), remedy: "choose a shorter one")
    }
    try ReadFiles.refuse(target)
    var status = stat()
    guard lstat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return target }
    let what = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or the like"
    throw FileError(.cannotCreate, path: path, problem: "\(what) of that name exists", remedy: "name a file")
  }

  private static let longestName = 255

  /// Gives a finished file or folder its name.
  ///
  /// - Parameters:
  ///   - target: What the output's path leads to.
  ///   - path: What messages call it.
  /// - Throws: ``FileError`` of kind `cannotCreate` where the name was taken meanwhile and may not be replaced.
  static func place(
    _ temporary: String, at target: String, path: String, overwrite: Bool, isFolder: Bool = false
  ) throws {
    if overwrite { try ReadFiles.refuse(target) }
    do {
      try SystemCall.check("renaming the finished output", path: path, kind: .cannotCreate) {
        overwrite ? rename(temporary, target) : ExclusiveName.rename(temporary, to: target, isFolder: isFolder)
      }
    } catch {
      // Something came up under the name while the output was written.
      if !overwrite { try refuseExisting(path) }
      throw error
    }
  }

  /// A stream that leads into a file which is read would feed itself.
  private func refuseReading() throws {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    try ReadFiles.refuse(status, path: path)
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
  ///
  /// - Precondition: The output is no stream.
  public func overwrite(_ bytes: [UInt8], at offset: Int) throws {
    precondition(!isStream, "What went into a stream cannot be written over.")
    try flush()
    var done = 0
    while done < bytes.count {
      done += try SystemCall.check("writing", path: path) {
        bytes[done...].withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + done)) }
      }
    }
  }

  /// Brings all that was written so far to the disk, so that ``commit()`` has but the name to give: where a run makes several
  /// files, all are complete before the first gets its name.
  ///
  /// - Throws: ``FileError`` of kind `inputOutput` where the disk is full.
  public func complete() throws {
    try flush()
    if isStream || TemporaryFiles.holdsFolder(of: temporaryPath) { return }
    // A name must not lead to a file that a loss of power leaves empty. Libraries have written to the same file.
    try SystemCall.check("writing", path: path) {
      let result = fsync(descriptor)
      // Some file systems have no such call; what was written is as safe there as it can be.
      return result == -1 && [EINVAL, ENOSYS, ENOTSUP].contains(errno) ? 0 : result
    }
  }

  /// Completes the file and gives it its name.
  ///
  /// - Throws: ``FileError``: `inputOutput` where the disk is full, `cannotCreate` where something came up under the
  ///   name and may not be replaced; nothing is left then.
  public func commit() throws {
    try complete()
    // Some file systems report a full disk only here.
    let open = descriptor
    descriptor = -1
    try SystemCall.check("writing", path: path) { close(open) }
    if isStream { return }
    _ = try TemporaryFiles.finish(temporaryPath) {
      try Self.place(temporaryPath, at: target, path: path, overwrite: overwrite)
      return nil
    }
    FolderEntries.keep(folderOf: target)
  }

  /// Completes outputs of one run, and then `last`: a signal ends the program before the first has its name, or when all
  /// have theirs.
  ///
  /// - Parameters:
  ///   - last: What needs but its name, ``complete()``; or nil.
  ///   - body: Writes and commits the others. It must not call this again.
  /// - Throws: What `body` throws, and what ``commit()`` does.
  public static func commit(_ last: OutputFile?, after body: () throws -> Void) throws {
    try TemporaryFiles.together {
      try body()
      try last?.commit()
    }
  }

  /// Removes what was written; what went into a stream is out.
  public func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    if !isStream, TemporaryFiles.remove(temporaryPath) { unlink(temporaryPath) }
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
