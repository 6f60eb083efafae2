import Files
import Recordings

/// Opens what recordings carry beside events: pictures, and samples of an inertial unit.
///
/// AEDAT 2, 3.1 and 4, bags of ROS 1 and 2, MVSEC and DSEC carry them. A recording is read once more for them, beside its
/// events: what comes only once, through a pipe or out of a file that still grows, is not.
public enum SampleFiles {
  /// Opens a recording.
  ///
  /// Cost: where only times are asked for, no picture is decoded; memory holds one picture.
  ///
  /// - Parameters:
  ///   - path: As of ``EventFiles/open(_:format:options:)``.
  ///   - contents: What is wanted.
  ///   - format: The format, or nil to tell it from the content.
  ///   - options: As for its events; a topic of ``EventReadOptions/topic`` chooses the camera.
  /// - Returns: The source, or nil where the format carries nothing beside events or triggers, where the recording can be
  ///   read only once, and where it lies in several segments whose clock starts anew.
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or it is damaged.
  public static func open(
    _ path: String, contents: SampleContents, format: EventFormat? = nil,
    options: EventReadOptions = EventReadOptions()
  ) throws -> (any SampleSource)? {
    guard options.following == nil, !EventFiles.isPipe(path) else { return nil }
    if let folder = try EventFiles.folder(path) { return try folder.samples?(contents, options) }
    if let segments = try EventSegments(folder: path, format: format) {
      return try SegmentedSampleSource(segments, contents: contents, options: options)
    }
    if let unpacked = try UnpackedFile.around(EventFiles.location(path)) {
      return try open(unpacked.path, contents: contents, format: format, options: options)
    }
    let file = try InputFile(path: EventFiles.location(path))
    guard let format = try format ?? EventFiles.detect(file) else { return nil }
    return try format.definition.samples?(file, contents, options)
  }

  /// When the pictures of a recording were taken, in the order of the recording; none where it carries none.
  ///
  /// Cost: the recording is read once; no picture is decoded. 16 bytes a picture.
  ///
  /// ```swift
  /// let windows = try SampleFiles.frameTimes(of: "recording.aedat4").map(\.microseconds)
  /// ```
  ///
  /// - Throws: `FileError` where there is no such file, it is no recording of events, or it is damaged.
  public static func frameTimes(
    of path: String, format: EventFormat? = nil, options: EventReadOptions = EventReadOptions()
  ) throws -> [FrameTime] {
    var times: [FrameTime] = []
    let source = try open(path, contents: .frameTimes, format: format, options: options)
    while case .frameTime(let time, _)? = try source?.next() { times.append(time) }
    return times
  }
}

extension EventFormat {
  /// Whether its recordings may carry pictures or samples of an inertial unit.
  public var mayHoldSamples: Bool { definition.samples != nil }

  /// Whether these lie in other files beside its recordings, and may be of another camera, as in DSEC.
  public var samplesLieBeside: Bool { definition.samplesLieBeside }

  /// Whether pictures and inertial samples are written in it: its writer is a `SampleSink`.
  public var holdsSamples: Bool { definition.holdsSamples }
}
