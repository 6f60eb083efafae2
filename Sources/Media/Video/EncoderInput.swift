import CFFmpeg
import Tensors

/// Turns tensors into the frames that an encoder takes; keeps the buffers that this needs.
final class EncoderInput {
  private let settings: Encoder.Settings
  private let path: String
  private let isGray: Bool
  private var step: (context: ScalingContext, source: FrameHandle)?
  private var chooser = PaletteChooser()

  init(settings: Encoder.Settings, isGray: Bool, path: String) throws {
    self.settings = settings
    self.isGray = isGray
    self.path = path
    let direct: [AVPixelFormat] = isGray ? [AV_PIX_FMT_GRAY8] : [AV_PIX_FMT_RGB24, AV_PIX_FMT_PAL8]
    if direct.contains(settings.format) { return }
    let format = isGray ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_RGB24
    let key = ScalingContext.Key(
      width: settings.width, height: settings.height, format: format, encoding: .fullRange,
      targetWidth: settings.width, targetHeight: settings.height, targetFormat: settings.format,
      targetEncoding: settings.encoding)
    let source = try FrameHandle(width: settings.width, height: settings.height, format: format, path: path)
    step = (try ScalingContext(key, path: path), source)
  }

  /// A frame of its own for the encoder, which may hold it back: `[height, width]` or `[height, width, 3]`.
  func frame(for picture: Tensor<UInt8>) throws -> FrameHandle {
    let frame = try FrameHandle(
      width: settings.width, height: settings.height, format: settings.format, path: path)
    if let step {
      try fill(step.source, with: picture)
      try step.context.convert(step.source, into: frame)
    } else if settings.format == AV_PIX_FMT_PAL8 {
      let path = path
      try chooser.map(picture) { try frame.row($0, as: UInt8.self, path: path) }
      try fillPalette(of: frame)
    } else {
      try fill(frame, with: picture)
    }
    return frame
  }

  /// Copies rows, and repeats the last column and row where the encoder's picture is larger.
  private func fill(_ frame: FrameHandle, with picture: Tensor<UInt8>) throws {
    let (height, width) = (picture.shape[0], picture.shape[1])
    let channels = isGray ? 1 : 3
    try picture.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for y in 0..<frame.height {
        let row = try frame.row(y, as: UInt8.self, path: path)
        let start = base + min(y, height - 1) * width * channels
        row.update(from: start, count: width * channels)
        for x in width * channels..<max(frame.width, width) * channels { row[x] = row[x - channels] }
      }
    }
  }

  /// The last entry, which no pixel uses, is transparent in every palette: libav marks with it what did not change, and
  /// takes its place from the first palette.
  private func fillPalette(of frame: FrameHandle) throws {
    let entries = try frame.row(0, plane: 1, as: UInt32.self, path: path)
    for index in 0..<256 {
      let color = index < chooser.palette.count ? chooser.palette[index] : .zero
      entries[index] = 0xff00_0000 | UInt32(color.x) << 16 | UInt32(color.y) << 8 | UInt32(color.z)
    }
    entries[255] = 0
  }
}
