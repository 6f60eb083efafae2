import Files

/// A way in which one file is packed into another as a whole, whatever it holds.
enum Packing: CaseIterable {
  case gzip
  case zstandard
  case bzip2
  case lz4
  /// An archive with one file in it.
  case zip

  /// The bytes that tell.
  static let startBytes = 16

  /// How a file is packed, by its first bytes; nil where it is not, and for the archives that are a format themselves.
  ///
  /// - Parameter path: Its name, by which `.npz` is told from an archive with one array in it.
  init?(_ start: [UInt8], path: String) {
    func begins(_ bytes: [UInt8]) -> Bool { start.starts(with: bytes) }
    if GzipStream.begins(start), start.count > 3, start[3] & GzipStream.unusedFlags == 0 {
      self = .gzip
    } else if begins(Ros2Storage.zstandardMagic), !Ros2Folder.isBagName(path) {
      self = .zstandard
    } else if begins(Array("BZh".utf8)), start.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) {
      self = .bzip2
    } else if begins([0x04, 0x22, 0x4D, 0x18]) {
      self = .lz4
    } else if begins(FileSignature.zip), let archive = try? ZipReader(path: path), Self.onlyFile(archive) != nil {
      self = .zip
    } else {
      return nil
    }
  }

  /// The endings that its files add to the name of what they hold.
  var endings: [String] {
    switch self {
    case .gzip: ["gz"]
    case .zstandard: ["zst", "zstd"]
    case .bzip2: ["bz2"]
    case .lz4: ["lz4"]
    case .zip: ["zip"]
    }
  }

  /// The name of what a file of that name holds.
  static func innerName(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? "content"
    guard let ending = fileEnding(of: name), allCases.contains(where: { $0.endings.contains(ending) }),
      name.count > ending.count + 1
    else { return name }
    return String(name.dropLast(ending.count + 1))
  }

  /// The file of an archive that holds no other; nil for those of NumPy and PyTorch, which are formats.
  static func onlyFile(_ archive: ZipReader) -> ZipReader.Entry? {
    let isNumpy = fileEnding(of: archive.path) == "npz"
    // What macOS puts beside.
    let files = archive.entries.filter { !$0.name.hasSuffix("/") && !$0.name.hasPrefix("__MACOSX/") }
    guard files.count == 1, !(isNumpy && files[0].name.hasSuffix(".npy")) else { return nil }
    return files[0]
  }
}
