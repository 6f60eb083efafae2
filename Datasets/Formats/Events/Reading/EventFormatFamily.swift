import Files
import Recordings

/// Formats that one reader knows: how their files are told from others, and opened.
protocol EventFormatFamily: SendableMetatype {
  /// The formats of this family.
  static var formats: [EventFormat] { get }

  /// The format of a file, or nil where it is none of this family.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - start: Its first bytes, at most 4 KiB.
  /// - Throws: `FileError` where it is of this family and damaged.
  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat?

  /// Opens a file of one of this family's formats.
  static func open(_ file: InputFile, format: EventFormat, options: EventReadOptions) throws -> any EventSource
}
