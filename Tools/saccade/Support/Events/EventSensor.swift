import Datasets
import Files
import Foundation
import Recordings
import Representations

/// The size of the sensor that a recording comes from.
enum EventSensor {
  /// More pixels than a sensor has: a picture or tensor of them is made only where the user states the size.
  static let mostGuessedPixels = 1 << 26

  /// The size that the file says, else the user, else the smallest usual sensor that holds every event but those wildly far
  /// out: for that the recording is read once more, and a warning tells of it.
  ///
  /// - Throws: ``Failure/Usage`` where the recording can be read only once; what the reader throws.
  static func size(
    of path: String, header: EventHeader, format: EventFormat?, size: SizeArgument?, options: EventReadOptions
  ) throws -> (width: Int, height: Int) {
    if let stated = try stated(by: header, size: size, path: path) { return stated }
    if options.following != nil || path == EventFiles.standardInput || InputPipe.stands(at: path) {
      throw Failure.Usage("\(path): the recording does not say the sensor's size; pass --size")
    }
    let reader = try EventReader(path, format: format, options: options)
    var extent = EventExtent()
    let progress = Progress(total: nil, unit: "events")
    while let batch = try reader.nextBatch() {
      extent.add(batch)
      progress.advance(batch.count)
    }
    progress.finish()
    return try guess(of: path, extent)
  }

  /// The size that the file says, else the user; nil where neither does. Where they differ a warning tells which is taken.
  static func stated(
    by header: EventHeader, size: SizeArgument?, path: String
  ) throws -> (width: Int, height: Int)? {
    let asked = size.map { (width: $0.geometry.width, height: $0.geometry.height) }
    guard let width = header.width, let height = header.height else { return asked }
    if let asked, asked != (width, height) {
      try Console.warn(
        kind: "size", path: path,
        "the file states \(width)x\(height), which is taken, not \(asked.width)x\(asked.height)")
    }
    return (width, height)
  }

  /// The smallest usual sensor that holds every event but those wildly far out, with a warning.
  static func guess(of path: String, _ extent: EventExtent) throws -> (width: Int, height: Int) {
    try guess(of: path, extent.smallestStandardSensor, hasWild: extent.hasWild)
  }

  /// Warns of a guess.
  static func guess(
    of path: String, _ guess: (width: Int, height: Int), hasWild: Bool
  ) throws -> (width: Int, height: Int) {
    try Console.warn(
      kind: "size", path: path,
      "the file does not say the sensor's size; \(guess.width)x\(guess.height) is the smallest usual one that holds "
        + (hasWild
          ? "all events but those far from all others, --size says another" : "every event, --size says another"))
    return guess
  }

  /// Warns of the events that lay outside and were left out.
  static func warn(outside sensor: SensorFilter, path: String) throws {
    if sensor.droppedCount == 0 { return }
    try Console.warn(
      kind: "outside", path: path,
      "\(Text.count(sensor.droppedCount, "event")) outside of the sensor left out, which has "
        + "\(sensor.width)x\(sensor.height) pixels; saccade doctor says more")
  }

  /// Refuses a sensor that no picture or tensor is made of: one that is a guess and larger than any, or that fits in no
  /// memory.
  static func requirePixels(_ width: Int, _ height: Int, isStated: Bool, path: String) throws {
    let size = "\(width)x\(height)"
    let pixels = width.multipliedReportingOverflow(by: height)
    guard !pixels.overflow, max(width, height) <= EventVolume.longestSide else {
      throw Failure.Usage("\(path): a sensor of \(size) pixels has a side of more than \(EventVolume.longestSide)")
    }
    guard isStated || pixels.partialValue <= mostGuessedPixels else {
      throw Failure.Usage(
        "\(path): its events need a sensor of \(size) pixels, more than \(mostGuessedPixels) in all; pass --size if it has "
          + "so many, else saccade doctor says more")
    }
    guard UInt64(pixels.partialValue) * bytesPerPixel <= ProcessInfo.processInfo.physicalMemory else {
      throw Failure.Usage("\(path): pictures of \(size) pixels do not fit in the memory of this machine")
    }
  }

  /// What is taken of a picture and its counts, at least.
  private static let bytesPerPixel: UInt64 = 16
}
