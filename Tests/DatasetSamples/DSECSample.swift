import Datasets
import Files
import Foundation
import Recordings
import Tensors

/// A sequence in DSEC's layout in which everything moves alike: events of the left camera, a rectification map, forward
/// flow with its times, and the list of windows that a prediction is to be handed in for.
public struct DSECSample: Sendable {
  /// The size of the sensor.
  public var (width, height) = (640, 480)
  /// The displacement in each window, in pixels; a multiple of 1/128 is stored exactly.
  public var (u, v) = (Float(5.5), Float(-2.25))
  /// The time at which the first window starts.
  public var startMicroseconds: Int64 = 49_599_300_523
  /// The length of a window.
  public var windowMicroseconds: Int64 = 100_000
  /// The number of windows of true flow.
  public var fieldCount = 4
  /// Flow is valid at every so many-th pixel.
  public var validSpacing = 2
  /// Events fire at every so many-th pixel, once in each window.
  public var eventSpacing = 5
  /// How far the rectified picture lies from the sensor's, in pixels.
  public var (shiftX, shiftY) = (Float(0), Float(0))

  /// Makes a sample.
  public init() {}

  /// The windows, with the numbers of their files: 2, 4, 6, ….
  public var windows: [TimeWindow] {
    (0..<fieldCount).map { index in
      let start = startMicroseconds + Int64(index) * windowMicroseconds
      return TimeWindow(
        startMicroseconds: start, endMicroseconds: start + windowMicroseconds, fileIndex: 2 * index + 2)
    }
  }

  /// The true flow of every window.
  public var field: FlowField {
    let pixels = width * height
    return FlowField(
      flow: Tensor(unsafeUninitializedShape: [2, height, width]) { target in
        for pixel in 0..<pixels {
          target.initializeElement(at: pixel, to: u)
          target.initializeElement(at: pixels + pixel, to: v)
        }
      },
      valid: Tensor(shape: [height, width], scalars: (0..<pixels).map { $0 % validSpacing == 0 ? 1 : 0 }))
  }

  /// The events, from one window before the first on.
  public var events: [Event] {
    let pixels = width * height
    return (-1..<fieldCount).flatMap { window in
      let start = startMicroseconds + Int64(window) * windowMicroseconds
      return stride(from: (window + 1) % eventSpacing, to: pixels, by: eventSpacing).map { place in
        Event(
          timeMicroseconds: start + Int64(place) * windowMicroseconds / Int64(pixels),
          x: UInt16(place % width), y: UInt16(place / width), isOn: place / eventSpacing % 2 == 0)
      }
    }
  }

  /// The rectification map, `[height, width, 2]`.
  public var rectificationMap: Tensor<Float> {
    Tensor(
      shape: [height, width, 2],
      scalars: (0..<width * height).flatMap { [Float($0 % width) + shiftX, Float($0 / width) + shiftY] })
  }

  /// Writes the folder of a sequence, which must not be there.
  ///
  /// - Parameter isTest: Whether it is one for testing: without flow, with the list of windows.
  public func write(to folder: String, isTest: Bool = false) throws {
    for part in ["events/left"] + (isTest ? [] : ["flow/forward"]) {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
    }
    let options = EventWriteOptions(width: width, height: height, overwrite: true)
    let writer = try DSECWriter(path: "\(folder)/events/left/events.h5", options: options)
    try writer.append(EventBatch(events))
    try writer.finish()
    let map = try HDF5Writer(path: "\(folder)/events/left/rectify_map.h5", overwrite: true)
    try map.write(rectificationMap, named: "rectify_map")
    try map.commit()
    if isTest {
      let lines = windows.map { "\($0.startMicroseconds), \($0.endMicroseconds), \($0.fileIndex ?? 0)" }
      let header = "# from_timestamp_us, to_timestamp_us, file_index"
      return try write([header] + lines, to: "\(folder)/test_forward_flow_timestamps.csv")
    }
    for window in windows {
      let name = String(format: "%06d.png", window.fileIndex ?? 0)
      try field.write(to: "\(folder)/flow/forward/\(name)", format: .dsec, overwrite: true)
    }
    let lines = windows.map { "\($0.startMicroseconds), \($0.endMicroseconds)" }
    try write(["# from_timestamp_us, to_timestamp_us"] + lines, to: "\(folder)/flow/forward_timestamps.txt")
  }

  private func write(_ lines: [String], to path: String) throws {
    let file = try OutputFile(path: path, overwrite: true)
    try file.write(lines.joined(separator: "\n") + "\n")
    try file.commit()
  }
}
