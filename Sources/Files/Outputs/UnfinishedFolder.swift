#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that is gone with all it holds when the object is dropped, or after a signal.
final class UnfinishedFolder {
  let path: String

  /// Makes a folder beside the file that it serves.
  init(for target: String, named name: String) throws {
    let path = TemporaryFiles.path(for: target)
    self.path = path
    try TemporaryFiles.create(path) {
      _ = try SystemCall.check("creating the folder", path: name, kind: .cannotCreate) { mkdir(path, 0o777) }
    }
  }

  deinit { remove() }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func remove() {
    if TemporaryFiles.remove(path) { TemporaryFiles.removeTree(path) }
  }
}
