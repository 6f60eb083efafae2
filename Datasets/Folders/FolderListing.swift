import Files
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The names in a folder, in order. Hidden ones are left out.
struct FolderListing: Sendable {
  /// The folder, without a slash at its end.
  let path: String

  /// Nil where there is no such folder.
  init?(_ path: String) {
    var trimmed = path
    while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard Self.isFolder(trimmed) else { return nil }
    self.path = trimmed
  }

  /// The folder's own name.
  var name: String { URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent }

  /// The path of something in the folder.
  func path(of name: String) -> String { "\(path)/\(name)" }

  /// Whether something of that name, or at that path from here, exists.
  func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(of: name)) }

  /// A folder in this one, or nil.
  func folder(_ name: String) -> FolderListing? { FolderListing(path(of: name)) }

  /// A folder in this one by any of its names, upper and lower case alike.
  func folder(named names: [String]) throws -> FolderListing? {
    try self.names().first { names.contains($0.lowercased()) }.flatMap(folder)
  }

  /// All names.
  func names() throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw FileError(.inputOutput, path: path, problem: "the folder cannot be listed")
    }
  }

  /// The folders in this one.
  func folders() throws -> [FolderListing] { try names().compactMap(folder) }

  /// The names with an ending, such as `.bin`, that are no folders.
  func files(endingIn ending: String) throws -> [String] {
    try names().filter { $0.hasSuffix(ending) && !Self.isFolder(path(of: $0)) }
  }

  /// The files with an ending whose name before it is a number, by these numbers.
  func numberedFiles(endingIn ending: String) throws -> [(name: String, number: Int)] {
    try files(endingIn: ending).compactMap { name in
      let digits = name.dropLast(ending.count)
      guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
      return Int(digits).map { (name, $0) }
    }.sorted { $0.number < $1.number }
  }

  /// The bytes of a file, or of all files in a folder and those below; 0 where there is nothing. Links to folders are
  /// not followed below the first: they may lead in circles.
  static func byteCount(below path: String) throws -> Int {
    guard let folder = FolderListing(path) else { return fileByteCount(path) }
    return try folder.names().reduce(0) { sum, name in
      let entry = folder.path(of: name)
      var status = stat()
      let isLink = lstat(entry, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
      return try sum + (isLink ? fileByteCount(entry) : byteCount(below: entry))
    }
  }

  private static func fileByteCount(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
