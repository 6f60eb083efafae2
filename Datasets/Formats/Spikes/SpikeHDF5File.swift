import Files
import Recordings
import Tensors

/// Spikes in an HDF5 file: the dataset `raw_spike`, as the flow datasets of the spiking camera store it, else one of three
/// axes by another name of ``SpikeArchiveFile/preferredNames``.
///
/// One axis: packed bytes as in a `.dat`, whose frame size the user gives. Two axes: the packed bytes of one frame a row.
/// Three axes `[frames, height, width]`: bytes or truth values, 0 or 1. Only the frames asked for are read.
public struct SpikeHDF5File: SpikeSource {
  /// The name of the published dataset.
  public static let datasetName = "raw_spike"

  /// The dataset that holds spikes, or nil where none may.
  ///
  /// - Throws: `FileError` where the file is damaged.
  static func name(in file: HDF5File) throws -> String? {
    if try file.contains(datasetName) { return datasetName }
    return try SpikeArchiveFile.preferredNames.first { name in
      try file.contains(name) && file.object(name) == .dataset && file.dataset(name).shape.count == 3
    }
  }

  private enum Layout {
    case packed(PackedFrameLayout)
    case unpacked(UnpackedFrameReader)
    case numbers(UnpackedFrameReader, HDF5File, name: String)
  }

  /// The size of the sensor.
  public let geometry: SpikeGeometry
  /// The number of whole frames.
  public let frameCount: Int
  /// Frames a second.
  public let rateHz: Double
  /// A partial last frame, if there is one.
  public let warnings: [RecordingWarning]
  private let bytes: HDF5Bytes?
  private let rowBytes: Int
  private let layout: Layout

  /// Opens a recording.
  ///
  /// - Throws: `FileError` where there is no such file or dataset, where its size is not known or does not fit.
  public init(path: String, options: SpikeReadOptions = SpikeReadOptions()) throws {
    let file = try HDF5File(path: path)
    guard let name = try Self.name(in: file) else {
      throw FileError(
        .badContent, path: path, problem: "it holds no dataset \(Self.datasetName)",
        remedy: "is this a file of spikes?")
    }
    let dataset = try file.dataset(name)
    let place = "dataset \(name)"
    if !dataset.holdsBytes && dataset.elementBytes == 1 {
      throw FileError(
        .badContent, path: path, problem: "its type is of one byte, and what it says of the bits is not that of a byte",
        place: place, remedy: "the file is damaged; store packed bytes, or 0 and 1 as uint8 [frames, height, width]")
    }
    if !dataset.holdsBytes, dataset.shape.count == 3, case .scalar = dataset.elementType {
      let reader = try UnpackedFrameReader(path: path, array: place, shape: dataset.shape, options: options)
      (geometry, frameCount, warnings) = (reader.geometry, reader.frameCount, [])
      layout = .numbers(reader, file, name: name)
      (bytes, rowBytes, rateHz) = (nil, 1, options.rateHz)
      return
    }
    guard dataset.holdsBytes, (1...3).contains(dataset.shape.count) else {
      throw FileError(
        .badContent, path: path, problem: "the dataset of shape \(dataset.shape) holds no bytes in 1 to 3 axes",
        place: place, remedy: "store packed bytes, or 0 and 1 as uint8 [frames, height, width]")
    }
    if dataset.shape.count == 3 {
      let reader = try UnpackedFrameReader(path: path, array: place, shape: dataset.shape, options: options)
      (geometry, frameCount, warnings) = (reader.geometry, reader.frameCount, [])
      layout = .unpacked(reader)
    } else {
      let packed = try Self.packedLayout(dataset, path: path, options: options)
      warnings = try packed.checked(path: path, strict: options.strict)
      (geometry, frameCount) = (packed.geometry, packed.frameCount)
      layout = .packed(packed)
    }
    bytes = try HDF5Bytes(dataset)
    // Rows are whole frames, so that a run of frames is a run of rows.
    rowBytes = dataset.shape.count == 2 ? dataset.shape[1] : 1
    rateHz = options.rateHz
  }

  /// Reads consecutive frames.
  public func frames(_ range: Range<Int>) throws -> SpikeStream {
    switch layout {
    case .unpacked(let reader):
      return try reader.frames(range) { try bytes?.read($0, into: UnsafeMutableRawBufferPointer($1)) }
    case .numbers(let reader, let file, let name):
      let array = try HDF5Array(file, name)
      return try reader.frames(range) { part, bytes in
        for frame in part {
          try array.floatFrame(frame).withUnsafeBufferPointer { numbers in
            let start = (frame - part.lowerBound) * geometry.pixelCount
            for pixel in 0..<geometry.pixelCount {
              guard numbers[pixel] == 0 || numbers[pixel] == 1 else {
                throw reader.notBinary("\(numbers[pixel])", frame, pixel)
              }
              bytes[start + pixel] = numbers[pixel] == 1 ? 1 : 0
            }
          }
        }
      }
    case .packed(let packed):
      return try packed.frames(range) { buffer, offset in
        try bytes?.read(offset / rowBytes..<(offset + buffer.count) / rowBytes, into: buffer)
      }
    }
  }

  private static func packedLayout(
    _ dataset: HDF5Dataset, path: String, options: SpikeReadOptions
  ) throws -> PackedFrameLayout {
    let geometry = try SpikeFileName.geometry(of: path, given: options.size)
    if dataset.shape.count == 2, dataset.shape[1] != geometry.bytesPerFrame {
      throw FileError(
        .badContent, path: path,
        problem: "its rows of \(dataset.shape[1]) bytes are no frames of \(geometry.width)x\(geometry.height), "
          + "which take \(geometry.bytesPerFrame)",
        place: "dataset \(datasetName)", remedy: "check \(Setting.sensorSize)")
    }
    return PackedFrameLayout(
      geometry: geometry, byteCount: Shape.count(dataset.shape),
      padding: dataset.shape.count == 2 ? .byte : options.padding, flip: options.flip, bitOrder: options.bitOrder)
  }
}
