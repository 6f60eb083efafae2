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
  private static let paths = Mutex<Set<String>>([])

  /// Notes an unfinished file or folder that may not exist yet.
  public static func add(_ path: String) { _ = paths.withLock { $0.insert(path) } }

  /// Forgets one; whether it was noted.
  @discardableResult
  public static func remove(_ path: String) -> Bool { paths.withLock { $0.remove(path) != nil } }

  /// Lets `body` make an unfinished file or folder, or a library open one that is there by its name, and notes it: what
  /// an interruption has removed does not come back.
  public static func create<Result: Sendable>(_ path: String, _ body: () throws -> Result) rethrows -> Result {
    try paths.withLock {
      let result = try body()
      $0.insert(path)
      return result
    }
  }

  /// Lets `body` give a file or folder its name, and forgets it.
  ///
  /// - Parameter body: Returns the name under which something that stood in the way waits to be removed, or nil.
  static func finish(_ path: String, _ body: () throws -> String?) rethrows -> String? {
    try paths.withLock {
      let old = try body()
      $0.remove(path)
      if let old { $0.insert(old) }
      return old
    }
  }

  /// Removes every unfinished output from the disk, then calls `leave`.
  ///
  /// No output is made or completed before `leave` returns: after a signal it ends the process.
  public static func removeAll(thenLeave leave: () -> Void = {}) {
    paths.withLock { paths in
      for path in paths { removeTree(path) }
      paths.removeAll()
      leave()
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
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let folder = opendir(path) else {
      unlink(path)
      return true
    }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { removeTree("\(path)/\(name)") }
    }
    return rmdir(path) == 0 || errno != ENOTEMPTY
  }
}
