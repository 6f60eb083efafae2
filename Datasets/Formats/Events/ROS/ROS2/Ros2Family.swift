import Files
import Recordings

/// ROS 2 bags: one file of them, or the folder that `ros2 bag record` makes.
enum Ros2Family: EventFormatFamily {
  static let formats = [EventFormat.ros2]

  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    switch Ros2Storage(start) {
    case nil: nil
    case .mcap, .sqlite: .ros2
    case .zstandard: Ros2Folder.isBagName(file.path) ? .ros2 : nil
    }
  }

  static func open(_ file: InputFile, format: EventFormat, options: EventReadOptions) throws -> any EventSource {
    try BagEventSource(path: file.path, format: .ros2, parts: [part(file.path)], options: options)
  }

  /// Opens a folder.
  static func open(_ folder: Ros2Folder, options: EventReadOptions) throws -> any EventSource {
    try BagEventSource(path: folder.path, format: .ros2, parts: folder.files.map(part), options: options)
  }

  private static func part(_ path: String) -> BagEventSource.BagPart {
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
