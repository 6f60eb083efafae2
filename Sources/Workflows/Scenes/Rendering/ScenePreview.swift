import OpticalFlow
import Recordings
import Simulator
import Tensors

/// A video of a scene: the light, the spikes, the events and the flow, side by side.
final class ScenePreview {
  /// When it shows the scene, in seconds, in order.
  let times: [Double]
  private let renderer: SceneRenderer
  private let video: PreviewVideo
  private let preview: SimulationPreview
  private let scale: PreviewScale
  private let colors: FlowColors
  private let interval: Int
  private let rate: Double
  /// Events that come after the time that is shown next.
  private var ahead: [Event] = []

  /// A recording becomes about so many pictures.
  private static let usualCount = 150

  init(
    _ path: String, of renderer: SceneRenderer, frames: Int, interval: Int, spikes: SpikeSimulation,
    events: EventSimulation, overwrite: Bool
  ) throws {
    (self.renderer, self.interval) = (renderer, interval)
    rate = spikes.rate.doubleValue
    video = try PreviewVideo(path: path, overwrite: overwrite)
    let size = renderer.scene.size
    preview = SimulationPreview(size: size, spikes: spikes, events: events, otherPanels: 1)
    scale = preview.scale
    let step = max(1, frames / Self.usualCount)
    let rate = rate
    let times = stride(from: 0, through: frames, by: step).map { Double($0) / rate }
    self.times = times
    // One length for the whole video, so that colours can be compared.
    let shown = stride(from: 0, to: times.count, by: max(1, times.count / 8)).map { times[$0] }
    let longest = shown.reduce(Float(0)) { longest, time in
      max(longest, Self.longest(renderer.flow(from: time, to: time + Double(interval) / rate)))
    }
    colors = FlowColors(maximum: max(longest, 1e-3))
  }

  /// Takes spikes.
  func add(_ block: SpikeStream) { preview.add(block) }

  /// Takes events, in the order of time.
  func add(_ batch: EventBatch) { ahead += batch.events }

  /// Shows the scene at a time, when the cameras have seen it.
  func show(at seconds: Double) throws {
    let last = Int64((seconds * 1e6).rounded())
    let due = ahead.prefix { $0.timeMicroseconds <= last }
    if !due.isEmpty { preview.add(EventBatch(due)) }
    ahead.removeFirst(due.count)
    let flow = renderer.flow(from: seconds, to: seconds + Double(interval) / rate)
    let caption = "flow, dt \(interval), up to \(Text.number(Double((colors.maximum * 10).rounded() / 10))) px"
    let frame = IntensityFrame(
      gray: renderer.picture(at: seconds), time: Rational(Int64((seconds * 1e9).rounded()), 1_000_000_000))
    for picture in preview.show(frame, beside: [(scale.picture(of: flow.flow, colors), caption)]) {
      try video.append(picture)
    }
  }

  /// Completes the video, when the cameras have ended.
  func finish() throws {
    for picture in preview.end() { try video.append(picture) }
    try video.finish()
  }

  private static func longest(_ field: FlowField) -> Float {
    let pixels = field.flow.count / 2
    return field.flow.withUnsafeBufferPointer { flow in
      (0..<pixels).reduce(Float(0)) { longest, pixel in
        max(longest, flow[pixel] * flow[pixel] + flow[pixels + pixel] * flow[pixels + pixel])
      }.squareRoot()
    }
  }
}

extension PreviewScale {
  /// The picture of a flow of the sensor, each pixel that of the nearest one.
  func picture(of flow: Tensor<Float>, _ colors: FlowColors) -> Tensor<UInt8> {
    let (height, width) = (flow.shape[1], flow.shape[2])
    if drawn.width == width && drawn.height == height { return enlarged(colors.picture(of: flow)) }
    let nearest = Tensor<Float>(unsafeUninitializedShape: [2, drawn.height, drawn.width]) { target in
      flow.withUnsafeBufferPointer { flow in
        for part in 0..<2 {
          for row in 0..<drawn.height {
            for column in 0..<drawn.width {
              let place = part * height * width + row * height / drawn.height * width + column * width / drawn.width
              target.initializeElement(
                at: (part * drawn.height + row) * drawn.width + column, to: flow[place])
            }
          }
        }
      }
    }
    return enlarged(colors.picture(of: nearest))
  }
}
