import Datasets
import Recordings
import Tensors

/// The pictures that a recording of events carries beside them.
enum RecordedPictures {
  /// The windows between a recording's own pictures, each up to the time of one of them; nil where it carries fewer than two,
  /// or can be read only once.
  static func windows(of recording: EventRecording) throws -> [EventInterval]? {
    if recording.isReadOnce { return nil }
    let times = try SampleFiles.frameTimes(
      of: recording.path, format: recording.format, options: recording.options
    ).map(\.microseconds)
    return intervals(between: times)
  }

  /// The windows between times, those that are not later than the one before left out; nil where there is none.
  static func intervals(between times: [Int64]) -> [EventInterval]? {
    var bounds: [Int64] = []
    for time in times where time > bounds.last ?? .min { bounds.append(time) }
    guard bounds.count > 1 else { return nil }
    return zip(bounds, bounds.dropFirst()).map { EventInterval(startMicroseconds: $0, endMicroseconds: $1) }
  }
}

/// The pictures that a recording of events carries, as gray levels.
final class RecordedPictureStream: PictureStream {
  let times: [Int64]?
  private let source: any SampleSource
  private let log: JobLog
  private var index = 0

  /// Opens a recording; nil where it carries no picture. It is read once for the times, which nothing decodes.
  init?(path: String, format: EventFormat?, log: JobLog) throws {
    let times = try SampleFiles.frameTimes(of: path, format: format).map(\.microseconds)
    guard !times.isEmpty, let source = try SampleFiles.open(path, contents: .frames, format: format) else { return nil }
    (self.times, self.source, self.log) = (times, source, log)
  }

  var count: Int? { times?.count }

  func next() throws -> StreamedPicture? {
    while let sample = try source.next() {
      guard case .frame(let frame) = sample else { continue }
      defer { index += 1 }
      return StreamedPicture(index: index, timeMicroseconds: frame.time.microseconds, values: frame.gray())
    }
    return nil
  }

  func passWarnings() throws { try log.pass(source.warnings) }
}
