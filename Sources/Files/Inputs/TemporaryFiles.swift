import CSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The unfinished outputs of this process, so that an interrupted program can remove them.
///
/// Whatever makes an output, gives it its name or removes it does so under one lock: an interruption falls before or
/// after, never between.
public enum TemporaryFiles {
  private struct State {
    var paths: Set<String> = []
    /// Folders that were made for outputs, the outermost first: they go where they are empty.
    var folders: [String] = []
    /// What messages call an unfinished output, also after it is gone.
    var names: [String: String] = [:]
  }

  private static let state = Mutex(State())
  /// Held while outputs that belong together are completed.
  private static let group = Mutex(())

  /// A name in the folder of `path` that nothing else uses, at most 255 bytes long as file systems want it.
  public static func path(for path: String) -> String {
    let end = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let unique = UInt32.random(in: 0 ... .max)
    let ending = ".\(getpid())-\(String(unique, radix: 36)).part"
    var stem = "." + path[end...]
    while stem.utf8.count + ending.utf8.count > longestName { stem.removeLast() }
    let temporary = "\(path[..<end])\(stem)\(ending)"
    state.withLock { $0.names[temporary] = path }
    return temporary
  }

  private static let longestName = 255

  /// A folder of its own among the system's temporary files, and a place in it for a file of that name, which messages
  /// call by another path: that of what its content comes from.
  ///
  /// - Throws: ``FileError`` of kind `cannotCreate` where the folder cannot be created.
  public static func folder(forFileNamed name: String, standingFor path: String) throws -> (
    folder: String, file: String
  ) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let folder = "\(parent)/saccade-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    try create(folder) {
      guard mkdir(folder, S_IRWXU) == 0 else {
        throw FileError(
          .cannotCreate, path: folder,
          problem: "a temporary folder cannot be created: \(SystemCall.message(of: errno))",
          remedy: "let TMPDIR name a folder that can be written")
      }
    }
    let file = "\(folder)/\(name)"
    state.withLock { $0.names[file] = path }
    return (folder, file)
  }

  /// A path with the names that its parts will have when they are complete: what a message names.
  public static func finalPath(of path: String) -> String {
    state.withLock { state in
      var path = path
      // A temporary file may wait in a temporary folder for a file that is temporary itself.
      while let (temporary, final) = named(in: path, state.names) {
        path = final + path.dropFirst(temporary.count)
      }
      return path
    }
  }

  /// The temporary path that `path` is or begins with.
  private static func named(in path: String, _ names: [String: String]) -> (temporary: String, final: String)? {
    var start = path[...]
    while true {
      if let final = names[String(start)] { return (String(start), final) }
      guard let slash = start.lastIndex(of: "/") else { return nil }
      start = start[..<slash]
    }
  }

  /// Whether a path is that of an unfinished output of this process, or lies in one.
  static func holds(_ path: String) -> Bool { state.withLock { named(in: path, $0.names) != nil } }

  /// Whether a path lies in an unfinished folder of this process, which is put on the disk as a whole.
  static func holdsFolder(of path: String) -> Bool {
    guard let slash = path.lastIndex(of: "/") else { return false }
    return holds(String(path[..<slash]))
  }

  /// Notes an unfinished file or folder that may not exist yet.
  public static func add(_ path: String) { _ = state.withLock { $0.paths.insert(path) } }

  /// Forgets one; whether it was noted.
  @discardableResult
  public static func remove(_ path: String) -> Bool { state.withLock { $0.paths.remove(path) != nil } }

  /// Lets `body` make an unfinished file or folder, or a library open one that is there by its name, and notes it: what
  /// an interruption has removed does not come back.
  public static func create<Result: Sendable>(_ path: String, _ body: () throws -> Result) rethrows -> Result {
    try state.withLock {
      let result = try body()
      $0.paths.insert(path)
      return result
    }
  }

  /// Lets `body` make a folder, which an interruption removes where it is empty.
  ///
  /// - Parameter body: Returns whether it made it.
  static func createEmpty(_ path: String, _ body: () throws -> Bool) rethrows -> Bool {
    try state.withLock {
      let isNew = try body()
      if isNew { $0.folders.append(path) }
      return isNew
    }
  }

  /// Removes folders that ``createEmpty(_:_:)`` made, where they are empty, and forgets them.
  ///
  /// - Parameter paths: The outermost first.
  static func removeEmpty(_ paths: [String]) {
    state.withLock { state in
      for path in paths.reversed() {
        rmdir(path)
        state.folders.removeAll { $0 == path }
      }
    }
  }

  /// Lets `body` give a file or folder its name, and forgets it.
  ///
  /// - Parameter body: Returns the name under which something that stood in the way waits to be removed, or nil.
  static func finish(_ path: String, _ body: () throws -> String?) rethrows -> String? {
    try state.withLock {
      let old = try body()
      $0.paths.remove(path)
      $0.names[path] = nil
      if let old { $0.paths.insert(old) }
      return old
    }
  }

  /// Lets `body` complete several outputs; an interruption falls before it or after.
  static func together(_ body: () throws -> Void) rethrows { try group.withLock { _ in try body() } }

  /// Removes every unfinished output from the disk, then calls `leave`.
  ///
  /// No output is made or completed before `leave` returns: after a signal it ends the process.
  public static func removeAll(thenLeave leave: () -> Void = {}) {
    group.withLock { _ in
      state.withLock { state in
        for path in state.paths { removeTree(path) }
        for path in state.folders.reversed() { rmdir(path) }
        state.paths.removeAll()
        state.folders.removeAll()
        leave()
      }
    }
  }

  /// Removes a file, or a folder with all it holds; a link goes, not what it leads to. Failures are ignored.
  public static func removeTree(_ path: String) {
    // A library that still writes may add a file to a folder that was just emptied.
    let attempts = 100
    for _ in 0..<attempts where !removeOnce(path) {}
  }

  /// Whether nothing is left, or nothing can be done about it.
  private static func removeOnce(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return true
    }
    for name in FolderEntries.names(in: path) { removeTree("\(path)/\(name)") }
    return rmdir(path) == 0 || errno != ENOTEMPTY
  }
}

/// What a folder holds.
enum FolderEntries {
  /// The names of its entries in no order, without itself and its parent; none where it cannot be read.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// The paths of all files below a folder, relative to it, in order; links are not followed.
  static func files(below folder: String, under prefix: String = "") -> [String] {
    names(in: prefix.isEmpty ? folder : "\(folder)/\(prefix)").sorted().flatMap { name -> [String] in
      let relative = prefix.isEmpty ? name : "\(prefix)/\(name)"
      return isFolder("\(folder)/\(relative)") ? files(below: folder, under: relative) : [relative]
    }
  }

  /// Puts on the disk which names the folder of a path has. Where the system cannot, the names come there in time.
  static func keep(folderOf path: String) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    withFolder(folder) { _ = fsync($0) }
  }

  /// Puts on the disk what was written to the file system that a folder lies on.
  static func keepFileSystem(of folder: String) {
    withFolder(folder) { saccade_sync_file_system($0) }
  }

  private static func withFolder(_ folder: String, _ body: (Int32) -> Void) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    body(descriptor)
    close(descriptor)
  }

  /// Whether there is a folder of that name; a link to one is none.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
