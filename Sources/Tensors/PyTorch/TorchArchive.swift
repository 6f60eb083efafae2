import Files

/// The container that PyTorch has written since 1.6: a zip archive with a pickle and a file for each storage.
enum TorchArchive {
  /// The entry that makes a zip archive a checkpoint, whatever its folder is called.
  static func pickleEntry(in archive: ZipReader) -> ZipReader.Entry? {
    archive.entries.filter { $0.name == "data.pkl" || $0.name.hasSuffix("/data.pkl") }
      .min { $0.name.utf8.count < $1.name.utf8.count }
  }

  /// Reads the pickle. The storages are read when they are asked for.
  static func open(_ archive: ZipReader, pickle entry: ZipReader.Entry) throws -> TorchCheckpoint {
    // Values take more room than their instructions, so a pickle that was packed too well is not unpacked.
    guard entry.byteCount <= largestRatio * entry.storedByteCount + 1 << 20 else {
      throw FileError(
        .badContent, path: archive.path, problem: "a pickle of \(entry.byteCount) bytes is claimed",
        place: "entry \(entry.name)", remedy: "save the checkpoint again with torch.save")
    }
    let stream = try archive.open(entry)
    var machine = PickleMachine(ByteReader(stream))
    let root = try machine.load()
    try stream.finish()

    let folder = String(entry.name.dropLast("data.pkl".count))
    let entries = Dictionary(archive.entries.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    let order = try entries[folder + "byteorder"].map { try archive.bytes(of: $0) } ?? Array("little".utf8)
    guard order == Array("little".utf8) || order == Array("big".utf8) else {
      throw FileError(
        .badContent, path: archive.path, problem: "the byte order is neither little nor big",
        place: "entry \(folder)byteorder", remedy: FileError.fetchAgain)
    }
    return TorchCheckpoint(
      state: try StateDictionary(root: root, heap: machine.heap, path: archive.path, pickleByteCount: entry.byteCount),
      isBigEndian: order == Array("big".utf8), path: archive.path
    ) { key in
      guard let entry = entries["\(folder)data/\(key)"] else {
        throw FileError(
          .badContent, path: archive.path, problem: "the entry \(folder)data/\(key) is missing",
          remedy: FileError.fetchAgain)
      }
      return try archive.open(entry)
    }
  }

  private static let largestRatio = 64
}
