#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that appears under its name only when it is complete.
///
/// Files go to a temporary folder beside; ``commit()`` renames it. With `overwrite` the folder that was there is kept
/// until the new one stands in its place.
public final class OutputFolder {
  /// The path under which the folder will appear.
  public let path: String
  /// The folder to write into until then.
  public let temporaryPath: String
  private let overwrite: Bool

  /// Creates the temporary folder.
  ///
  /// - Parameters:
  ///   - path: Where the folder shall appear.
  ///   - overwrite: Whether a folder that is there may be replaced, with all it holds.
  ///   - marker: The file by which an earlier output is known: a folder that holds others but not this one is never
  ///     replaced, since it would be removed with what a user keeps there. Nil for folders of libraries.
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  public init(path: String, overwrite: Bool = false, marker: String? = nil) throws {
    var trimmed = path
    while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
    try overwrite ? Self.refuseForeign(trimmed, marker: marker) : OutputFile.refuseExisting(trimmed)
    self.path = trimmed
    self.overwrite = overwrite
    let temporaryPath = OutputFile.temporaryPath(for: trimmed)
    self.temporaryPath = temporaryPath
    try TemporaryFiles.create(temporaryPath) {
      _ = try SystemCall.check("creating the folder", path: trimmed, kind: .cannotCreate) {
        mkdir(temporaryPath, 0o777)
      }
    }
  }

  deinit { discard() }

  /// The path of a file in the folder while it is being written.
  public func file(_ name: String) -> String { "\(temporaryPath)/\(name)" }

  /// Gives the folder its name.
  public func commit() throws {
    let old = try TemporaryFiles.finish(temporaryPath) { () throws -> String? in
      var status = stat()
      let old = overwrite && lstat(path, &status) == 0 ? OutputFile.temporaryPath(for: path) : nil
      if let old {
        try SystemCall.check("moving the old folder aside", path: path, kind: .cannotCreate) { rename(path, old) }
      }
      do {
        try SystemCall.check("renaming the finished folder", path: path, kind: .cannotCreate) {
          rename(temporaryPath, path)
        }
      } catch {
        if let old { _ = rename(old, path) }
        throw error
      }
      return old
    }
    if let old {
      TemporaryFiles.removeTree(old)
      TemporaryFiles.remove(old)
    }
  }

  /// Removes what was written.
  public func discard() {
    if TemporaryFiles.remove(temporaryPath) { TemporaryFiles.removeTree(temporaryPath) }
  }

  /// Throws where `path` holds what no earlier run has written.
  private static func refuseForeign(_ path: String, marker: String?) throws {
    var status = stat()
    guard let marker, lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(.cannotCreate, path: path, problem: "it exists and is no folder", remedy: "name a folder")
    }
    // An empty folder can be removed and made again.
    if lstat("\(path)/\(marker)", &status) == 0 || isEmptyFolder(path) { return }
    throw FileError(
      .cannotCreate, path: path, problem: "the folder holds files but no \(marker): no earlier run wrote it",
      remedy: "name another folder; --force would remove these files")
  }

  private static func isEmptyFolder(_ path: String) -> Bool {
    guard let folder = opendir(path) else { return false }
    defer { closedir(folder) }
    var entries = 0
    while readdir(folder) != nil { entries += 1 }
    let selfAndParent = 2
    return entries <= selfAndParent
  }
}
