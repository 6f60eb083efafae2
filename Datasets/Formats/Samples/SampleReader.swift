import Recordings

/// Reads what a recording carries beside events, one picture or sample after another.
///
/// ```swift
/// let reader = try SampleReader("recording.aedat4", contents: .frames)
/// while let frame = try reader.nextFrame() { print(frame.time.microseconds, frame.size) }
/// ```
public final class SampleReader {
  private let source: (any SampleSource)?

  /// Opens a recording; see ``SampleFiles/open(_:contents:format:options:)``. One that carries nothing of what is wanted
  /// is at its end.
  ///
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or it is damaged.
  public init(
    _ path: String, contents: SampleContents, format: EventFormat? = nil,
    options: EventReadOptions = EventReadOptions()
  ) throws {
    source = try SampleFiles.open(path, contents: contents, format: format, options: options)
  }

  /// What of the wanted may come.
  public var contents: SampleContents { source?.contents ?? [] }
  /// What was odd so far but did not stop the reading.
  public var warnings: [RecordingWarning] { source?.warnings ?? [] }

  /// The next of what was wanted, or nil at the end.
  ///
  /// - Throws: `FileError` that names the place at which the file is damaged.
  public func next() throws -> RecordedSample? { try source?.next() }

  /// The next picture, or nil at the end; what comes before it is passed over.
  ///
  /// - Throws: `FileError` that names the place at which the file is damaged.
  public func nextFrame() throws -> RecordedFrame? {
    while let sample = try next() { if case .frame(let frame) = sample { return frame } }
    return nil
  }

  /// The next inertial sample, or nil at the end; what comes before it is passed over.
  ///
  /// - Throws: `FileError` that names the place at which the file is damaged.
  public func nextInertial() throws -> InertialSample? {
    while let sample = try next() { if case .inertial(let inertial) = sample { return inertial } }
    return nil
  }
}
