import Files
import Recordings

/// How the blocks of an event file are compressed, in formats that leave the choice.
public enum EventCompression: String, Sendable, CaseIterable {
  /// Not at all.
  case none
  /// LZ4 frames: fast.
  case lz4
  /// Zstandard: smaller.
  case zstd
  /// bzip2: small, slow, for ROS 1.
  case bz2
}

extension EventFormat {
  /// The formats that are written.
  public static let writable: [EventFormat] = [
    .propheseeEVT2, .propheseeEVT21, .propheseeEVT3, .propheseeDAT, .propheseeHDF5, .aedat2, .aedat4, .es, .rosbag1,
    .ros2, .dsec, .hdf5, .text, .npy, .npz,
  ]

  /// The format that is written under a name's ending, or nil where no format goes by it.
  ///
  /// `.raw` is EVT3, `.h5` and `.hdf5` are plain columns: the others that share these endings are chosen by their names.
  public static func named(_ path: String) -> EventFormat? {
    let name = path.split(separator: "/").last ?? ""
    guard name.contains("."), let ending = name.split(separator: ".").last?.lowercased() else { return nil }
    return formatsByEnding[ending]
  }

  private static let formatsByEnding: [String: EventFormat] = [
    "raw": .propheseeEVT3, "dat": .propheseeDAT, "aedat": .aedat2, "aedat2": .aedat2, "aedat4": .aedat4, "es": .es,
    "bag": .rosbag1, "mcap": .ros2, "h5": .hdf5, "hdf5": .hdf5, "txt": .text, "csv": .text, "npy": .npy, "npz": .npz,
  ]

  /// The ways of compression that a file of the format may have, its usual one first; none where there is no choice.
  public var compressions: [EventCompression] {
    switch self {
    case .aedat4: [.lz4, .zstd, .none]
    case .ros2: [.zstd, .lz4, .none]
    case .rosbag1: [.none, .lz4, .bz2]
    default: []
    }
  }
}

extension EventFiles {
  /// Starts a recording.
  ///
  /// - Parameters:
  ///   - path: Where it shall appear when the writer is finished.
  ///   - format: The format, or nil to tell it from the ending of the name: ``EventFormat/named(_:)``.
  ///   - compression: How blocks are compressed, one of the format's ``EventFormat/compressions``; nil for its usual way.
  /// - Throws: `FileError` of kind `cannotCreate` where the format is not known, not written or without that compression,
  ///   where it cannot hold the sensor's size, or where the file cannot be created.
  public static func create(
    _ path: String, format: EventFormat? = nil, compression: EventCompression? = nil, options: EventWriteOptions
  ) throws -> any EventWriter {
    guard let format = format ?? EventFormat.named(path), EventFormat.writable.contains(format) else {
      let known = EventFormat.writable.map(\.rawValue).joined(separator: ", ")
      throw FileError(
        .cannotCreate, path: path, problem: "events are not written in a file of that name or format",
        remedy: "name one of \(known) with --to")
    }
    if let compression, !format.compressions.contains(compression) {
      let known = format.compressions.map(\.rawValue).joined(separator: ", ")
      throw FileError(
        .cannotCreate, path: path, problem: "\(format.rawValue) is not compressed by \(compression.rawValue)",
        remedy: known.isEmpty ? "it leaves no choice; drop --compression" : "it knows \(known)")
    }
    switch format {
    case .propheseeEVT2: return try EVT2Writer(path: path, options: options)
    case .propheseeEVT21: return try EVT21Writer(path: path, options: options)
    case .propheseeEVT3: return try EVT3Writer(path: path, options: options)
    case .propheseeDAT: return try DATWriter(path: path, options: options)
    case .propheseeHDF5: return try PropheseeHDF5Writer(path: path, options: options)
    case .aedat2: return try AEDAT2Writer(path: path, options: options)
    case .es: return try EventStreamWriter(path: path, options: options)
    case .dsec: return try DSECWriter(path: path, options: options)
    case .text:
      let named: EventTextWriter.Style = path.lowercased().hasSuffix(".csv") ? .csv : .text
      return try EventTextWriter(path: path, style: options.textStyle ?? named, options: options)
    case .npy: return try EventNumpyWriter(path: path, options: options)
    case .npz: return try EventNumpyArchiveWriter(path: path, options: options)
    case .aedat4:
      let ways: [EventCompression: AEDAT4Compression] = [.lz4: .lz4, .zstd: .zstd, .none: .none]
      return try AEDAT4Writer(path: path, options: options, compression: compression.flatMap { ways[$0] } ?? .lz4)
    case .ros2:
      let way: McapWriter.Compression =
        compression == .lz4 ? .lz4 : compression == EventCompression.none ? .none : .zstd
      return try McapWriter(path: path, options: options, compression: way)
    case .rosbag1:
      return try RosBag1Writer(
        path: path, options: options, topic: RosBag1Writer.standardTopic,
        compression: compression.flatMap { ChunkDecompressor.Method(rawValue: $0.rawValue) })
    default: return try HDF5EventWriter(path: path, options: options)
    }
  }
}
