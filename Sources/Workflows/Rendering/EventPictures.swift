import Recordings
import Reports
import Tensors

/// Makes a picture of each window of events.
protocol EventPictures {
  /// The picture of the next window, `[height, width, 3]`.
  mutating func picture(of window: EventWindow) throws -> Tensor<UInt8>
  /// The events that lay outside of the sensor so far.
  var outsideCount: Int { get }
}

/// What happened in each window.
struct EventFramePictures: EventPictures {
  private var picture: EventPicture
  private let zoom: Int

  init(_ sensor: SensorSize, colors: EventColors, zoom: Int) {
    picture = EventPicture(width: sensor.width, height: sensor.height, colors: colors)
    self.zoom = zoom
  }

  private(set) var outsideCount = 0

  mutating func picture(of window: EventWindow) -> Tensor<UInt8> {
    picture.clear()
    picture.add(window.events)
    outsideCount += picture.outsideCount
    return picture.colored().enlarged(by: zoom)
  }
}

/// The last event of every pixel up to the end of each window.
struct TimeSurfacePictures: EventPictures {
  private var surface: TimeSurfacePicture
  private let zoom: Int

  init(_ sensor: SensorSize, decayMicroseconds: Int64, colors: EventColors, zoom: Int) {
    surface = TimeSurfacePicture(
      width: sensor.width, height: sensor.height, decayMicroseconds: Double(decayMicroseconds), colors: colors)
    self.zoom = zoom
  }

  var outsideCount: Int { surface.outsideCount }

  mutating func picture(of window: EventWindow) -> Tensor<UInt8> {
    surface.add(window.events)
    return surface.colored(atMicroseconds: window.interval.endMicroseconds).enlarged(by: zoom)
  }
}

/// Each window as a cloud of points.
struct EventCloudPictures: EventPictures {
  private let sensor: SensorSize
  private let coloring: EventCloudPicture.Coloring
  private let colors: EventColors
  private(set) var outsideCount = 0

  init(_ sensor: SensorSize, coloring: EventCloudPicture.Coloring, colors: EventColors) {
    (self.sensor, self.coloring, self.colors) = (sensor, coloring, colors)
  }

  mutating func picture(of window: EventWindow) -> Tensor<UInt8> {
    var cloud = EventCloudPicture(
      sensorWidth: sensor.width, sensorHeight: sensor.height, interval: window.interval, coloring: coloring,
      colors: colors)
    cloud.add(window.events)
    outsideCount += cloud.outsideCount
    return cloud.colored()
  }
}
