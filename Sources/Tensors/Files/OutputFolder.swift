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
  public init(path: String, overwrite: Bool = false) throws {
    var trimmed = path
    while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
    if !overwrite { try OutputFile.refuseExisting(trimmed) }
    self.path = trimmed
    self.overwrite = overwrite
    let temporaryPath = OutputFile.temporaryPath(for: trimmed)
    self.temporaryPath = temporaryPath
    try SystemCall.check("creating the folder", path: trimmed, kind: .cannotCreate) { mkdir(temporaryPath, 0o777) }
    TemporaryFiles.add(temporaryPath)
  }

  deinit { discard() }

  /// The path of a file in the folder while it is being written.
  public func file(_ name: String) -> String { "\(temporaryPath)/\(name)" }

  /// Gives the folder its name.
  public func commit() throws {
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
    TemporaryFiles.remove(temporaryPath)
    if let old { TemporaryFiles.removeTree(old) }
  }

  /// Removes what was written.
  public func discard() {
    if TemporaryFiles.remove(temporaryPath) { TemporaryFiles.removeTree(temporaryPath) }
  }
}
