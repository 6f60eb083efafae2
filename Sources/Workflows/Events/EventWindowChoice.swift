import Datasets
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
  /// Those between the pictures in a recording of MVSEC.
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
    case .pictures: return try MVSECImageTimes(path: path).windows()
    case .listed(let list):
      let file = try TimestampsFile(path: list)
      observer.detail(
        "\(list): \(Text.count(file.windows.count, "window")) in \(file.unit.rawValue); \(file.unitReason)")
      return file.windows
    }
  }

  /// The file that lists the windows.
  var listPath: String? { if case .listed(let path) = self { path } else { nil } }
}
