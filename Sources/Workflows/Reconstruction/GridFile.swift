import Files
import Recordings
import Tensors

/// Voxel grids in a `.npy`, float32 `[windows, bins, height, width]`, one after another.
package final class GridFile {
  /// The grids.
  package let count: Int
  /// The size of their pictures.
  package let size: SensorSize
  private let path: String
  private let stream: NumpyStream
  private let bins: Int
  private var index = 0
  private static let longestSide = 65_535

  /// Whether a file is an array of four axes of numbers of floating point, which no recording is.
  package static func stands(at path: String) -> Bool {
    guard path.lowercased().hasSuffix(".npy"), let header = try? NumpyStream(path: path).header else { return false }
    return header.shape.count == 4
  }

  /// Opens grids.
  ///
  /// - Parameter bins: The bins that the network takes.
  /// - Throws: `FileError` where it holds anything else.
  init(path: String, bins: Int) throws {
    self.path = path
    self.bins = bins
    stream = try NumpyStream(path: path)
    let (header, shape) = (stream.header, stream.header.shape)
    let sides = 1...Self.longestSide
    guard header.scalarType == .float32, shape.count == 4, shape[0] > 0, shape[1] == bins,
      sides.contains(shape[2]), sides.contains(shape[3]), !header.isFortranOrder
    else {
      throw FileError(
        .badContent, path: path,
        problem: "the network takes grids float32 [windows, \(bins), height, width], this is \(header.dtype) \(shape)",
        remedy: header.isFortranOrder ? "save it again after numpy.ascontiguousarray" : "save them in that form")
    }
    count = shape[0]
    size = SensorSize(width: shape[3], height: shape[2])
  }

  /// The next grid, `[bins, height, width]`, and its number.
  ///
  /// - Throws: `FileError` where a value is infinite or no number.
  func next() throws -> (Int, Tensor<Float>)? {
    if index == count { return nil }
    let grid = try Tensor<Float>(unsafeUninitializedShape: [bins, size.height, size.width]) {
      try stream.read(into: $0)
    }
    if let place = grid.withUnsafeBufferPointer({ $0.firstIndex { !$0.isFinite } }) {
      throw FileError(
        .badContent, path: path, problem: "the grid holds a value that is infinite or no number",
        place: "window \(index), value \(place) of \(grid.count)", remedy: "mend the array")
    }
    defer { index += 1 }
    return (index, grid)
  }
}
