import Files
import Recordings

/// ROS 2 bags: one file of them, or the folder that `ros2 bag record` makes.
enum Ros2Family: EventFormatFamily {
  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    switch Ros2Storage(start) {
    case nil: nil
    case .mcap, .sqlite: .ros2
    case .zstandard: Ros2Folder.isBagName(file.path) ? .ros2 : nil
    }
  }

  static func recording(inFolder path: String) throws -> EventFolder? {
    guard let folder = try Ros2Folder(path: path) else { return nil }
    let parts = folder.files.map(part)
    return EventFolder(
      format: .ros2,
      open: { try BagEventSource(path: folder.path, format: .ros2, parts: parts, options: $0) },
      samples: { try BagSampleSource(path: folder.path, parts: parts, contents: $0, options: $1) })
  }

  fileprivate static func part(_ path: String) -> BagEventSource.BagPart {
    BagEventSource.BagPart { topics in
      let file = try InputFile(path: path)
      let start = try file.bytes(at: 0, count: min(Ros2Storage.magicBytes, file.byteCount))
      switch Ros2Storage(start) {
      case .mcap: return try McapReader(file: file, topics: topics)
      case .sqlite:
        return try SQLiteBagReader(
          path: path, contentPath: path, isFixed: !Ros2Folder.hasJournal(path), topics: topics)
      case .zstandard: return try ExpandedBagReader(file: file, topics: topics)
      case nil:
        throw FileError(
          .badContent, path: path, problem: "this is neither an mcap file nor a database of SQLite", place: "byte 0",
          remedy: "the file is damaged or no bag; fetch it again")
      }
    }
  }
}

extension EventFormatDefinition {
  static let ros2 = EventFormatDefinition(
    "ROS 2 bag, mcap or db3", family: Ros2Family.self, endings: ["mcap", "db3"], impliedBy: ["mcap"],
    isSequential: false, hasTopics: true, compressions: [.zstd, .lz4, .none],
    open: { file, options in
      try BagEventSource(path: file.path, format: .ros2, parts: [Ros2Family.part(file.path)], options: options)
    },
    samples: { file, contents, options in
      try BagSampleSource(
        path: file.path, parts: [Ros2Family.part(file.path)], contents: contents, options: options)
    },
    create: { path, compression, options in
      let way: McapWriter.Compression =
        compression == .lz4 ? .lz4 : compression == EventCompression.none ? .none : .zstd
      return try McapWriter(path: path, options: options, compression: way)
    })
}

/// What a file of a ROS 2 bag is, by its first bytes.
enum Ros2Storage {
  case mcap
  case sqlite
  /// One of the others, compressed as a whole.
  case zstandard

  static let zstandardMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
  /// The bytes that tell.
  static let magicBytes = 16

  init?(_ start: [UInt8]) {
    if start.starts(with: Mcap.magic) {
      self = .mcap
    } else if start.starts(with: SQLiteBagReader.magic) {
      self = .sqlite
    } else if start.starts(with: Self.zstandardMagic) {
      self = .zstandard
    } else {
      return nil
    }
  }
}
