import Recordings
import Tensors

/// Lines of t x y p: text and csv, with or without a header, in any order of columns that a header names.
enum EventTextFormat: EventFormatFamily {
  static let formats: [EventFormat] = [.text]
  /// What of a file is looked at to tell its columns and its unit of time.
  private static let startBytes = 1 << 16

  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    let layout = try? EventTextLayout(
      start, isWhole: start.count == file.byteCount, path: file.path, options: EventReadOptions())
    return layout == nil ? nil : .text
  }

  static func open(_ file: InputFile, format: EventFormat, options: EventReadOptions) throws -> any EventSource {
    let start = try file.bytes(at: 0, count: min(startBytes, file.byteCount))
    guard
      let layout = try EventTextLayout(
        start, isWhole: start.count == file.byteCount, path: file.path, options: options)
    else {
      throw FileError(
        .badContent, path: file.path, problem: "no line holds the four numbers t, x, y, p", place: "line 1",
        remedy: "separate columns by blanks, tabs, commas or semicolons; name them in a header line")
    }
    let size = layout.size ?? options.size
    let header = EventHeader(format: .text, width: size?.width, height: size?.height)
    return DecodedEventSource(
      file: file, header: header, dataOffset: layout.dataOffset,
      decoder: EventTextDecoder(path: file.path, layout: layout))
  }
}
