import Recordings
import Tensors

/// Events as a cloud of points in x, y and t, seen from the side: drawn here, without a graphics card.
///
/// The nearest event of a pixel of the picture is the one that is seen, so that the picture does not depend on how events
/// are cut into batches; memory is that of the picture, however many events there are. Axes carry pixels and time from
/// the window's start.
public struct EventCloudPicture: Sendable {
  /// What the colour of a point tells.
  public enum Coloring: String, Sendable, CaseIterable {
    /// Whether the pixel became brighter or darker.
    case polarity
    /// When, from violet to yellow.
    case time
  }

  /// The columns of the picture.
  public static let width = 960
  /// The rows of the picture.
  public static let height = 600

  /// The events in the picture.
  public private(set) var eventCount = 0
  /// The events that lay outside of the sensor or the window and are not in it.
  public private(set) var outsideCount = 0
  private let sensor: (width: Int, height: Int)
  private let interval: EventInterval
  private let colors: EventColors
  private let coloring: Coloring
  private let projection: CloudProjection
  private let dot: Int
  private let nearest: Float
  private let farthest: Float
  private var canvas: Canvas
  /// How far away what is drawn at each pixel of the picture is, `[height, width]`.
  private var depths: Tensor<Float>

  /// Starts a picture of the axes.
  ///
  /// - Parameters:
  ///   - sensorWidth: The sensor's columns.
  ///   - sensorHeight: The sensor's rows.
  ///   - interval: The time that the box spans.
  ///   - turn: The turn about the vertical in degrees: at 0 time leads away from the viewer, at 90 to the right.
  ///   - tilt: How far the viewer looks down, in degrees.
  public init(
    sensorWidth: Int, sensorHeight: Int, interval: EventInterval, coloring: Coloring = .polarity,
    colors: EventColors = .dark, turn: Float = 58, tilt: Float = 20
  ) {
    precondition(sensorWidth > 0 && sensorHeight > 0, "A sensor has pixels, not \(sensorWidth)x\(sensorHeight).")
    sensor = (sensorWidth, sensorHeight)
    self.interval = interval
    self.colors = colors
    self.coloring = coloring
    let longest = Float(max(sensorWidth, sensorHeight))
    projection = CloudProjection(
      extent: [Float(sensorWidth) / longest, Float(sensorHeight) / longest, 1.8], turn: turn, tilt: tilt,
      low: [56, 24], high: [Float(Self.width) - 56, Float(Self.height) - 40])
    // A point as large as a pixel of the sensor, within what looks like a point.
    dot = min(max(Int(projection.pixelsPerUnit / longest), 1), 3)
    let corners = CloudProjection.corners.map { [projection] in projection.point($0).depth }
    (nearest, farthest) = (corners.min() ?? 0, corners.max() ?? 1)
    canvas = Canvas(width: Self.width, height: Self.height, color: colors.background)
    depths = Tensor(repeating: .infinity, shape: [Self.height, Self.width])
    CloudAxes(projection: projection, sensor: sensor, interval: interval, colors: colors).draw(on: &canvas)
  }

  /// Adds events.
  public mutating func add(_ batch: EventBatch) {
    let duration = Float(max(interval.durationMicroseconds, 1))
    let scale = SIMD3(1 / Float(sensor.width), 1 / Float(sensor.height), 1 / duration)
    var outside = 0
    canvas.withUnsafeMutablePixels { pixels in
      depths.withUnsafeMutableBufferPointer { depths in
        batch.withColumns { columns in
          for place in 0..<batch.count {
            let (x, y, time) = (Int(columns.x[place]), Int(columns.y[place]), columns.t[place])
            guard x < sensor.width, y < sensor.height, interval.contains(time) else {
              outside += 1
              continue
            }
            let offset = Float(time - interval.startMicroseconds)
            let inBox = SIMD3(Float(x) + 0.5, Float(y) + 0.5, offset) * scale
            let point = projection.point(inBox)
            let color = color(of: columns.p[place], at: inBox.z, depth: point.depth)
            draw(point, color, pixels, depths)
          }
        }
      }
    }
    outsideCount += outside
    eventCount += batch.count - outside
  }

  /// The picture, `[height, width, 3]`.
  public func colored() -> Tensor<UInt8> { canvas.pixels }

  @inline(__always)
  private func draw(
    _ point: CloudProjection.Point, _ color: Canvas.Color, _ pixels: UnsafeMutableBufferPointer<UInt8>,
    _ depths: UnsafeMutableBufferPointer<Float>
  ) {
    let (left, top) = (Int(point.place.x) - dot / 2, Int(point.place.y) - dot / 2)
    for y in max(top, 0)..<max(min(top + dot, Self.height), max(top, 0)) {
      for x in max(left, 0)..<max(min(left + dot, Self.width), max(left, 0)) {
        let index = y * Self.width + x
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
    let strength = 1 - 0.55 * (depth - nearest) / max(farthest - nearest, 1e-6)
    switch coloring {
    case .polarity: return colors.color(share: polarity == 0 ? 0 : 1, strength: min(max(strength, 0), 1))
    case .time: return TimePalette.color(at: time)
    }
  }
}
