import Files
import Foundation
import Testing
import Workflows

/// What is said of errors that nobody foresaw.
@Suite struct UnforeseenErrorTests {
  @Test func whatLibrariesThrowIsSaidInALineAndCountsAsAKindOfFailure() {
    struct Foreign: Error {}
    let context = DecodingError.Context(codingPath: [], debugDescription: "words")
    let encoding = EncodingError.Context(codingPath: [], debugDescription: "words")
    let errors: [(any Error, FileError.Kind)] = [
      (DecodingError.dataCorrupted(context), .badContent),
      (EncodingError.invalidValue(Double.nan, encoding), .badContent),
      (CocoaError(.fileReadNoSuchFile), .notFound), (CocoaError(.fileWriteNoPermission), .cannotCreate),
      (CocoaError(.fileWriteOutOfSpace), .inputOutput), (POSIXError(.ENOENT), .notFound),
      (POSIXError(.EIO), .inputOutput), (Foreign(), .inputOutput),
    ]
    for (error, kind) in errors {
      let unforeseen = UnforeseenError(error)
      #expect(unforeseen.kind == kind, "\(error)")
      #expect(!unforeseen.line.isEmpty, "\(error)")
    }
  }
}
