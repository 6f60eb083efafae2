import Tensors

/// A picture that a recording carries beside its events.
public struct RecordedFrame: Sendable, Equatable {
  /// The samples of a picture, the top row first: `[height, width]` gray, or `[height, width, 3]` RGB or
  /// `[height, width, 4]` RGBA.
  public enum Pixels: Sendable, Equatable {
    /// Samples of 8 bits, white is 255.
    case uint8(Tensor<UInt8>)
    /// Samples of 16 bits, white is 65535; those of converters with fewer bits stand in the upper ones.
    case uint16(Tensor<UInt16>)
  }

  /// When it was taken.
  public var time: FrameTime
  /// Its samples.
  public var pixels: Pixels
  /// The column of the sensor where it starts, from the left.
  public var x: Int
  /// The row of the sensor where it starts, from the top.
  public var y: Int

  /// Describes a picture.
  ///
  /// - Precondition: The samples have the shape of a picture with pixels, and the corner is not negative.
  public init(time: FrameTime, pixels: Pixels, x: Int = 0, y: Int = 0) {
    let shape = pixels.shape
    precondition(
      (shape.count == 2 || (shape.count == 3 && [3, 4].contains(shape[2]))) && !shape.contains(0) && x >= 0 && y >= 0,
      "A picture is [height, width] or [height, width, 3 or 4] at a pixel, not \(shape) at (\(x), \(y)).")
    (self.time, self.pixels, self.x, self.y) = (time, pixels, x, y)
  }

  /// The number of columns.
  public var width: Int { pixels.shape[1] }
  /// The number of rows.
  public var height: Int { pixels.shape[0] }
  /// Its size.
  public var size: SensorSize { SensorSize(width: width, height: height) }

  /// Gray levels from 0 to 1 as `[height, width]`: samples over white; of colours 0.299 R + 0.587 G + 0.114 B (ITU-R
  /// BT.601). Cost: a pass.
  public func gray() -> Tensor<Float> {
    switch pixels {
    case .uint8(let samples): Self.gray(samples, white: 255)
    case .uint16(let samples): Self.gray(samples, white: 65535)
    }
  }

  private static func gray<Sample: TensorScalar & FixedWidthInteger>(
    _ samples: Tensor<Sample>, white: Float
  ) -> Tensor<Float> {
    let channels = samples.rank == 3 ? samples.shape[2] : 1
    return samples.withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: Array(samples.shape.prefix(2))) { target in
        for pixel in 0..<target.count {
          let place = pixel * channels
          let level =
            channels == 1
            ? Float(source[place])
            : 0.299 * Float(source[place]) + 0.587 * Float(source[place + 1]) + 0.114 * Float(source[place + 2])
          target.initializeElement(at: pixel, to: level / white)
        }
      }
    }
  }
}

extension RecordedFrame.Pixels {
  /// The lengths of the axes.
  public var shape: [Int] {
    switch self {
    case .uint8(let samples): samples.shape
    case .uint16(let samples): samples.shape
    }
  }
}
