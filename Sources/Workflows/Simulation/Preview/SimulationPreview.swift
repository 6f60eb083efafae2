import Recordings
import Reports
import Simulator
import Tensors

/// Draws what a simulation sees and what it makes, side by side: the frames of the light, the spikes as they look after a
/// few readouts, the events since the frame before, and what others draw beside.
///
/// It is fed on the thread of the cameras; the pictures are written on another. A picture waits until the spikes of its time
/// are there, of which a camera holds back some.
final class SimulationPreview {
  /// The most readouts that pictures may have to wait for: cameras hand out so many at once.
  static let mostWaitingReadouts = 64
  /// The readouts that a picture of spikes counts: few enough to show what spikes are, enough to know the scene.
  private static let usualWindow = 32

  let scale: PreviewScale
  private let panels: PanelPicture
  private let spikes: SpikePanel?
  private let events: EventPanel?
  /// Frames that have been read, and not seen by the cameras.
  private var unseen: [IntensityFrame] = []
  private var waiting: [Waiting] = []
  private var start: Rational?
  private var clock: PreviewClock?

  private struct Waiting {
    var input: Tensor<UInt8>
    var events: (picture: Tensor<UInt8>, caption: String)?
    /// The readouts that it shows.
    var readouts: Range<Int>
    var seconds: Double
    var others: [Panel]
  }

  /// A picture as large as a panel, and what stands above it.
  typealias Panel = (picture: Tensor<UInt8>, caption: String)

  /// Starts without a picture.
  ///
  /// - Parameters:
  ///   - spikes: The spiking camera; nil for none.
  ///   - events: The event camera; nil for none.
  convenience init(of light: SampledLight, spikes: SpikeSimulation?, events: EventSimulation?) {
    self.init(size: light.geometry.size, spikes: spikes, events: events)
  }

  /// Starts without a picture.
  ///
  /// - Parameter otherPanels: How many panels others draw.
  init(size: SensorSize, spikes: SpikeSimulation?, events: EventSimulation?, otherPanels: Int = 0) {
    let count = 1 + (spikes == nil ? 0 : 1) + (events == nil ? 0 : 1) + otherPanels
    let scale = PreviewScale(size, panels: count)
    self.scale = scale
    panels = PanelPicture(width: scale.width, height: scale.height, count: count)
    self.spikes = spikes.map { SpikePanel($0, window: Self.usualWindow, scale: scale) }
    self.events = events.map { EventPanel($0, size: size, scale: scale) }
  }

  /// Takes spikes.
  func add(_ block: SpikeStream) { spikes?.add(block) }

  /// Takes events.
  func add(_ batch: EventBatch) { events?.add(batch) }

  /// Takes a frame after the cameras have seen it.
  ///
  /// - Returns: The pictures that are complete.
  func show(_ sample: LightSample) -> [PreviewPicture] {
    unseen += sample.fileFrames
    while let frame = unseen.first, frame.time.doubleValue <= sample.frame.time.doubleValue {
      unseen.removeFirst()
      close(frame)
    }
    return takeComplete()
  }

  /// Takes a frame that the cameras have seen, with what others draw beside it.
  ///
  /// - Returns: The pictures that are complete.
  func show(_ frame: IntensityFrame, beside others: [Panel]) -> [PreviewPicture] {
    close(frame, others)
    return takeComplete()
  }

  /// The pictures that are left when the cameras have ended.
  func end() -> [PreviewPicture] { takeComplete { _ in true } }

  private func close(_ frame: IntensityFrame, _ others: [Panel] = []) {
    guard let start else {
      start = frame.time
      return
    }
    let seconds = frame.time.doubleValue - start.doubleValue
    waiting.append(
      Waiting(
        input: scale.picture(ofGray: frame.gray), events: events?.takePicture(),
        readouts: spikes?.readouts(until: seconds) ?? 0..<0, seconds: seconds, others: others))
  }

  private func takeComplete() -> [PreviewPicture] {
    takeComplete { waiting in (self.spikes?.count ?? .max) >= waiting.readouts.upperBound }
  }

  private func takeComplete(_ isComplete: (Waiting) -> Bool) -> [PreviewPicture] {
    var pictures: [PreviewPicture] = []
    while let next = waiting.first, isComplete(next) {
      waiting.removeFirst()
      pictures.append(compose(next))
    }
    return pictures
  }

  private func compose(_ waiting: Waiting) -> PreviewPicture {
    var clock = clock ?? PreviewClock(firstSeconds: waiting.seconds)
    let tick = clock.tick(at: waiting.seconds)
    self.clock = clock
    var shown = [(picture: waiting.input, caption: clock.caption(at: waiting.seconds))]
    if let spikes {
      shown.append((spikes.picture(of: waiting.readouts), spikes.caption(of: waiting.readouts)))
    }
    if let events = waiting.events { shown.append(events) }
    shown += waiting.others
    return PreviewPicture(pixels: panels.colored(shown), tick: tick, framesPerSecond: clock.framesPerSecond)
  }
}

/// A picture of a preview.
struct PreviewPicture {
  /// `[height, width, 3]`.
  var pixels: Tensor<UInt8>
  /// When it is shown, in pictures.
  var tick: Int64
  /// The pictures a second, the same of all.
  var framesPerSecond: Double
}
