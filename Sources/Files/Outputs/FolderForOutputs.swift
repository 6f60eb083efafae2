#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder that outputs are put into one after the other, so that it may hold some of them when a run ends.
public enum FolderForOutputs {
  /// Makes a folder and those above it, as far as they are missing, for what `body` writes. Of those that were made, the
  /// ones that are empty when it ends, or when a signal ends the program, go again.
  ///
  /// - Throws: ``FileError`` of kind `cannotCreate`, or what `body` throws.
  public static func with<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    var (made, parent) = ([String](), "")
    defer { TemporaryFiles.removeEmpty(made) }
    for (number, part) in path.split(separator: "/").enumerated() {
      parent += number == 0 && !path.hasPrefix("/") ? "\(part)" : "/\(part)"
      let folder = parent
      let isNew = try TemporaryFiles.createEmpty(folder) {
        // Another run may make it at the same time.
        if mkdir(folder, 0o777) == 0 { return true }
        var status = stat()
        if stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return false }
        _ = try SystemCall.check("creating the folder", path: path, kind: .cannotCreate) { mkdir(folder, 0o777) }
        return true
      }
      if isNew { made.append(folder) }
    }
    return try body()
  }
}
