import Files
import Kernels
import OpticalFlow
import Recordings
import Representations
import Simulator
import Tensors

/// Samples for STE-FlowNet from scenes that are drawn and rendered as they are asked for.
final class SceneEventSamples: FlowSampleSource {
  /// How samples are drawn.
  struct Drawing {
    var seed: UInt64
    /// The seconds of a window.
    var window: ClosedRange<Double>
    var splits: Int
    /// What the loss needs besides events in splits.
    var needs: STEFlowNetObjective.Loss
    /// How many have on and off exchanged.
    var polarityShare: Double
    /// The passes over a window.
    var passes = 1
    /// Whether each sample is judged after some of them, drawn evenly, and not after all.
    var drawsPasses = true
  }

  let summary: String
  private let stretches: SceneEventStretches
  private let drawing: Drawing
  private let workers: Workers

  /// - Parameter name: What messages call the law.
  init(_ stretches: SceneEventStretches, name: String, drawing: Drawing, workers: Workers) {
    (self.stretches, self.drawing, self.workers) = (stretches, drawing, workers)
    let window = drawing.window
    summary =
      "scenes \(stretches.scenes.lowerBound) to \(stretches.scenes.upperBound) of \(name), \(stretches.size), windows of "
      + "\(Text.number(1000 * window.lowerBound)) to \(Text.number(1000 * window.upperBound)) ms"
  }

  func sample(_ number: Int) throws -> EventFlowSample {
    var draws = TrainingDraws(seed: drawing.seed, number: number)
    let seconds = draws.number(in: drawing.window)
    let stretch = try stretches.stretch(of: seconds, &draws)
    let (start, end) = (stretch.moment(0), stretch.moment(seconds))
    let batch = stretch.batch(from: 0, to: seconds)
    var sample = EventFlowSample(
      splits: EventFlowEncoding(splits: drawing.splits).splits(
        of: batch, size: stretches.crop, from: 0, to: Int64(seconds * 1e6), workers: workers),
      // Known of every scene: it is what validation is held against.
      truth: stretch.renderer.flow(from: start, to: end, region: stretch.region))
    switch drawing.needs {
    case .supervised:
      if drawing.passes > 1 { sample.events = EventFlowEncoding.events(of: batch, from: 0, to: Int64(seconds * 1e6)) }
    case .selfSupervised:
      sample.pictures = Tensor(
        concatenating: [start, end].map { moment in
          let picture = stretch.renderer.picture(at: moment, region: stretch.region)
          return picture.map { min($0 / 255, 1) }.reshaped(to: [1] + picture.shape)
        })
    case .contrast: sample.events = EventFlowEncoding.events(of: batch, from: 0, to: Int64(seconds * 1e6))
    }
    if draws.happens(drawing.polarityShare) { sample = sample.negated }
    if drawing.passes > 1 {
      sample.passes = drawing.drawsPasses ? 1 + draws.integer(below: drawing.passes) : drawing.passes
    }
    return sample
  }
}

/// How windows of events become samples.
struct EventFlowEncoding {
  var splits: Int

  /// The encoded splits of a window at the size of a sample.
  func splits(
    of events: EventBatch, size: SensorSize, from first: Int64, to last: Int64, workers: Workers
  ) -> Tensor<UInt8> {
    STEEncoding(splits: splits).tensor(
      of: events,
      over: SpaceTimeWindow(
        width: size.width, height: size.height, startMicroseconds: first, endMicroseconds: last), workers: workers)
  }

  /// The places and times of a window's events.
  static func events(of batch: EventBatch, from first: Int64, to last: Int64) -> EventFlowSample.Events {
    let length = Float(max(last - first, 1))
    return batch.withColumns { columns in
      EventFlowSample.Events(
        x: Array(UnsafeBufferPointer(start: columns.x, count: batch.count)),
        y: Array(UnsafeBufferPointer(start: columns.y, count: batch.count)),
        time: (0..<batch.count).map { min(1, max(0, Float(columns.t[$0] - first) / length)) },
        isOn: (0..<batch.count).map { columns.p[$0] != 0 })
    }
  }
}
