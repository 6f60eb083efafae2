import Files
import Recordings

/// Formats that are told from others by one look at a file.
protocol EventFormatFamily: SendableMetatype {
  /// What the look goes by.
  static var sign: EventFormatSign { get }

  /// The format of a file, or nil where it is none of this family.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - start: Its first bytes, at most 4 KiB.
  /// - Throws: `FileError` where it is of this family and damaged.
  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat?

  /// The recording that a folder is, or nil where the path is none or the folder is no recording of this family.
  ///
  /// - Throws: `FileError` where it is one and damaged.
  static func recording(inFolder path: String) throws -> EventFolder?
}

extension EventFormatFamily {
  /// A magic number.
  static var sign: EventFormatSign { .magic }

  /// None: recordings of this family are files.
  static func recording(inFolder path: String) throws -> EventFolder? { nil }
}

/// What tells files of a format, the surest first.
enum EventFormatSign: Int, CaseIterable {
  /// Bytes that no other file begins with.
  case magic
  /// The name, and that nothing speaks against it.
  case name
  /// That the content can be read as such.
  case content
}

/// A folder that is one recording.
struct EventFolder {
  let format: EventFormat
  let open: (EventReadOptions) throws -> any EventFileSource
  /// Opens what it carries beside events; nil where it carries nothing else.
  var samples: ((SampleContents, EventReadOptions) throws -> any SampleSource)?
}

/// The families in the order in which they are asked, with the formats of each.
enum EventFormatFamilies {
  static let all: [(family: any EventFormatFamily.Type, formats: [EventFormat])] = {
    let members = Dictionary(grouping: EventFormat.allCases) { ObjectIdentifier($0.definition.family) }
    let firsts = EventFormat.allCases.filter { members[ObjectIdentifier($0.definition.family)]?.first == $0 }
    return EventFormatSign.allCases.flatMap { sign in
      firsts.map(\.definition.family).filter { $0.sign == sign }.map { ($0, members[ObjectIdentifier($0)] ?? []) }
    }
  }()
}
