import Datasets
import Files
import Foundation
import Recordings
import Representations

/// The size of the sensor that a recording comes from.
package enum EventSensor {
  /// More pixels than a sensor has: a picture or tensor of them is made only where the user states the size.
  static let mostGuessedPixels = 1 << 26

  /// The size that the file says, else the user, else the smallest usual sensor that holds every event but those wildly far
  /// out: for that the recording is read once more, and a warning tells of it.
  ///
  /// - Throws: ``JobError`` where the recording can be read only once; what the reader throws.
  static func size(
    of recording: EventRecording, reader: EventReader, observer: any JobObserver
  ) throws -> SensorSize {
    if let stated = try stated(by: reader, recording, observer: observer) { return stated }
    if recording.isReadOnce {
      throw JobError(
        wrongOptions: "the recording does not say the sensor's size; pass \(Setting.sensorSize)", path: recording.path)
    }
    let reader = try recording.reader()
    var extent = EventExtent()
    let progress = observer.steps(total: nil, unit: "events")
    defer { progress.finish() }
    while let batch = try reader.nextBatch() {
      extent.add(batch)
      try progress.advance(batch.count)
    }
    return try guess(of: recording.path, extent, observer: observer)
  }

  /// The size that the file says, else the user; nil where neither does. Where they differ a warning tells which is taken.
  static func stated(
    by reader: EventReader, _ recording: EventRecording, observer: any JobObserver
  ) throws -> SensorSize? {
    guard let size = reader.size else { return recording.size }
    if let asked = recording.size, asked != size {
      try observer.warn(
        kind: "size", path: recording.path, "the file states \(size), which is taken, not \(asked)")
    }
    return size
  }

  /// The smallest usual sensor that holds every event but those wildly far out, with a warning.
  static func guess(of path: String, _ extent: EventExtent, observer: any JobObserver) throws -> SensorSize {
    try guess(of: path, extent.smallestStandardSensor, hasWild: extent.hasWild, observer: observer)
  }

  /// Warns of a guess.
  static func guess(
    of path: String, _ guess: (width: Int, height: Int), hasWild: Bool, observer: any JobObserver
  ) throws -> SensorSize {
    let size = SensorSize(width: guess.width, height: guess.height)
    let held = hasWild ? "all events but those far from all others" : "every event"
    try observer.warn(
      kind: "size", path: path,
      "the file does not say the sensor's size; \(size) is the smallest usual one that holds \(held), \(Setting.sensorSize) says another"
    )
    return size
  }

  /// Warns of the events that lay outside and were left out.
  static func warn(outside sensor: SensorFilter, path: String, observer: any JobObserver) throws {
    if sensor.droppedCount == 0 { return }
    try observer.warn(
      kind: "outside", path: path,
      "\(Text.count(sensor.droppedCount, "event")) outside of the sensor left out, which has "
        + "\(sensor.width)x\(sensor.height) pixels; \(Work.examine) says more")
  }

  /// Refuses a sensor that no picture or tensor is made of: one that is a guess and larger than any, or that fits in no
  /// memory.
  static func requirePixels(_ size: SensorSize, isStated: Bool, path: String) throws {
    let pixels = size.width.multipliedReportingOverflow(by: size.height)
    guard !pixels.overflow, max(size.width, size.height) <= SpaceTimeWindow.longestSide else {
      throw JobError(
        wrongOptions: "a sensor of \(size) pixels has a side of more than \(SpaceTimeWindow.longestSide)", path: path)
    }
    guard isStated || pixels.partialValue <= mostGuessedPixels else {
      throw JobError(
        wrongOptions: "its events need a sensor of \(size) pixels, more than \(mostGuessedPixels) in all; pass "
          + "\(Setting.sensorSize) if it has so many, else \(Work.examine) says more", path: path)
    }
    guard UInt64(pixels.partialValue) * bytesPerPixel <= ProcessInfo.processInfo.physicalMemory else {
      throw JobError(
        wrongOptions: "pictures of \(size) pixels do not fit in the memory of this machine", path: path)
    }
  }

  /// What is taken of a picture and its counts, at least.
  private static let bytesPerPixel: UInt64 = 16
}
