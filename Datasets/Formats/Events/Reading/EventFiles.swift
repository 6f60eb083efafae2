import Files
import Recordings

/// Opens event recordings of any format.
public enum EventFiles {
  /// The name that stands for standard input.
  public static let standardInput = "-"

  static let startBytes = 4096

  /// The formats that are read.
  public static var readableFormats: [EventFormat] { EventFormat.allCases }

  /// The format of a file, or of a folder that is one recording, by its content; nil where none fits.
  ///
  /// What comes through a pipe cannot be looked at without being read: nil.
  ///
  /// - Throws: `FileError` where there is no such file, or it is damaged.
  public static func detect(_ path: String) throws -> EventFormat? {
    if isPipe(path) { return nil }
    if let folder = try folder(path) { return folder.format }
    if let segments = try EventSegments(folder: path) { return segments.format }
    if let unpacked = try UnpackedFile.around(location(path)) { return try detect(unpacked.path) }
    return try detect(try InputFile(path: location(path)))
  }

  /// Opens a recording.
  ///
  /// - Parameters:
  ///   - path: A file; a folder that is a ROS 2 bag or holds the segments of one recording (``EventSegments``); a named
  ///     pipe; or ``standardInput``.
  ///   - format: The format, or nil to tell it from the content.
  /// - Throws: `FileError` where there is no such file, it is no recording of events, it is damaged, or it states a size that
  ///   no sensor has.
  public static func open(
    _ path: String, format: EventFormat? = nil, options: EventReadOptions = EventReadOptions()
  ) throws -> any EventFileSource {
    let source = try openUnchecked(path, format: format, options: options)
    try checkSize(of: source.header, path: path, options: options)
    return source
  }

  /// More pixels than any sensor has: a file that states more is damaged.
  public static let mostPixels = 1 << 26

  private static func checkSize(of header: EventHeader, path: String, options: EventReadOptions) throws {
    guard let width = header.width, let height = header.height else { return }
    if let asked = options.size, asked == (width, height) { return }
    let sides = 1...65536
    guard sides.contains(width), sides.contains(height), width * height <= mostPixels else {
      throw FileError(
        .badContent, path: path, problem: "it states a sensor of \(width)x\(height) pixels, which does not exist",
        remedy: "the file is damaged; fetch it again")
    }
  }

  private static func openUnchecked(
    _ path: String, format: EventFormat?, options: EventReadOptions
  ) throws -> any EventFileSource {
    if isPipe(path) {
      let pipe = path == standardInput ? InputPipe() : try InputPipe(path: path)
      return try EventPipes.open(pipe, format: format, options: options)
    }
    if let folder = try folder(path) { return try folder.open(options) }
    if let segments = try EventSegments(folder: path, format: format) { return try segments.open(options: options) }
    if options.following == nil, let unpacked = try UnpackedFile.around(location(path)) {
      return try SpooledEventSource(
        unpacked.path, keptBy: unpacked, name: path, format: format, options: options)
    }
    let file = try InputFile(path: location(path))
    let source = try open(
      file, format: try format ?? columnFormat(file, options) ?? detect(file), options: options)
    guard let following = options.following else { return source }
    guard let sequential = source as? any ContinuableEventSource else {
      throw FileError(
        .badContent, path: path, problem: "\(source.header.format.rawValue) cannot be followed while it grows",
        remedy: "formats without a table of contents can: Prophesee's raw and dat, AEDAT up to 3, es, text")
    }
    sequential.continueReading(from: GrowingFile(sequential.file, following: following))
    return sequential
  }

  static func open(_ file: InputFile, format: EventFormat?, options: EventReadOptions) throws -> any EventFileSource {
    let start = try file.bytes(at: 0, count: min(startBytes, file.byteCount))
    if let (problem, remedy) = ForeignFile.placeholder(start), !options.isOpenEnded {
      throw FileError(.badContent, path: file.path, problem: problem, remedy: remedy)
    }
    guard let format else {
      if let error = try ForeignFile.error(file.path) { throw error }
      let known = readableFormats.map(\.rawValue).joined(separator: ", ")
      throw FileError(
        .badContent, path: file.path, problem: "this is no recording of events that can be told by its content",
        remedy: "pass \(Setting.inputFormat) with one of \(known)")
    }
    return try format.definition.open(file, options)
  }

  /// The format of a file of which the names of the columns are said, and that alone makes it one of events.
  private static func columnFormat(_ file: InputFile, _ options: EventReadOptions) throws -> EventFormat? {
    if options.columnNames == nil { return nil }
    return EventFormat.ofColumns(try file.bytes(at: 0, count: min(startBytes, file.byteCount)))
  }

  /// - Parameter isWanted: Which formats come into question; the others are not looked for.
  static func detect(
    _ file: InputFile, among isWanted: (EventFormat) -> Bool = { _ in true }
  ) throws -> EventFormat? {
    let start = try file.bytes(at: 0, count: min(startBytes, file.byteCount))
    for (family, formats) in EventFormatFamilies.all where formats.contains(where: isWanted) {
      if let format = try family.detect(file, start: start) { return format }
    }
    return nil
  }

  /// The folder at a path, where it is one recording.
  static func folder(_ path: String) throws -> EventFolder? {
    for (family, _) in EventFormatFamilies.all {
      if let folder = try family.recording(inFolder: path) { return folder }
    }
    return nil
  }

  /// Whether bytes come from there only once.
  static func isPipe(_ path: String) -> Bool {
    path == standardInput ? !InputPipe.standardInputIsFile : InputPipe.stands(at: path)
  }

  static func location(_ path: String) -> String { path == standardInput ? "/dev/stdin" : path }
}
