import Datasets
import Recordings
import Tensors

/// The size of the sensor that a recording comes from.
enum EventSensor {
  /// The size that the file says, else the user, else the smallest usual sensor that holds every event: for that the
  /// recording is read once more, and a warning tells of it.
  ///
  /// - Throws: ``Failure/Usage`` where the recording can be read only once; what the reader throws.
  static func size(
    of path: String, header: EventHeader, format: EventFormat?, size: SizeArgument?, options: EventReadOptions
  ) throws -> (width: Int, height: Int) {
    if let width = header.width, let height = header.height { return (width, height) }
    if let size { return (size.geometry.width, size.geometry.height) }
    if options.following != nil || path == EventFiles.standardInput || InputPipe.stands(at: path) {
      throw Failure.Usage("\(path): the recording does not say the sensor's size; pass --size")
    }
    let reader = try EventReader(path, format: format, options: options)
    var statistics = EventStatistics()
    let progress = Progress(total: nil, unit: "events")
    while let batch = try reader.nextBatch() {
      statistics.add(batch)
      progress.advance(batch.count)
    }
    progress.finish()
    return try guess(of: path, statistics)
  }

  /// The smallest usual sensor that holds every event, with a warning.
  static func guess(of path: String, _ statistics: EventStatistics) throws -> (width: Int, height: Int) {
    let guess = statistics.smallestStandardSensor
    try Console.warn(
      kind: "size", path: path,
      "the file does not say the sensor's size; \(guess.width)x\(guess.height) is the smallest usual one that holds "
        + "every event, --size says another")
    return guess
  }
}
