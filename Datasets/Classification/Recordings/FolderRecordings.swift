import Files
import Recordings

/// Recordings of events in files of their own.
struct FolderRecordings: ClassifiedRecordings {
  let width: Int
  let height: Int
  private let paths: [String]
  private let timeUnit: TimeUnit?
  private let threads: Int
  private let eventFormat: EventFormat?

  /// - Parameter timeUnit: The unit of files that name none; nil to take what their numbers show.
  init(
    paths: [String], format: ClassificationFormat, options: ClassificationReadOptions,
    timeUnit: TimeUnit? = nil
  ) throws {
    self.paths = paths
    self.timeUnit = timeUnit
    threads = options.threads
    eventFormat = format.eventFormat
    if let sensor = format.sensor {
      (width, height) = sensor
    } else if let width = options.sensorWidth, let height = options.sensorHeight {
      (self.width, self.height) = (width, height)
    } else {
      let path = paths.first ?? ""
      let header = try EventFiles.open(path, options: EventReadOptions(timeUnit: timeUnit, threads: threads)).header
      guard let width = header.width, let height = header.height else {
        throw FileError(
          .badContent, path: path, problem: "neither the recording nor its folder says the sensor's size",
          remedy: "give the sensor's columns and rows")
      }
      (self.width, self.height) = (width, height)
    }
  }

  func events(_ index: Int) throws -> EventBatch {
    let options = EventReadOptions(size: (width, height), timeUnit: timeUnit, threads: threads)
    let source = try EventFiles.open(paths[index], format: eventFormat, options: options)
    let events = try source.readAll()
    if let cut = source.warnings.first(where: \.isTruncation) {
      throw FileError(
        .badContent, path: paths[index], problem: cut.problem, place: cut.place, remedy: "fetch the recording again",
        isTruncation: true)
    }
    try events.check(width: width, height: height, path: paths[index])
    return events
  }
}

extension EventBatch {
  /// Throws where an event lies outside a sensor.
  func check(width: Int, height: Int, path: String) throws {
    let outside = withColumns { columns in
      (0..<count).first { Int(columns.x[$0]) >= width || Int(columns.y[$0]) >= height }
    }
    guard let outside else { return }
    let event = self[outside]
    throw FileError(
      .badContent, path: path,
      problem: "an event at (\(event.x), \(event.y)) lies outside the \(width)x\(height) sensor",
      place: "event \(outside)", remedy: "the recording is damaged, or of another sensor")
  }
}
