import Foundation

/// What an earlier run wrote into a folder, as the folder's index says: the only files that a later run may take away.
///
/// The index is an object with `verb`, the work that wrote it, and `files`, the paths of what it wrote, relative to the
/// folder. An older index without them owns the files of its `fields`, and itself.
struct EarlierOutput {
  /// The relative paths of files that are there.
  let files: [String]

  private struct Index: Decodable {
    struct Field: Decodable { var file: String }

    var verb: String?
    var files: [String]?
    var fields: [Field]?
  }

  /// The work that wrote indexes before they named it.
  private static let verbOfOldIndexes = "flow"

  /// Reads the index of a folder.
  ///
  /// - Throws: ``FileError`` of kind `cannotCreate` where the folder is not one that this work may write over.
  init(folder: String, index name: String, verb: String, path: String) throws {
    func refusal(_ problem: String) -> FileError {
      FileError(.cannotCreate, path: path, problem: problem, remedy: "name another folder")
    }
    let indexPath = "\(folder)/\(name)"
    guard OutputFile.isRegular(indexPath) else {
      throw refusal("the folder holds files but no \(name): no earlier run wrote it")
    }
    // This look is no reading of the run.
    let wasRead = ReadFiles.hold(indexPath)
    let file = try InputFile(path: indexPath)
    if !wasRead { ReadFiles.forget(indexPath) }
    let bytes = Data(try file.bytes(at: 0, count: file.byteCount))
    guard let index = try? JSONDecoder().decode(Index.self, from: bytes) else {
      throw refusal("its \(name) is not what an earlier run writes")
    }
    let writer = index.verb ?? (index.fields == nil ? nil : Self.verbOfOldIndexes)
    guard let writer else { throw refusal("its \(name) does not say what wrote it") }
    guard writer == verb else { throw refusal("its files are of an earlier run of \(writer), not of \(verb)") }
    var names = index.files ?? index.fields?.map(\.file) ?? []
    if !names.contains(name) { names.append(name) }
    var seen: Set<String> = []
    files = names.filter { seen.insert($0).inserted }.filter {
      Self.liesWithin($0, folder: folder) && OutputFile.isRegular("\(folder)/\($0)")
    }
  }

  /// Whether a path leads to something in the folder and nowhere else: neither upward nor over a link.
  private static func liesWithin(_ name: String, folder: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\0") }) else {
      return false
    }
    var path = folder
    for part in parts.dropLast() {
      path += "/\(part)"
      if !FolderEntries.isFolder(path) { return false }
    }
    return true
  }

  /// Throws where one of the files is an input of the run, or lies in a folder that is one.
  func refuse(inputs: [String], folder: String, path: String) throws {
    let identities = inputs.compactMap { input in FileIdentity(path: input).map { (input, $0) } }
    for name in files {
      let file = "\(folder)/\(name)"
      // The file, and the folders that it lies in.
      var around = file[...]
      while around.utf8.count > folder.utf8.count {
        let identity = FileIdentity(path: String(around))
        if let input = identities.first(where: { $0.1 == identity })?.0 { throw Self.isInput(input, name, path) }
        around = around[..<(around.lastIndex(of: "/") ?? around.startIndex)]
      }
      if ReadFiles.hold(file) { throw Self.isInput(file, name, path) }
    }
  }

  private static func isInput(_ input: String, _ name: String, _ path: String) -> FileError {
    FileError(
      .cannotCreate, path: path, problem: "the input \(input) is among what an earlier run wrote there (\(name))",
      remedy: "name another folder")
  }
}
