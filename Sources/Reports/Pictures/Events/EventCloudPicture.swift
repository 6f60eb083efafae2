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
  private let scene: CloudScene
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
    let longest = Float(max(sensorWidth, sensorHeight))
    let projection = CloudProjection(
      extent: [Float(sensorWidth) / longest, Float(sensorHeight) / longest, 1.8], turn: turn, tilt: tilt,
      low: [56, 24], high: [Float(Self.width) - 56, Float(Self.height) - 40])
    scene = CloudScene(
      sensor: (sensorWidth, sensorHeight), interval: interval, colors: colors, coloring: coloring,
      projection: projection)
    canvas = Canvas(width: Self.width, height: Self.height, color: colors.background)
    depths = Tensor(repeating: .infinity, shape: [Self.height, Self.width])
    CloudAxes(projection: projection, sensor: scene.sensor, interval: interval, colors: colors).draw(on: &canvas)
  }

  /// Adds events. Cost: some thirty operations an event.
  public mutating func add(_ batch: EventBatch) {
    let scene = scene
    let drawn = canvas.withUnsafeMutablePixels { pixels in
      depths.withUnsafeMutableBufferPointer { scene.draw(batch, pixels, depths: $0) }
    }
    eventCount += drawn
    outsideCount += batch.count - drawn
  }

  /// The picture, `[height, width, 3]`.
  public func colored() -> Tensor<UInt8> { canvas.pixels }
}
