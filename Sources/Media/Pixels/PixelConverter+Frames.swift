import Tensors

extension PixelConverter {
  /// Luma as stored, at full range, 0...255 in steps of the picture's own depth; `[height, width]`.
  ///
  /// Pictures stored as RGB have no luma; it is made with BT.601's weights, as JPEG does.
  func luma(
    _ frame: FrameHandle, orientation: Orientation, size: (width: Int, height: Int)
  ) throws -> Tensor<Float> {
    PixelKind(frame.format).isDeep
      ? try luma(frame, orientation, size, of: UInt16.self, scale: 1 / 257)
      : try luma(frame, orientation, size, of: UInt8.self, scale: 1)
  }

  private func luma<Sample: PictureSample>(
    _ frame: FrameHandle, _ orientation: Orientation, _ size: (width: Int, height: Int), of: Sample.Type,
    scale: Float
  ) throws -> Tensor<Float> {
    let kind = PixelKind(frame.format)
    if kind.hasAlpha {
      return try read(frame, orientation: orientation, size: size, as: .rgba, of: Sample.self, channels: nil) {
        $1.initialize(to: Float(weighted($0[0], $0[1], $0[2], over: $0[3])) * scale)
      }
    }
    if kind.isColorTriple {
      return try read(frame, orientation: orientation, size: size, as: .rgb, of: Sample.self, channels: nil) {
        $1.initialize(to: Float(weighted($0[0], $0[1], $0[2], over: .max)) * scale)
      }
    }
    return try read(frame, orientation: orientation, size: size, as: .gray, of: Sample.self, channels: nil) {
      $1.initialize(to: Float($0[0]) * scale)
    }
  }

  /// Gray in linear light, 0...255: sRGB undone, then BT.709's luminance; `[height, width]`.
  func linearGray(
    _ frame: FrameHandle, orientation: Orientation, size: (width: Int, height: Int)
  ) throws -> Tensor<Float> {
    PixelKind(frame.format).isDeep
      ? try linearGray(frame, orientation, size, of: UInt16.self)
      : try linearGray(frame, orientation, size, of: UInt8.self)
  }

  private func linearGray<Sample: PictureSample>(
    _ frame: FrameHandle, _ orientation: Orientation, _ size: (width: Int, height: Int), of: Sample.Type
  ) throws -> Tensor<Float> {
    let kind = PixelKind(frame.format)
    return try Sample.linearLight.withUnsafeBufferPointer { light in
      if kind.hasAlpha {
        return try read(frame, orientation: orientation, size: size, as: .rgba, of: Sample.self, channels: nil) {
          let alpha = $0[3]
          let (red, green, blue) = (onBlack($0[0], alpha), onBlack($0[1], alpha), onBlack($0[2], alpha))
          $1.initialize(to: luminance(light[Int(red)], light[Int(green)], light[Int(blue)]))
        }
      }
      if kind.isGray {
        return try read(frame, orientation: orientation, size: size, as: .gray, of: Sample.self, channels: nil) {
          $1.initialize(to: light[Int($0[0])])
        }
      }
      return try read(frame, orientation: orientation, size: size, as: .rgb, of: Sample.self, channels: nil) {
        $1.initialize(to: luminance(light[Int($0[0])], light[Int($0[1])], light[Int($0[2])]))
      }
    }
  }

  /// Colours as stored, alpha over black, rounded to 8 bits; `[height, width, 3]`.
  func rgb(
    _ frame: FrameHandle, orientation: Orientation, size: (width: Int, height: Int)
  ) throws -> Tensor<UInt8> {
    PixelKind(frame.format).isDeep
      ? try rgb(frame, orientation, size, of: UInt16.self)
      : try rgb(frame, orientation, size, of: UInt8.self)
  }

  private func rgb<Sample: PictureSample>(
    _ frame: FrameHandle, _ orientation: Orientation, _ size: (width: Int, height: Int), of: Sample.Type
  ) throws -> Tensor<UInt8> {
    let kind = PixelKind(frame.format)
    if kind.hasAlpha {
      return try read(frame, orientation: orientation, size: size, as: .rgba, of: Sample.self, channels: 3) {
        for channel in 0..<3 { ($1 + channel).initialize(to: byte(onBlack($0[channel], $0[3]))) }
      }
    }
    if kind.isGray {
      return try read(frame, orientation: orientation, size: size, as: .gray, of: Sample.self, channels: 3) {
        for channel in 0..<3 { ($1 + channel).initialize(to: byte($0[0])) }
      }
    }
    return try read(frame, orientation: orientation, size: size, as: .rgb, of: Sample.self, channels: 3) {
      for channel in 0..<3 { ($1 + channel).initialize(to: byte($0[channel])) }
    }
  }
}

/// A sample in 8 bits, rounded.
@inline(__always)
private func byte<Sample: PictureSample>(_ value: Sample) -> UInt8 {
  if Sample.bitWidth == 8 { return UInt8(truncatingIfNeeded: value) }
  return UInt8(truncatingIfNeeded: (UInt32(value) * 255 + 32767) / 65535)
}

/// A value under a coverage of `alpha`, over black, rounded.
@inline(__always)
private func onBlack<Sample: PictureSample>(_ value: Sample, _ alpha: Sample) -> Sample {
  let largest = UInt32(Sample.max)
  if alpha == Sample.max { return value }
  return Sample(truncatingIfNeeded: (UInt32(value) * UInt32(alpha) + largest / 2) / largest)
}

/// BT.601's luma in whole steps. Equal parts give exactly themselves.
@inline(__always)
private func weighted<Sample: PictureSample>(
  _ red: Sample, _ green: Sample, _ blue: Sample, over alpha: Sample
) -> UInt32 {
  let red = UInt32(onBlack(red, alpha))
  let green = UInt32(onBlack(green, alpha))
  let blue = UInt32(onBlack(blue, alpha))
  return (299 * red + 587 * green + 114 * blue + 500) / 1000
}

/// `0.2126 R + 0.7152 G + 0.0722 B`, written so that equal parts give exactly themselves.
@inline(__always)
private func luminance(_ red: Float, _ green: Float, _ blue: Float) -> Float {
  green + 0.2126 * (red - green) + 0.0722 * (blue - green)
}
