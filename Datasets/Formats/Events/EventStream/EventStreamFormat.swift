import Files
import Recordings

/// Event Stream `.es`, version 2: a header of 16 bytes, then the size, then 5 bytes an event, 8 in color.
///
/// Format: github.com/neuromorphicsystems/event_stream. The file's rows point up; events are handed out with rows that
/// point down.
enum EventStreamFormat: EventFormatFamily {
  static let magic = Array("Event Stream".utf8)
  static let headerBytes = 20

  /// What a file holds, by the byte after the version.
  enum Kind: UInt8 {
    case generic = 0
    case dvs = 1
    case atis = 2
    case color = 4
  }

  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    start.starts(with: magic) ? .es : nil
  }

  static func open(_ file: InputFile) throws -> any EventFileSource {
    let start = try file.bytes(at: 0, count: min(headerBytes, file.byteCount))
    guard start.starts(with: magic) else {
      throw FileError(
        .badContent, path: file.path, problem: "this is no Event Stream: it does not begin with \"Event Stream\"",
        place: "byte 0", remedy: "let the format be told by the content: leave out \(Setting.inputFormat)")
    }
    guard start.count >= 16 else {
      throw FileError(
        .badContent, path: file.path, problem: "the header ends after \(start.count) of 16 bytes",
        place: "byte \(start.count)", remedy: "the file is cut off; fetch it again")
    }
    guard start[12] == 2 else {
      throw FileError(
        .badContent, path: file.path, problem: "version \(start[12]).\(start[13]).\(start[14]) is not known, only 2",
        place: "byte 12", remedy: "convert it with the event_stream tools to version 2")
    }
    guard let kind = Kind(rawValue: start[15]) else {
      throw FileError(
        .badContent, path: file.path, problem: "the stream's type \(start[15]) is not known",
        place: "byte 15", remedy: "give a stream of type dvs, atis or color")
    }
    if kind == .generic {
      throw FileError(
        .badContent, path: file.path, problem: "the stream is generic: it holds bytes of any meaning, no pixels",
        place: "byte 15", remedy: "give a stream of type dvs, atis or color")
    }
    guard start.count == headerBytes else {
      throw FileError(
        .badContent, path: file.path, problem: "the header ends after \(start.count) of \(headerBytes) bytes",
        place: "byte \(start.count)", remedy: "the file is cut off; fetch it again")
    }
    let width = Int(start[16]) | Int(start[17]) << 8
    let height = Int(start[18]) | Int(start[19]) << 8
    guard width > 0, height > 0 else {
      throw FileError(
        .badContent, path: file.path, problem: "the header says a sensor of \(width)x\(height)", place: "byte 16",
        remedy: "the file is damaged; fetch it again")
    }
    let decoder = EventStreamDecoder(path: file.path, kind: kind, width: width, height: height)
    return DecodedEventSource(
      file: file, header: EventHeader(format: .es, width: width, height: height), dataOffset: headerBytes,
      decoder: decoder)
  }
}

extension EventFormatDefinition {
  static let es = EventFormatDefinition(
    "Event Stream", family: EventStreamFormat.self, endings: ["es"], impliedBy: ["es"], isSequential: true,
    leastBytesPerEvent: 5, streamsOut: true,
    open: { file, _ in try EventStreamFormat.open(file) },
    create: { path, _, options in try EventStreamWriter(path: path, options: options) })
}
