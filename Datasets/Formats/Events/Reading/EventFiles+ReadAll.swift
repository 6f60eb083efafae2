import Files
import Recordings

extension EventFiles {
  /// Reads a whole recording to columns.
  ///
  /// For recordings that fit in memory, at 13 bytes an event; others are read batch by batch with `EventReader`.
  ///
  /// - Returns: All events in the order of the file.
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or it is damaged.
  public static func readAll(
    _ path: String, format: EventFormat? = nil, options: EventReadOptions = EventReadOptions()
  ) throws -> EventBatch {
    let source = try open(path, format: format, options: options)
    // A folder of a bag has no length that tells anything.
    let byteCount = (try? InputFile(path: path).byteCount) ?? 0
    return try source.readAll(reserving: byteCount / source.header.format.definition.leastBytesPerEvent)
  }
}
