#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of files that appear together when they are complete.
///
/// Files go to a temporary folder; ``commit()`` gives it its name. Where a folder of that name is there and may be
/// written into, it keeps everything but what an earlier run of the same work wrote, which its index names: those files
/// go and the new ones come in one step, under the lock that an interruption waits for.
public final class OutputFolder {
  /// The path under which the folder will appear.
  public let path: String
  /// The relative paths of the files so far.
  public private(set) var files: [String] = []
  private let place: String
  private let temporary: UnfinishedFolder
  private let inputs: [String]
  private let wasThere: Bool
  /// What goes when the new files come; nil where the folder is a new one.
  private let earlier: EarlierOutput?

  /// Creates the temporary folder.
  ///
  /// - Parameters:
  ///   - path: Where the folder shall appear. A link to a folder is followed.
  ///   - overwrite: Whether what an earlier run wrote there may be replaced.
  ///   - index: The file that will say what the run wrote: an object with `verb` and `files`.
  ///   - verb: The name of the work, as it stands in the index.
  ///   - inputs: What the run reads: none of it may be among what is replaced.
  /// - Throws: ``FileError`` of kind `cannotCreate`.
  public init(path: String, overwrite: Bool = false, index: String, verb: String, inputs: [String] = []) throws {
    var trimmed = path
    while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
    if !overwrite { try OutputFile.refuseExisting(trimmed) }
    guard case .file(let place) = try OutputPlace(trimmed) else { throw Self.isNoFolder(trimmed) }
    self.path = trimmed
    self.place = place
    self.inputs = inputs
    var status = stat()
    wasThere = lstat(place, &status) == 0
    guard wasThere else {
      earlier = nil
      temporary = try UnfinishedFolder(for: place, named: trimmed)
      return
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw Self.isNoFolder(trimmed) }
    let isEmpty = FolderEntries.names(in: place).isEmpty
    earlier = isEmpty ? nil : try EarlierOutput(folder: place, index: index, verb: verb, path: trimmed)
    try earlier?.refuse(inputs: inputs, folder: place, path: trimmed)
    // Within the folder, which may be a file system of its own.
    temporary = try UnfinishedFolder(for: "\(place)/\(index)", named: trimmed)
  }

  /// The path to write a new file of the folder to; its own folders are made.
  ///
  /// - Parameter name: The path within the folder.
  /// - Throws: ``FileError`` of kind `cannotCreate` where a file of that name is there that no earlier run wrote.
  public func add(_ name: String) throws -> String {
    if wasThere { try refuseForeign(name) } else { try OutputFile.refuseExisting(path) }
    files.append(name)
    var parent = temporary.path
    for part in name.split(separator: "/").dropLast() {
      parent += "/\(part)"
      try Self.makeFolder(parent, path: path)
    }
    return temporary.file(name)
  }

  /// The path of a file of the folder until ``commit()``: to read it back, or for one that is gone before.
  public func file(_ name: String) -> String { temporary.file(name) }

  /// Gives the files their names.
  ///
  /// - Throws: ``FileError``; the folder is then as it was.
  public func commit() throws {
    let names = FolderEntries.files(below: temporary.path)
    if wasThere {
      for name in names { try refuseForeign(name) }
      try earlier?.refuse(inputs: inputs, folder: place, path: path)
    }
    FolderEntries.keepFileSystem(of: temporary.path)
    let aside = wasThere ? try UnfinishedFolder(for: "\(place)/earlier", named: path) : nil
    _ = try TemporaryFiles.finish(temporary.path) {
      if let aside {
        try FolderExchange(folder: place, path: path).run(
          away: earlier?.files ?? [], to: aside.path, in: names, from: temporary.path)
        rmdirTree(temporary.path)
      } else {
        try OutputFile.place(temporary.path, at: place, path: path, overwrite: false, isFolder: true)
      }
      return nil
    }
    FolderEntries.keep(folderOf: place)
  }

  /// Removes what was written.
  public func discard() { temporary.remove() }

  /// Throws where a file of that name is there and no earlier run wrote it.
  private func refuseForeign(_ name: String) throws {
    let file = "\(place)/\(name)"
    if OutputFile.isMissing(file) || earlier?.files.contains(name) == true { return }
    throw FileError(
      .cannotCreate, path: "\(path)/\(name)", problem: "no earlier run wrote this file, and it is in the way",
      remedy: "move it, or name another folder")
  }

  static func makeFolder(_ folder: String, path: String) throws {
    if FolderEntries.isFolder(folder) { return }
    try SystemCall.check("creating the folder", path: path, kind: .cannotCreate) { mkdir(folder, 0o777) }
  }

  /// What is left of a folder whose files have moved.
  private func rmdirTree(_ folder: String) {
    for name in FolderEntries.names(in: folder) { rmdirTree("\(folder)/\(name)") }
    rmdir(folder)
  }

  private static func isNoFolder(_ path: String) -> FileError {
    FileError(.cannotCreate, path: path, problem: "it exists and is no folder", remedy: "name a folder")
  }
}

/// Old files of a folder for new ones, or nothing.
struct FolderExchange {
  var folder: String
  /// What messages call it.
  var path: String

  /// Moves files away and others in; where one step fails the steps before are taken back.
  func run(away old: [String], to aside: String, in new: [String], from source: String) throws {
    var moves: [(from: String, to: String)] = []
    do {
      for (number, name) in old.enumerated() {
        try move("\(folder)/\(name)", to: "\(aside)/\(number)", &moves)
      }
      for name in new {
        var parent = folder
        for part in name.split(separator: "/").dropLast() {
          parent += "/\(part)"
          try OutputFolder.makeFolder(parent, path: path)
        }
        try move("\(source)/\(name)", to: "\(folder)/\(name)", &moves)
      }
    } catch {
      for step in moves.reversed() { _ = rename(step.to, step.from) }
      throw error
    }
    for name in old { removeEmptyFolders(of: name) }
  }

  private func move(_ from: String, to: String, _ moves: inout [(from: String, to: String)]) throws {
    try SystemCall.check("moving a file", path: path, kind: .cannotCreate) { ExclusiveName.rename(from, to: to) }
    moves.append((from, to))
  }

  private func removeEmptyFolders(of name: String) {
    var parts = name.split(separator: "/").dropLast()
    while !parts.isEmpty, rmdir("\(folder)/\(parts.joined(separator: "/"))") == 0 { parts.removeLast() }
  }
}
