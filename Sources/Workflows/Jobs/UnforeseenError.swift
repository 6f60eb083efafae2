import Files
import Foundation

/// An error that nobody turned into one of a file: what is said of it, and what kind of failure it counts as.
///
/// Every job has its errors of files and of usage; this is for what libraries throw past them. It still ends in one line
/// and in one of the program's exit statuses.
package struct UnforeseenError {
  /// What is said.
  package let line: String
  /// What it counts as.
  package let kind: FileError.Kind

  /// Describes an error.
  package init(_ error: any Error) {
    switch error {
    case let error as DecodingError:
      kind = .badContent
      line = "an input cannot be decoded: \(Self.words(error))"
    case let error as EncodingError:
      kind = .badContent
      line = "a result cannot be encoded: \(Self.words(error))"
    case let error as CocoaError:
      kind = Self.kind(of: error)
      line = (error.filePath.map { "\($0): " } ?? "") + Self.words(error as NSError)
    case let error as POSIXError:
      kind = error.code == .ENOENT ? .notFound : .inputOutput
      line = String(cString: strerror(error.code.rawValue)).lowercased()
    default:
      kind = .inputOutput
      line = "an error that was not foreseen: \(type(of: error)), \(error)"
    }
  }

  private static func kind(of error: CocoaError) -> FileError.Kind {
    switch error.code {
    case .fileNoSuchFile, .fileReadNoSuchFile: .notFound
    case .fileReadCorruptFile, .fileReadInapplicableStringEncoding, .propertyListReadCorrupt: .badContent
    case .fileWriteFileExists, .fileWriteNoPermission, .fileWriteInvalidFileName: .cannotCreate
    default: .inputOutput
    }
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
      .dataCorrupted(let context):
      words(context.codingPath, context.debugDescription)
    @unknown default: "\(error)"
    }
  }

  private static func words(_ error: EncodingError) -> String {
    switch error {
    case .invalidValue(let value, let context): words(context.codingPath, "\(context.debugDescription) (\(value))")
    @unknown default: "\(error)"
    }
  }

  private static func words(_ path: [any CodingKey], _ reason: String) -> String {
    path.isEmpty ? reason : "\(path.map(\.stringValue).joined(separator: ".")): \(reason)"
  }

  private static func words(_ error: NSError) -> String {
    let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error
    return underlying.map { "\(error.localizedDescription) (\($0))" } ?? error.localizedDescription
  }
}
