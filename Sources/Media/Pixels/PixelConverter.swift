import CFFmpeg
import Tensors

/// Turns decoded pictures of any pixel format into interleaved samples, upright.
///
/// Contexts and buffers of libswscale are kept from picture to picture, so a video costs them once.
final class PixelConverter {
  /// The interleaved layouts that everything else is read from.
  enum Layout: Int {
    case gray = 1
    case rgb = 3
    case rgba = 4
  }

  private let path: String
  private var steps: [(context: ScalingContext, target: FrameHandle)] = []
  private static let mostStepsKept = 4

  init(path: String) { self.path = path }

  /// Interleaved samples of a picture, turned upright, each pixel passed through `body`.
  ///
  /// - Parameters:
  ///   - size: The size of the upright result; another than the picture's own makes libswscale scale.
  ///   - channels: The number of scalars that `body` writes for each pixel.
  @inline(__always)
  func read<Sample: PictureSample, Scalar: TensorScalar>(
    _ frame: FrameHandle, orientation: Orientation, size: (width: Int, height: Int), as layout: Layout,
    of: Sample.Type, channels: Int?,
    _ body: (UnsafePointer<Sample>, UnsafeMutablePointer<Scalar>) -> Void
  ) throws -> Tensor<Scalar> {
    let stored = orientation.turned(width: size.width, height: size.height)
    let source = try converted(
      frame, to: Self.format(layout, Sample.self), width: stored.width, height: stored.height)
    let base: UnsafeMutablePointer<Sample> = try source.row(0, as: Sample.self, path: path)
    let rowSamples = cffmpeg_row_bytes(source.pointer, 0) / MemoryLayout<Sample>.stride
    let walk = orientation.walk(
      storedWidth: stored.width, storedHeight: stored.height, rowSamples: rowSamples, pixelSamples: layout.rawValue)
    let shape = [size.height, size.width] + (channels.map { [$0] } ?? [])
    let step = channels ?? 1
    return withExtendedLifetime(source) {
      Tensor(unsafeUninitializedShape: shape) { target in
        guard var output = target.baseAddress else { return }
        for y in 0..<size.height {
          var input = UnsafePointer(base) + (walk.start + y * walk.row)
          for _ in 0..<size.width {
            body(input, output)
            input += walk.column
            output += step
          }
        }
      }
    }
  }

  private static func format<Sample: PictureSample>(_ layout: Layout, _: Sample.Type) -> AVPixelFormat {
    let isDeep = Sample.bitWidth > 8
    return switch layout {
    case .gray: isDeep ? cffmpeg_gray16() : AV_PIX_FMT_GRAY8
    case .rgb: isDeep ? cffmpeg_rgb48() : AV_PIX_FMT_RGB24
    case .rgba: isDeep ? cffmpeg_rgba64() : AV_PIX_FMT_RGBA
    }
  }

  private func converted(
    _ frame: FrameHandle, to format: AVPixelFormat, width: Int, height: Int
  ) throws -> FrameHandle {
    let encoding = ColorEncoding(of: frame)
    let isSame = frame.format == format && frame.width == width && frame.height == height
    if isSame && encoding.isFullRange && cffmpeg_row_bytes(frame.pointer, 0) > 0 { return frame }
    let key = ScalingContext.Key(
      width: frame.width, height: frame.height, format: frame.format, encoding: encoding,
      targetWidth: width, targetHeight: height, targetFormat: format, targetEncoding: .fullRange)
    let step = try steps.first { $0.context.key == key } ?? makeStep(key)
    try step.context.convert(frame, into: step.target)
    return step.target
  }

  private func makeStep(_ key: ScalingContext.Key) throws -> (context: ScalingContext, target: FrameHandle) {
    let target = try FrameHandle(
      width: key.targetWidth, height: key.targetHeight, format: key.targetFormat, path: path)
    let step = (context: try ScalingContext(key, path: path), target: target)
    if steps.count == Self.mostStepsKept { steps.removeFirst() }
    steps.append(step)
    return step
  }
}
