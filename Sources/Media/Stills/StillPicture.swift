import CFFmpeg
import Tensors

/// The samples of a still picture, upright: 8 or 16 bits, `[height, width]` gray or `[height, width, channels]` with
/// three (RGB) or four (RGBA) channels.
public enum StillPicture: Sendable, Equatable {
  /// Samples of 8 bits.
  case uint8(Tensor<UInt8>)
  /// Samples of 16 bits, in the byte order of this machine.
  case uint16(Tensor<UInt16>)

  /// The axes' lengths: `[height, width]` or `[height, width, channels]`.
  public var shape: [Int] {
    switch self {
    case .uint8(let samples): samples.shape
    case .uint16(let samples): samples.shape
    }
  }

  /// The height in pixels.
  public var height: Int { shape[0] }
  /// The width in pixels.
  public var width: Int { shape[1] }
  /// 1 for gray, 3 for RGB, 4 for RGBA.
  public var channels: Int { shape.count == 3 ? shape[2] : 1 }

  /// Reads a picture: PNG, JPEG and what else libav decodes.
  ///
  /// Samples keep their depth and are not converted otherwise: no gamma, no premultiplied alpha. Gray pictures stay
  /// gray, palettes become RGB or RGBA, JPEG becomes RGB or gray at full range and is turned upright as its EXIF tag
  /// says. Cost: the decoded picture twice in memory.
  ///
  /// - Throws: ``FileError``: `notFound`, or `badContent` where the file is no picture, is cut off or damaged.
  public init(path: String) throws {
    let picture = try StillDecoder.decode(path: path).decoded
    let kind = PixelKind(picture.frame.format)
    let converter = PixelConverter(path: path)
    let layout: PixelConverter.Layout = kind.hasAlpha ? .rgba : kind.isGray || kind.isPackedBits ? .gray : .rgb
    self =
      kind.isDeep
      ? .uint16(try converter.samples(of: picture, as: layout))
      : .uint8(try converter.samples(of: picture, as: layout).withoutOpaqueAlpha(ofPalette: kind.hasPalette))
  }
}

extension PixelConverter {
  /// The samples as they are, upright.
  fileprivate func samples<Sample: PictureSample & TensorScalar>(
    of picture: DecodedPicture, as layout: Layout
  ) throws -> Tensor<Sample> {
    let channels = layout.rawValue
    return try read(
      picture.frame, orientation: picture.orientation, size: picture.size, as: layout, of: Sample.self,
      channels: layout == .gray ? nil : channels
    ) { source, target in
      for channel in 0..<channels { (target + channel).initialize(to: source[channel]) }
    }
  }
}

extension Tensor where Scalar == UInt8 {
  /// A palette says little of whether its picture uses transparency; without any, RGB is enough.
  fileprivate func withoutOpaqueAlpha(ofPalette hasPalette: Bool) -> Tensor {
    guard hasPalette, rank == 3 else { return self }
    return withUnsafeBufferPointer { source in
      let pixels = source.count / 4
      if (0..<pixels).contains(where: { source[4 * $0 + 3] != 255 }) { return self }
      return Tensor(unsafeUninitializedShape: [shape[0], shape[1], 3]) { target in
        for pixel in 0..<pixels {
          for channel in 0..<3 { target.initializeElement(at: 3 * pixel + channel, to: source[4 * pixel + channel]) }
        }
      }
    }
  }
}
