import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The unfinished outputs of this process, so that an interrupted program can remove them.
public enum TemporaryFiles {
  private static let paths = Mutex<Set<String>>([])

  /// Notes an unfinished file or folder.
  public static func add(_ path: String) { _ = paths.withLock { $0.insert(path) } }

  /// Forgets one; whether it was noted.
  @discardableResult
  public static func remove(_ path: String) -> Bool { paths.withLock { $0.remove(path) != nil } }

  /// Removes every unfinished output from the disk. Call it before leaving after a signal.
  public static func removeAll() {
    paths.withLock { paths in
      for path in paths { removeTree(path) }
      paths.removeAll()
    }
  }

  /// Removes a file, or a folder with all it holds; failures are ignored.
  public static func removeTree(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { removeTree("\(path)/\(name)") }
      }
      closedir(folder)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
