import Files
import Recordings

/// What the writers of AEDAT refuse in a batch, told of the event by its number in the recording.
struct AEDATWriteChecks {
  let path: String
  let width: Int
  let height: Int
  /// The events of the batches before.
  var eventsBefore = 0

  /// Throws where an event lies outside the sensor.
  func checkPlaces(_ columns: EventColumns, count: Int) throws {
    var (mostX, mostY): (UInt16, UInt16) = (0, 0)
    for index in 0..<count {
      mostX = max(mostX, columns.x[index])
      mostY = max(mostY, columns.y[index])
    }
    if Int(mostX) < width && Int(mostY) < height { return }
    for index in 0..<count where Int(columns.x[index]) >= width || Int(columns.y[index]) >= height {
      throw refusal(
        index, "lies at (\(columns.x[index]), \(columns.y[index])), outside \(width)x\(height)",
        "pass the sensor's \(Setting.sensorSize), or crop with \(Setting.filter, to: "roi")")
    }
  }

  /// The refusal of an event of the batch.
  func refusal(_ index: Int, _ problem: String, _ remedy: Message) -> FileError {
    FileError(
      .cannotCreate, path: path, problem: "event \(eventsBefore + index) \(problem)", remedy: remedy)
  }
}
