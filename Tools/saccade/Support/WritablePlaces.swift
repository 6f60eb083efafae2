import Foundation

/// Where a run may change files: what its command line names, and the folders that they lie in.
///
/// The command line is looked at as it stands, before anything is read: what a file could say of other places comes too
/// late.
enum WritablePlaces {
  /// Verbs that write nothing.
  private static let readingVerbs: Set<String> = ["info", "models"]
  /// What names outputs of its own.
  private static let descriptions = [".yml", ".yaml", ".json"]

  /// The places of a command line, without the name of the program.
  static func of(_ arguments: [String]) -> [String] {
    // Libraries keep to /tmp whatever the variable says.
    var places: Set<String> = ["/dev", "/tmp"]
    if let temporary = getenv("TMPDIR") { places.insert(String(cString: temporary)) }
    if let verb = arguments.first, readingVerbs.contains(verb) { return Array(places) }
    // Outputs without a folder, and those that an option leaves out.
    places.insert(".")
    for argument in arguments {
      let lowercase = argument.lowercased()
      if descriptions.contains(where: { lowercase.hasSuffix($0) }) { return ["/"] }
      places.formUnion(folders(in: argument))
    }
    return Array(places)
  }

  /// The folders that an argument may mean: as it stands, and behind each sign that may stand before a path.
  private static func folders(in argument: String) -> Set<String> {
    var found: Set<String> = []
    var rest = Substring(argument)
    while true {
      found.formUnion(folders(of: String(rest)))
      guard let sign = rest.firstIndex(where: { "=:,".contains($0) }) else { return found }
      rest = rest[rest.index(after: sign)...]
    }
  }

  /// The folder that a path is or lies in, or the nearest above that is there; and the same of what a link leads to.
  private static func folders(of path: String) -> Set<String> {
    if path.isEmpty { return [] }
    var found: Set<String> = []
    for path in [path, resolved(path)].compactMap({ $0 }) {
      var place = path
      if !isFolder(place) {
        repeat { place = parent(of: place) } while !isFolder(place)
      } else if place != "/" {
        // A folder may be replaced as a whole.
        found.insert(parent(of: place))
      }
      found.insert(place)
    }
    return found
  }

  private static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return path == "/" || path == "." || stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func parent(of path: String) -> String {
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return trimmed == ".." ? "../.." : "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }
}
