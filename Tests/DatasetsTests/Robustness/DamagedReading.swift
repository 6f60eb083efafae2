import Files
import Recordings

@testable import Datasets

/// What a damaged file gave until it ended or threw.
struct DamagedReading {
  private(set) var events: [Event] = []
  private(set) var count = 0
  private(set) var warnings: [RecordingWarning] = []
  private(set) var error: FileError?

  private static let mostEvents = 1 << 20

  /// The warnings that say where something is amiss.
  var cutWarnings: [RecordingWarning] { warnings.filter { $0.place != nil } }

  /// Reads a file; errors that are no `FileError` are thrown on.
  ///
  /// - Parameter timeUnit: The unit of its times, for files that can be read two ways.
  init(
    _ path: String, format: EventFormat, capacity: Int = 1000, timeUnit: TimeUnit? = nil
  ) throws {
    do {
      let source = try EventFiles.open(path, format: format, options: EventReadOptions(timeUnit: timeUnit))
      defer { warnings = source.warnings }
      var batch = EventBatch(capacity: capacity)
      while count < Self.mostEvents, try source.next(into: &batch) {
        count += batch.count
        if events.count < 1 << 14 { events += batch.events }
      }
    } catch let error as FileError {
      self.error = error
    }
  }
}
