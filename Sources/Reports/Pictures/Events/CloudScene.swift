import Recordings

/// Draws events as points, of which the nearest hide those behind them.
struct CloudScene {
  let sensor: (width: Int, height: Int)
  let interval: EventInterval
  private let colors: EventColors
  private let coloring: EventCloudPicture.Coloring
  private let projection: CloudProjection
  /// The side of a point in pixels of the picture.
  private let dot: Int
  private let nearest: Float
  private let depthRange: Float
  /// How much paler the farthest point is.
  private static let haze: Float = 0.55

  init(
    sensor: (width: Int, height: Int), interval: EventInterval, colors: EventColors,
    coloring: EventCloudPicture.Coloring, projection: CloudProjection
  ) {
    self.sensor = sensor
    self.interval = interval
    self.colors = colors
    self.coloring = coloring
    self.projection = projection
    // A point as large as a pixel of the sensor, within what looks like a point.
    let pixel = projection.pixelsPerUnit / Float(max(sensor.width, sensor.height))
    dot = min(max(Int(pixel.rounded()), 1), 3)
    let corners = CloudProjection.corners.map { projection.point($0).depth }
    nearest = corners.min() ?? 0
    depthRange = max((corners.max() ?? 1) - nearest, 1e-6)
  }

  /// Draws the events that lie in the box, and returns how many they are.
  func draw(
    _ batch: EventBatch, _ pixels: UnsafeMutableBufferPointer<UInt8>, depths: UnsafeMutableBufferPointer<Float>
  ) -> Int {
    let duration = Float(max(interval.durationMicroseconds, 1))
    let scale = SIMD3(1 / Float(sensor.width), 1 / Float(sensor.height), 1 / duration)
    var drawn = 0
    batch.withColumns { columns in
      for place in 0..<batch.count {
        let (x, y, time) = (Int(columns.x[place]), Int(columns.y[place]), columns.t[place])
        guard x < sensor.width, y < sensor.height, interval.contains(time) else { continue }
        drawn += 1
        let inBox = SIMD3(Float(x) + 0.5, Float(y) + 0.5, Float(time &- interval.startMicroseconds)) * scale
        let point = projection.point(inBox)
        draw(point, color(of: columns.p[place], at: inBox.z, depth: point.depth), pixels, depths)
      }
    }
    return drawn
  }

  @inline(__always)
  private func draw(
    _ point: CloudProjection.Point, _ color: Canvas.Color, _ pixels: UnsafeMutableBufferPointer<UInt8>,
    _ depths: UnsafeMutableBufferPointer<Float>
  ) {
    let (width, height) = (EventCloudPicture.width, EventCloudPicture.height)
    let left = min(max(Int(point.place.x) - dot / 2, 0), width - dot)
    let top = min(max(Int(point.place.y) - dot / 2, 0), height - dot)
    for y in top..<top + dot {
      for x in left..<left + dot {
        let index = y * width + x
        guard point.depth < depths[index] else { continue }
        depths[index] = point.depth
        pixels[3 * index] = color.red
        pixels[3 * index + 1] = color.green
        pixels[3 * index + 2] = color.blue
      }
    }
  }

  /// What is far away is paler.
  @inline(__always)
  private func color(of polarity: UInt8, at time: Float, depth: Float) -> Canvas.Color {
    switch coloring {
    case .polarity:
      let strength = 1 - Self.haze * (depth - nearest) / depthRange
      return colors.color(share: polarity == 0 ? 0 : 1, strength: min(max(strength, 0), 1))
    case .time: return TimePalette.color(at: time)
    }
  }
}
