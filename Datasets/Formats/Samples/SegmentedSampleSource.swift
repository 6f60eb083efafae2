import Files
import Recordings

/// What the segments of a recording carry beside events, one after the other.
final class SegmentedSampleSource: SampleSource {
  let contents: SampleContents
  private let format: EventFormat
  private let options: EventReadOptions
  private var files: ArraySlice<String>
  private var source: (any SampleSource)?
  private var formerWarnings: [RecordingWarning] = []

  /// Nil where the format carries nothing.
  init?(_ segments: EventSegments, contents: SampleContents, options: EventReadOptions) throws {
    guard let first = segments.files.first, let open = segments.format.definition.samples,
      // Clocks that begin anew are unrolled from segment to segment by the events alone.
      segments.files.count == 1 || segments.format.definition.clockPeriodMicroseconds == nil
    else { return nil }
    (format, self.options, files) = (segments.format, options, segments.files.dropFirst())
    let source = try open(try InputFile(path: first), contents, options)
    self.source = source
    self.contents = source.contents
    wanted = contents
  }

  private let wanted: SampleContents

  var warnings: [RecordingWarning] { formerWarnings + (source?.warnings ?? []) }

  func next() throws -> RecordedSample? {
    while let current = source {
      if let sample = try current.next() { return sample }
      formerWarnings += current.warnings
      source = try files.popFirst().flatMap { path in
        try format.definition.samples?(try InputFile(path: path), wanted, options)
      }
    }
    return nil
  }
}
