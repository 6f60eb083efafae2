import Foundation

/// Names of files and folders.
package enum Paths {
  /// Whether there is a file or a folder.
  package static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether there is a folder.
  package static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The last part of a path, also of `.` and `..`.
  package static func lastName(of path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
  }

  /// The last part without its ending.
  package static func stem(of path: String) -> String {
    (lastName(of: path) as NSString).deletingPathExtension
  }
}
