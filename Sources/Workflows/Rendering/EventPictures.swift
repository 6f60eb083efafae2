import Recordings
import Reports
import Tensors

/// Makes a picture of each window of events.
protocol EventPictures {
  /// The picture of the next window, `[height, width, 3]`.
  mutating func picture(of window: EventWindow) throws -> Tensor<UInt8>
  /// The events that lay outside of the sensor so far.
  var outsideCount: Int { get }
  /// For how long before a window events are seen in its picture, in microseconds.
  var memoryMicroseconds: Int64 { get }
  /// Takes events from before the windows that are drawn.
  mutating func remember(_ events: EventBatch)
}

extension EventPictures {
  /// Pictures show their window alone.
  var memoryMicroseconds: Int64 { 0 }
  /// They show nothing from before.
  mutating func remember(_ events: EventBatch) {}
}

/// What happened in each window.
struct EventFramePictures: EventPictures {
  private var picture: EventPicture
  private var legend: WindowLegend
  private let meaning: [PictureLegend.Entry]
  private let zoom: Int

  init(_ sensor: SensorSize, look: PictureLook, legend: WindowLegend) {
    picture = EventPicture(width: sensor.width, height: sensor.height, colors: look.colors)
    (self.legend, meaning) = (legend, EventLegend.frame(look.colors))
    zoom = look.zoom(height: sensor.height)
  }

  private(set) var outsideCount = 0

  mutating func picture(of window: EventWindow) -> Tensor<UInt8> {
    picture.clear()
    picture.add(window.events)
    outsideCount += picture.outsideCount
    return legend.framed(
      picture.colored().enlarged(by: zoom), meaning, window.interval, events: picture.eventCount)
  }
}

/// The last event of every pixel up to the end of each window.
struct TimeSurfacePictures: EventPictures {
  private var surface: TimeSurfacePicture
  private var legend: WindowLegend
  private let meaning: [PictureLegend.Entry]
  private let zoom: Int
  private let decay: Int64

  /// After so many decays an event is less than half a gray level.
  private static let visibleDecays: Int64 = 7

  init(_ sensor: SensorSize, decayMicroseconds decay: Int64, look: PictureLook, legend: WindowLegend) {
    surface = TimeSurfacePicture(
      width: sensor.width, height: sensor.height, decayMicroseconds: Double(decay), colors: look.colors)
    (self.legend, meaning) = (legend, EventLegend.surface(look.colors, decayMicroseconds: decay))
    zoom = look.zoom(height: sensor.height)
    self.decay = decay
  }

  private var rememberedOutside = 0
  var outsideCount: Int { surface.outsideCount - rememberedOutside }
  var memoryMicroseconds: Int64 {
    let (memory, isOver) = decay.multipliedReportingOverflow(by: Self.visibleDecays)
    return isOver ? .max : memory
  }

  mutating func remember(_ events: EventBatch) {
    let before = surface.outsideCount
    surface.add(events)
    rememberedOutside += surface.outsideCount - before
  }

  mutating func picture(of window: EventWindow) -> Tensor<UInt8> {
    surface.add(window.events)
    let picture = surface.colored(atMicroseconds: window.interval.endMicroseconds).enlarged(by: zoom)
    return legend.framed(picture, meaning, window.interval, events: window.events.count)
  }
}

/// Each window as a cloud of points.
struct EventCloudPictures: EventPictures {
  private let sensor: SensorSize
  private let coloring: EventCloudPicture.Coloring
  private let colors: EventColors
  private var legend: WindowLegend
  private(set) var outsideCount = 0

  init(_ sensor: SensorSize, coloring: EventCloudPicture.Coloring, look: PictureLook, legend: WindowLegend) {
    (self.sensor, self.coloring, self.colors, self.legend) = (sensor, coloring, look.colors, legend)
  }

  mutating func picture(of window: EventWindow) -> Tensor<UInt8> {
    var cloud = EventCloudPicture(
      sensorWidth: sensor.width, sensorHeight: sensor.height, interval: window.interval, coloring: coloring,
      colors: colors)
    cloud.add(window.events)
    outsideCount += cloud.outsideCount
    let meaning = EventLegend.cloud(
      colors, coloring, durationMicroseconds: window.interval.durationMicroseconds)
    return legend.framed(cloud.colored(), meaning, window.interval, events: cloud.eventCount)
  }
}
