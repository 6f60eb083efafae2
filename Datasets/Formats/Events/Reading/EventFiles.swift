import Recordings
import Tensors

/// Opens event recordings of any format.
public enum EventFiles {
  /// The families in the order in which they are asked: those with a magic number before those without.
  static let families: [any EventFormatFamily.Type] = [
    PropheseeFamily.self, AEDATFamily.self, HDF5EventFamily.self, RosBag1Family.self, Ros2Family.self,
    EventStreamFormat.self, EventNumpyFormat.self, FortyBitFormat.self, EventTextFormat.self,
  ]

  private static let startBytes = 4096

  /// The formats that are read.
  public static var readableFormats: [EventFormat] { families.flatMap { $0.formats } }

  /// The format of a file by its content, or nil where none fits.
  ///
  /// - Throws: `FileError` where there is no such file, or it is damaged.
  public static func detect(_ path: String) throws -> EventFormat? {
    if try Ros2Folder(path: path) != nil { return .ros2 }
    return try detect(try InputFile(path: path))
  }

  /// Opens a recording.
  ///
  /// - Parameter format: The format, or nil to tell it from the file.
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or it is damaged.
  public static func open(
    _ path: String, format: EventFormat? = nil, options: EventReadOptions = EventReadOptions()
  ) throws -> any EventSource {
    if let folder = try Ros2Folder(path: path) { return try Ros2Family.open(folder, options: options) }
    let file = try InputFile(path: path)
    guard let format = try format ?? detect(file), let family = families.first(where: { $0.formats.contains(format) })
    else {
      let known = readableFormats.map(\.rawValue).joined(separator: ", ")
      throw FileError(
        .badContent, path: path, problem: "this is no recording of events that can be told by its content",
        remedy: "pass --from with one of \(known)")
    }
    return try family.open(file, format: format, options: options)
  }

  private static func detect(_ file: InputFile) throws -> EventFormat? {
    let start = try file.bytes(at: 0, count: min(startBytes, file.byteCount))
    for family in families {
      if let format = try family.detect(file, start: start) { return format }
    }
    return nil
  }
}
