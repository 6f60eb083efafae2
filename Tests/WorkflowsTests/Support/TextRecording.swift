import Datasets
import Recordings
import TestSupport
import Workflows

extension TemporaryFolder {
  /// A recording of 64x48 pixels: an event each millisecond from 1 s on, of a point that goes from left to right.
  ///
  /// - Parameter extra: Lines of more events, after all others.
  func writeEvents(_ count: Int = 200, extra: String = "", to name: String = "events.txt") throws -> EventRecording {
    let lines = (0..<count).map { "\(1_000_000 + 1000 * $0) \($0 * 63 / max(count - 1, 1)) \($0 % 48) \($0 % 2)" }
    let text = "# t x y p\n" + lines.joined(separator: "\n") + "\n" + extra
    return EventRecording(
      path: try write(Array(text.utf8), to: name), size: SensorSize(width: 64, height: 48),
      options: EventReadOptions(timeUnit: .microseconds))
  }
}
