import Kernels
import Recordings
import Representations
import Tensors

/// The tensor of each window as a picture, all with the scale of the first that is not empty.
struct RepresentationPictures: EventPictures {
  private let kind: EventRepresentation
  private let windowing: EventWindowing
  private let sensor: SensorSize
  private let accumulator: AnyEventAccumulator
  private var drawer: RepresentationDrawer
  private var legend: WindowLegend
  private(set) var outsideCount = 0

  init(
    _ sensor: SensorSize, kind: EventRepresentation, windowing: EventWindowing, workers: Workers, look: PictureLook,
    legend: WindowLegend
  ) throws {
    self.legend = legend
    (self.kind, self.windowing, self.sensor) = (kind, windowing, sensor)
    drawer = try RepresentationDrawer(
      kind: kind.name, axes: kind.axes, shape: kind.shape(width: sensor.width, height: sensor.height), look: look)
    accumulator = kind.accumulator(
      over: SpaceTimeWindow(width: sensor.width, height: sensor.height, startMicroseconds: 0, endMicroseconds: 0),
      workers: workers)
  }

  mutating func picture(of window: EventWindow) -> Tensor<UInt8> {
    accumulator.begin(kind.volume(of: window, cutBy: windowing, width: sensor.width, height: sensor.height))
    accumulator.add(window.events)
    let tensor = accumulator.finish()
    outsideCount += accumulator.droppedEventCount
    let picture = drawer.picture(of: tensor)
    return legend.framed(picture, drawer.meaning, window.interval)
  }
}
