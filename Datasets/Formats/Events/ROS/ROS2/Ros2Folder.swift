import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of a ROS 2 bag: its files in the order in which they were recorded.
///
/// `metadata.yaml` lists them; without it they are taken in the order of their names, numbers in them counted as
/// numbers.
struct Ros2Folder {
  /// The folder as given.
  let path: String
  /// Its files.
  let files: [String]

  private static let endings = [".mcap", ".db3", ".mcap.zstd", ".db3.zstd"]
  private static let mostMetadataBytes = 16 << 20

  /// The bag in a folder, or nil where `path` is no folder or holds none.
  ///
  /// - Throws: `FileError` where a file that the metadata names is missing.
  init?(path: String) throws {
    guard let names = Self.names(in: path) else { return nil }
    self.path = path
    if names.contains("metadata.yaml"), let listed = try Self.listed(in: "\(path)/metadata.yaml") {
      files = try listed.map { try Self.find($0, in: path, names: names) }
    } else {
      files = names.filter(Self.isBagName).sorted(by: Self.comesBefore).map { "\(path)/\($0)" }
    }
    if files.isEmpty { return nil }
  }

  /// Whether a name ends as those of bags' files.
  static func isBagName(_ name: String) -> Bool { endings.contains { name.hasSuffix($0) } }

  /// Whether a database has a journal that must be read in with it.
  static func hasJournal(_ path: String) -> Bool {
    var status = stat()
    return ["-wal", "-journal"].contains { stat(path + $0, &status) == 0 && status.st_size > 0 }
  }

  /// The names in a folder, or nil where it is none.
  private static func names(in path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }

  /// The entries of the list `relative_file_paths`, or nil where there is none.
  private static func listed(in path: String) throws -> [String]? {
    let file = try InputFile(path: path)
    guard file.byteCount <= mostMetadataBytes else { return nil }
    let text = String(decoding: try file.bytes(at: 0, count: file.byteCount), as: UTF8.self)
    var paths: [String] = []
    var isInList = false
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.drop { $0 == " " }
      if words.hasPrefix("relative_file_paths:") {
        isInList = true
      } else if isInList {
        guard words.hasPrefix("- ") else { break }
        paths.append(unquoted(words.dropFirst(2)))
      }
    }
    return paths.isEmpty ? nil : paths
  }

  private static func unquoted(_ text: Substring) -> String {
    let marks: Set<Character> = ["\"", "'", " ", "\r"]
    return String(String(text.drop { marks.contains($0) }.reversed().drop { marks.contains($0) }).reversed())
  }

  /// The path of a file of the list. Early recorders wrote the name of the folder in front, and the list is not
  /// changed where a file was decompressed by hand.
  private static func find(_ listed: String, in path: String, names: [String]) throws -> String {
    let name = String(listed.split(separator: "/").last ?? "")
    let candidates = [name, name + ".zstd", name.hasSuffix(".zstd") ? String(name.dropLast(5)) : name]
    guard let found = candidates.first(where: names.contains) else {
      throw FileError(
        .notFound, path: path, problem: "metadata.yaml names \(listed), which is not in the folder",
        remedy: "fetch that file, or take metadata.yaml away to read the others")
    }
    return "\(path)/\(found)"
  }

  /// Whether a name comes before another, `bag_2` before `bag_10`.
  private static func comesBefore(_ first: String, _ second: String) -> Bool {
    let (a, b) = (parts(of: first), parts(of: second))
    for (left, right) in zip(a, b) where left != right {
      guard let leftNumber = Int(left), let rightNumber = Int(right), leftNumber != rightNumber else {
        return left < right
      }
      return leftNumber < rightNumber
    }
    return a.count < b.count
  }

  /// Runs of digits and of others.
  private static func parts(of name: String) -> [String] {
    var parts: [String] = []
    var wasDigit: Bool?
    for character in name {
      if character.isNumber == wasDigit {
        parts[parts.count - 1].append(character)
      } else {
        parts.append(String(character))
      }
      wasDigit = character.isNumber
    }
    return parts
  }
}
