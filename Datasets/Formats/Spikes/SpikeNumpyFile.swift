import Files
import Recordings
import Tensors

/// Spikes in a `.npy` file: uint8 or truth values 0 and 1, `[frames, height, width]`.
///
/// Only the frames asked for are read. A value that is neither 0 nor 1 is an error when its frame is read.
public struct SpikeNumpyFile: SpikeSource {
  /// The size of the sensor.
  public var geometry: SpikeGeometry { reader.geometry }
  /// The number of frames.
  public var frameCount: Int { reader.frameCount }
  /// Frames a second.
  public let rateHz: Double
  private let file: InputFile
  private let dataOffset: Int
  private let reader: UnpackedFrameReader

  /// Opens a recording.
  ///
  /// - Throws: `FileError` where there is no such file, or it holds no array of that type and shape.
  public init(path: String, options: SpikeReadOptions = SpikeReadOptions()) throws {
    file = try InputFile(path: path)
    let header = try NumpyHeader(file: file)
    try header.checkSpikes(path: path, place: nil)
    reader = try UnpackedFrameReader(path: path, array: nil, shape: header.shape, options: options)
    dataOffset = header.dataOffset
    rateHz = options.rateHz
  }

  /// Reads consecutive frames.
  public func frames(_ range: Range<Int>) throws -> SpikeStream {
    try reader.frames(range) { part, bytes in
      try file.read(
        into: UnsafeMutableRawBufferPointer(bytes), at: dataOffset + part.lowerBound * geometry.pixelCount)
    }
  }
}

extension NumpyHeader {
  /// Whether the array may be a recording of spikes: three axes of bytes or truth values.
  var mayBeSpikes: Bool { shape.count == 3 && scalarType == .uint8 }

  /// Refuses an array that is no recording of spikes.
  func checkSpikes(path: String, place: String?) throws {
    if mayBeSpikes && !isFortranOrder { return }
    throw FileError(
      .badContent, path: path,
      problem: mayBeSpikes
        ? "the array is stored column by column" : "an array of shape \(shape) and dtype \(dtype) is no recording",
      place: place, remedy: "save spikes as uint8 or bool [frames, height, width], in C order")
  }
}
