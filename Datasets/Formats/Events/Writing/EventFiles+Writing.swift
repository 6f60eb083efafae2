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
  ) throws -> any EventSink {
    guard let format = format ?? EventFormat.named(path), let create = format.definition.create else {
      let known = EventFormat.writable.map(\.rawValue).joined(separator: ", ")
      throw FileError(
        .cannotCreate, path: path, problem: "events are not written in a file of that name or format",
        remedy: "name one of \(known) with \(Setting.outputFormat)")
    }
    if let compression, !format.compressions.contains(compression) {
      let known = format.compressions.map(\.rawValue).joined(separator: ", ")
      throw FileError(
        .cannotCreate, path: path, problem: "\(format.rawValue) is not compressed by \(compression.rawValue)",
        remedy: known.isEmpty ? "it leaves no choice; drop \(Setting.compression)" : "it knows \(known)")
    }
    return try create(path, compression, options)
  }
}
