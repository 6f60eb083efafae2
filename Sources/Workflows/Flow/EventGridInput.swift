import Datasets
import Files
import Foundation
import Recordings
import Tensors

/// Grids of events in a file, float32 `[windows, bins, height, width]`: an `.npy`, or an `.npz` as
/// ``EventRepresentationRun`` writes it, with times. They are read one after another.
public struct EventGridInput {
  /// The file.
  public let path: String
  /// How many windows there are.
  public let count: Int
  /// The bins of each.
  public let bins: Int
  /// The size of the sensor.
  public let size: SensorSize
  /// When the windows are; nil where the file does not say it.
  public let intervals: [EventInterval]?
  private let stream: NumpyStream

  /// Opens a file; nil where it is something else.
  ///
  /// - Throws: ``JobError`` and `FileError` of a file of grids that contradicts itself.
  public init?(path: String) throws {
    let ending = (path.lowercased() as NSString).pathExtension
    guard ["npy", "npz"].contains(ending), FileManager.default.fileExists(atPath: path) else { return nil }
    let stream: NumpyStream
    if ending == "npz" {
      guard let input = try RepresentationInput(path: path) else { return nil }
      stream = try NumpyArchive(path: path).stream("data")
      intervals = input.intervals
    } else {
      guard let array = try? NumpyStream(path: path) else { return nil }
      stream = array
      intervals = nil
    }
    let shape = stream.header.shape
    guard shape.count == 4, stream.header.scalarType == .float32, shape.allSatisfy({ $0 > 0 }),
      shape[2] <= Int(UInt16.max), shape[3] <= Int(UInt16.max)
    else { return nil }
    self.path = path
    self.stream = stream
    (count, bins, size) = (shape[0], shape[1], SensorSize(width: shape[3], height: shape[2]))
  }

  /// The next grid, `[bins, height, width]`; nil after the last.
  ///
  /// - Throws: `FileError` where a value is infinite or no number, or the file cannot be read.
  func next() throws -> Tensor<Float>? {
    let length = bins * size.height * size.width
    guard stream.remainingCount >= length else { return nil }
    let number = count - stream.remainingCount / length
    let grid = try Tensor<Float>(unsafeUninitializedShape: [bins, size.height, size.width]) {
      try stream.read(into: $0)
    }
    if let place = grid.withUnsafeBufferPointer({ $0.firstIndex { !$0.isFinite } }) {
      throw FileError(
        .badContent, path: path, problem: "a grid holds a value that is infinite or no number",
        place: "grid \(number), value \(place)", remedy: "make the grids anew")
    }
    return grid
  }
}
