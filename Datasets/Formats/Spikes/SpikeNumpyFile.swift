import Files
import Recordings
import Tensors

/// Spikes in a `.npy` file: zeros and ones of any type, `[frames, height, width]`, or packed bytes, a bit a pixel.
///
/// Packed are bytes `[frames, bytes of a frame]` of the size that the caller or the name says, or
/// `[frames, height, width / 8]`. Only the frames asked for are read. A value that is neither 0 nor 1 is an error when its
/// frame is read.
public struct SpikeNumpyFile: SpikeSource {
  private enum Layout {
    case packed(PackedFrameLayout)
    case unpacked(UnpackedFrameReader, ScalarType)
  }

  /// The size of the sensor.
  public let geometry: SpikeGeometry
  /// The number of frames.
  public let frameCount: Int
  /// Frames a second.
  public let rateHz: Double
  private let file: InputFile
  private let header: NumpyHeader
  private let layout: Layout

  /// Opens a recording.
  ///
  /// - Throws: `FileError` where there is no such file, or it holds no array of that type and shape.
  public init(path: String, options: SpikeReadOptions = SpikeReadOptions()) throws {
    file = try InputFile(path: path)
    header = try NumpyHeader(file: file)
    rateHz = options.rateHz
    if let size = try Self.packedSize(header, path: path, options: options) {
      let packed = PackedFrameLayout(
        geometry: size, byteCount: header.count, padding: header.shape.count == 1 ? options.padding : .byte,
        flip: options.flip, bitOrder: options.bitOrder)
      _ = try packed.checked(path: path, strict: options.strict)
      (geometry, frameCount, layout) = (size, packed.frameCount, .packed(packed))
    } else {
      try header.checkSpikes(path: path, place: nil)
      let reader = try UnpackedFrameReader(path: path, array: nil, shape: header.shape, options: options)
      (geometry, frameCount) = (reader.geometry, reader.frameCount)
      layout = .unpacked(reader, header.scalarType)
    }
  }

  /// The size of the frames where they are packed; nil where a pixel takes a number.
  private static func packedSize(
    _ header: NumpyHeader, path: String, options: SpikeReadOptions
  ) throws -> SpikeGeometry? {
    guard header.scalarType == .uint8, !header.isFortranOrder, (1...3).contains(header.shape.count) else { return nil }
    let frameBytes = header.shape.dropFirst().reduce(1, *)
    if header.shape.count == 3 {
      guard let size = options.size, header.shape[1] == size.height, size.width % 8 == 0,
        header.shape[2] == size.width / 8
      else { return nil }
      return size
    }
    let size = try SpikeFileName.geometry(of: path, given: options.size)
    guard header.shape.count == 1 || frameBytes == size.bytesPerFrame else {
      throw FileError(
        .badContent, path: path,
        problem: "its rows of \(frameBytes) bytes are no packed frames of \(size.width)x\(size.height), which take "
          + "\(size.bytesPerFrame)", remedy: "check \(Setting.sensorSize)")
    }
    return size
  }

  /// Reads consecutive frames.
  public func frames(_ range: Range<Int>) throws -> SpikeStream {
    switch layout {
    case .packed(let packed):
      try packed.frames(range) { buffer, offset in try file.read(into: buffer, at: header.dataOffset + offset) }
    case .unpacked(let reader, .uint8):
      try reader.frames(range) { part, bytes in
        try file.read(
          into: UnsafeMutableRawBufferPointer(bytes), at: header.dataOffset + part.lowerBound * geometry.pixelCount)
      }
    case .unpacked(let reader, _): try numbers(range, reader)
    }
  }

  /// Frames of another type than bytes.
  private func numbers(_ range: Range<Int>, _ reader: UnpackedFrameReader) throws -> SpikeStream {
    let frameBytes = header.byteCount / max(1, frameCount)
    return try reader.frames(range) { part, bytes in
      let stream = try NumpyStream(file, header: header, from: part.lowerBound * frameBytes, count: bytes.count)
      try SpikeNumbers.read(stream, into: bytes, reader, firstFrame: part.lowerBound)
    }
  }
}

/// Zeros and ones of other types than bytes.
enum SpikeNumbers {
  private static let piece = 1 << 16

  /// Fills a buffer with the next numbers of an array as bytes.
  ///
  /// - Throws: `FileError` of the first that is neither 0 nor 1.
  static func read(
    _ stream: NumpyStream, into bytes: UnsafeMutableBufferPointer<UInt8>, _ reader: UnpackedFrameReader,
    firstFrame: Int
  ) throws {
    func convert<Scalar: TensorScalar & Numeric & CustomStringConvertible>(_: Scalar.Type) throws {
      try withUnsafeTemporaryAllocation(of: Scalar.self, capacity: piece) { numbers in
        for start in stride(from: 0, to: bytes.count, by: piece) {
          let part = UnsafeMutableBufferPointer(rebasing: numbers[..<min(piece, bytes.count - start)])
          try stream.read(into: part)
          for index in part.indices {
            guard part[index] == 0 || part[index] == 1 else {
              let (frame, pixel) = (start + index).quotientAndRemainder(dividingBy: reader.geometry.pixelCount)
              throw reader.notBinary(part[index].description, firstFrame + frame, pixel)
            }
            bytes[start + index] = part[index] == 1 ? 1 : 0
          }
        }
      }
    }
    switch stream.header.scalarType {
    case .uint8: try stream.read(into: bytes)
    case .int8: try convert(Int8.self)
    case .uint16: try convert(UInt16.self)
    case .int16: try convert(Int16.self)
    case .uint32: try convert(UInt32.self)
    case .int32: try convert(Int32.self)
    case .uint64: try convert(UInt64.self)
    case .int64: try convert(Int64.self)
    case .float32: try convert(Float.self)
    case .float64: try convert(Double.self)
    }
  }

  /// Whether the first numbers of an array of three axes are zeros and ones, some of them ones: of types other than bytes
  /// many arrays have that shape.
  static func areBinary(_ stream: NumpyStream) throws -> Bool {
    let header = stream.header
    guard header.shape.count == 3, !header.isFortranOrder, header.count > 0,
      let geometry = SpikeGeometry(checkedWidth: header.shape[2], height: header.shape[1])
    else { return false }
    let looked = min(header.count, max(geometry.pixelCount, 1 << 20))
    let reader = try UnpackedFrameReader(
      path: "", array: nil, shape: header.shape, options: SpikeReadOptions())
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: looked) { bytes in
      do {
        try read(stream, into: bytes, reader, firstFrame: 0)
      } catch is FileError {
        return false
      }
      return bytes.contains(1)
    }
  }
}

extension NumpyHeader {
  /// Whether the array may be a recording of spikes: three axes of bytes or truth values.
  var mayBeSpikes: Bool { shape.count == 3 && scalarType == .uint8 }

  /// Refuses an array that is no recording of spikes.
  func checkSpikes(path: String, place: String?) throws {
    if shape.count == 3 && !isFortranOrder { return }
    throw FileError(
      .badContent, path: path,
      problem: shape.count == 3
        ? "the array is stored column by column" : "an array of shape \(shape) and dtype \(dtype) is no recording",
      place: place, remedy: "save zeros and ones as [frames, height, width], in C order")
  }
}
