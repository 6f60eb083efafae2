import Tensors

extension RecordedFrame {
  /// Whether it lies on a sensor of that size.
  public func fits(_ sensor: SensorSize) -> Bool {
    x <= sensor.width - width && y <= sensor.height - height
  }

  /// What of it lies in a part of the sensor, whose corner becomes the origin as for events; nil where nothing does. Cost: a
  /// copy.
  public func cropped(to region: PixelRegion) -> RecordedFrame? {
    let columns = max(x, region.x)..<max(x, region.x, min(x + width, region.x + region.size.width))
    let rows = max(y, region.y)..<max(y, region.y, min(y + height, region.y + region.size.height))
    if columns.isEmpty || rows.isEmpty { return nil }
    let (left, top) = (columns.lowerBound - x, rows.lowerBound - y)
    return RecordedFrame(
      time: time, pixels: pixels.mapped(width: columns.count, height: rows.count) { ($0 + left, $1 + top) },
      x: columns.lowerBound - region.x, y: rows.lowerBound - region.y)
  }

  /// Mirrored or turned as events are by ``GeometryFilter``. Cost: a copy.
  ///
  /// - Parameter sensor: The size of the sensor before it.
  /// - Precondition: The picture lies on the sensor.
  public func turned(_ operation: GeometryFilter.Operation, sensor: SensorSize) -> RecordedFrame {
    precondition(fits(sensor), "A picture of \(size) at (\(x), \(y)) lies outside of \(sensor).")
    let (lastX, lastY) = (width - 1, height - 1)
    let (right, below) = (sensor.width - x - width, sensor.height - y - height)
    func made(_ x: Int, _ y: Int, isUpright: Bool = true, _ source: (Int, Int) -> (Int, Int)) -> RecordedFrame {
      let size = isUpright ? (width, height) : (height, width)
      return RecordedFrame(time: time, pixels: pixels.mapped(width: size.0, height: size.1, source), x: x, y: y)
    }
    return switch operation {
    case .flipX: made(right, y) { (lastX - $0, $1) }
    case .flipY: made(x, below) { ($0, lastY - $1) }
    case .rotate90: made(below, x, isUpright: false) { ($1, lastY - $0) }
    case .rotate180: made(right, below) { (lastX - $0, lastY - $1) }
    case .rotate270: made(y, right, isUpright: false) { (lastX - $1, $0) }
    case .transpose: made(y, x, isUpright: false) { ($1, $0) }
    }
  }
}

extension RecordedFrame.Pixels {
  /// A picture whose pixels come from places of this one.
  ///
  /// - Parameter source: Column and row here by column and row there.
  fileprivate func mapped(width: Int, height: Int, _ source: (Int, Int) -> (Int, Int)) -> Self {
    switch self {
    case .uint8(let samples): .uint8(Self.mapped(samples, width, height, source))
    case .uint16(let samples): .uint16(Self.mapped(samples, width, height, source))
    }
  }

  private static func mapped<Sample: TensorScalar>(
    _ samples: Tensor<Sample>, _ width: Int, _ height: Int, _ source: (Int, Int) -> (Int, Int)
  ) -> Tensor<Sample> {
    let (stride, channels) = (samples.shape[1], samples.rank == 3 ? samples.shape[2] : 1)
    return samples.withUnsafeBufferPointer { old in
      Tensor(unsafeUninitializedShape: [height, width] + samples.shape.dropFirst(2)) { new in
        var place = 0
        for row in 0..<height {
          for column in 0..<width {
            let (x, y) = source(column, row)
            for channel in 0..<channels {
              new.initializeElement(at: place, to: old[(y * stride + x) * channels + channel])
              place += 1
            }
          }
        }
      }
    }
  }
}
