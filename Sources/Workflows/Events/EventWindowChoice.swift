import Datasets
import Files
import Recordings

/// How a recording of events is cut into windows.
public enum EventWindowChoice: Sendable, Hashable {
  /// Windows of one duration, from the first event on. In microseconds; the stride is from the start of one to that of the
  /// next.
  case time(duration: Int64, stride: Int64)
  /// Windows of so many events.
  case count(events: Int, stride: Int)
  /// Windows that a file lists: a boundary a line, or start and end.
  case listed(path: String)
  /// Those between the pictures that the recording carries.
  case pictures

  /// How the recording is cut.
  ///
  /// - Parameter path: The recording, whose own times of pictures may be meant.
  package func windowing(of path: String, observer: any JobObserver) throws -> EventWindowing {
    switch self {
    case .time(let duration, let stride):
      .time(durationMicroseconds: duration, strideMicroseconds: stride)
    case .count(let events, let stride): .count(events: events, stride: stride)
    case .listed, .pictures:
      .intervals(try listedWindows(of: path, observer: observer)?.map(\.interval) ?? [])
    }
  }

  /// The windows that are listed; nil where they are cut.
  func listedWindows(of path: String, observer: any JobObserver) throws -> [TimeWindow]? {
    switch self {
    case .time, .count: return nil
    case .pictures: return try Self.windowsBetweenPictures(of: path)
    case .listed(let list):
      let file = try TimestampsFile(path: list)
      observer.detail(
        "\(list): \(Text.count(file.windows.count, "window")) in \(file.unit.rawValue); \(file.unitReason)")
      return file.windows
    }
  }

  private static func windowsBetweenPictures(of path: String) throws -> [TimeWindow] {
    guard let format = try EventFiles.detect(path), format != .mvsec, format.mayHoldSamples else {
      return try MVSECImageTimes(path: path).windows()
    }
    guard let intervals = try RecordedPictures.windows(of: EventRecording(path: path, format: format)) else {
      throw FileError(
        .badContent, path: path, problem: "the recording carries no two pictures between which windows could lie",
        remedy: "cut it by time or by count")
    }
    return intervals.map {
      TimeWindow(startMicroseconds: $0.startMicroseconds, endMicroseconds: $0.endMicroseconds)
    }
  }

  /// The file that lists the windows.
  var listPath: String? { if case .listed(let path) = self { path } else { nil } }
}
