import CFFmpeg
import Files
import Tensors

extension StillPicture {
  /// The picture as the bytes of a PNG file. The same samples give the same bytes.
  ///
  /// - Precondition: The shape is `[height, width]`, or `[height, width, 3 or 4]`, and not empty.
  /// - Throws: ``FileError`` of kind `missingPart` where libav was built without its PNG encoder.
  public func encodedPNG() throws -> [UInt8] { try encodedPNG(path: "PNG") }

  /// Writes a PNG of 8 or 16 bits, gray, RGB or RGBA. The same samples give the same bytes.
  ///
  /// - Parameters:
  ///   - path: Where the file shall appear; it appears when it is complete.
  ///   - overwrite: Whether a file that is there may be replaced.
  /// - Precondition: The shape is `[height, width]`, or `[height, width, 3 or 4]`, and not empty.
  /// - Throws: ``FileError``: `cannotCreate`, or `inputOutput` where the disk is full.
  public func writePNG(path: String, overwrite: Bool = false) throws {
    let file = try OutputFile(path: path, overwrite: overwrite)
    try file.write(try encodedPNG(path: path))
    try file.commit()
  }

  private func encodedPNG(path: String) throws -> [UInt8] {
    let hasRightShape = shape.count == 2 || (shape.count == 3 && [3, 4].contains(shape[2]))
    precondition(
      hasRightShape && !shape.contains(0), "A PNG holds [height, width] or [height, width, 3 or 4], not \(shape).")
    let frame = try FrameHandle(width: width, height: height, format: pngFormat, path: path)
    switch self {
    case .uint8(let samples): try Self.copy(samples, to: frame, path: path) { $0 }
    case .uint16(let samples): try Self.copy(samples, to: frame, path: path) { $0.bigEndian }
    }
    frame.pointer.pointee.pts = 0
    // The filter "up" and a middle level are near the smallest size at several times the speed of trying all filters.
    let settings = Encoder.Settings(
      name: "png", width: width, height: height, format: pngFormat,
      options: ["compression_level": "5", "pred": "up"])
    let encoder = try Encoder(settings, path: path)
    var bytes: [UInt8] = []
    try encoder.encode(frame) { bytes.append(contentsOf: $0.bytes) }
    try encoder.encode(nil) { bytes.append(contentsOf: $0.bytes) }
    return bytes
  }

  private var pngFormat: AVPixelFormat {
    switch (self, channels) {
    case (.uint8, 1): AV_PIX_FMT_GRAY8
    case (.uint8, 3): AV_PIX_FMT_RGB24
    case (.uint8, _): AV_PIX_FMT_RGBA
    case (.uint16, 1): AV_PIX_FMT_GRAY16BE
    case (.uint16, 3): AV_PIX_FMT_RGB48BE
    case (.uint16, _): AV_PIX_FMT_RGBA64BE
    }
  }

  private static func copy<Sample: TensorScalar>(
    _ samples: Tensor<Sample>, to frame: FrameHandle, path: String, _ convert: (Sample) -> Sample
  ) throws {
    let rowSamples = samples.count / frame.height
    try samples.withUnsafeBufferPointer { source in
      for y in 0..<frame.height {
        let row = try frame.row(y, as: Sample.self, path: path)
        for x in 0..<rowSamples { row[x] = convert(source[y * rowSamples + x]) }
      }
    }
  }
}
