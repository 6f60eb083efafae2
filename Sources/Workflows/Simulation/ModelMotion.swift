import Files
import Kernels
import OpticalFlow
import Recordings
import Simulator
import Tensors

/// The motion between two frames of light, estimated by a model of spikes or events that is shown their light.
///
/// A model of spikes sees still windows of both frames. A model of events sees those of an ideal camera while the light
/// goes in a line from frame to frame: what moves by more than a pixel or two then fades out here and in there, and makes
/// no track of events that a model could follow.
final class ModelMotion: LightMotion {
  private let estimate: (_ first: Tensor<Float>, _ second: Tensor<Float>) throws -> Tensor<Float>
  private let name: String

  /// Makes a network.
  ///
  /// - Throws: ``JobError`` where the model needs more than two frames or larger ones; what is wrong with the checkpoint.
  init(
    _ model: FlowModel, weights: String?, geometry: SpikeGeometry, threads: Int, observer: any JobObserver
  ) throws {
    name = model.name
    let checkpoint = try NetworkWeights(
      path: weights, for: model, interval: model.input == .spikes ? SCFlow.windowLength : nil)
    let workers = try Workers(threads: threads)
    switch model.maker {
    case .spikes(let make):
      let network = try make(checkpoint.parameters)
      let estimator = network.estimator(geometry: geometry, workers: workers)
      try checkpoint.describeRun(workers: workers, workspace: estimator.workspaceByteCount, observer: observer)
      estimate = { first, second in
        estimator.reset()
        let length = network.windowLength
        return estimator.flow(
          from: try Self.spikes(of: first, frames: length, threads: threads),
          to: try Self.spikes(of: second, frames: length, threads: threads), interval: length)
      }
    case .events(let make):
      let network = try make(checkpoint.parameters)
      guard !network.seesWindowBefore else {
        throw JobError(
          wrongOptions: "\(model.name) compares two windows of events, and two frames make one; take another flow model"
        )
      }
      try model.check(geometry.size, for: network, path: nil)
      let layout = network.layout(sensorWidth: geometry.width, sensorHeight: geometry.height)
      let estimator = network.estimator(
        layout: layout, options: FlowEstimatorOptions(), spanCount: 1, workers: workers)
      try checkpoint.describeRun(workers: workers, workspace: estimator.workspaceByteCount, observer: observer)
      estimate = { first, second in
        let window = try Self.events(from: first, to: second, threads: threads)
        return Self.flow(of: window, by: estimator)
          ?? Tensor<Float>(zeros: [2, geometry.height, geometry.width])
      }
    }
  }

  func flows(
    between first: Tensor<Float>, and second: Tensor<Float>
  ) throws -> (forward: Tensor<Float>, backward: Tensor<Float>) {
    (try checked(estimate(first, second)), try checked(estimate(second, first)))
  }

  private func checked(_ flow: Tensor<Float>) throws -> Tensor<Float> {
    if flow.withUnsafeBufferPointer({ $0.allSatisfy(\.isFinite) }) { return flow }
    throw JobError(wrongOptions: "\(name) gives a flow that is no number; its weights are not trained for this")
  }

  private static func flow<Estimator: EventFlowEstimator>(
    of window: EventWindow, by estimator: Estimator
  ) -> Tensor<Float>? {
    guard let input = estimator.input(of: [window]) else { return nil }
    return estimator.flow(of: input).flows.last
  }

  /// How long a pair of frames lasts for a camera: any time will do.
  private static let pairMicroseconds: Int64 = 100_000

  /// What an ideal spiking camera makes of a still frame.
  private static func spikes(of frame: Tensor<Float>, frames: Int, threads: Int) throws -> SpikeStream {
    let geometry = SpikeGeometry(width: frame.shape[1], height: frame.shape[0])
    var camera = IdealSpikingCamera(
      geometry: geometry, rateHz: 20_000, initialCharge: .uniform(seed: 0), threads: threads, framesPerBlock: frames)
    var window: SpikeStream?
    let keep = { (block: SpikeStream) in window = window ?? block }
    try camera.append(frame, at: 0, emit: keep)
    try camera.append(frame, at: Rational(Int64(frames), 20_000), emit: keep)
    try camera.finish(emit: keep)
    guard let window else { preconditionFailure("A camera makes the frames that it was shown.") }
    return window
  }

  /// What an ideal event camera makes of light that goes in a line from frame to frame.
  private static func events(from first: Tensor<Float>, to second: Tensor<Float>, threads: Int) throws -> EventWindow {
    let size = SensorSize(width: first.shape[1], height: first.shape[0])
    let camera = EventCamera(size: size, model: .ideal(IdealEventModel()), seed: 0, threads: threads)
    var parts: [EventBatch] = []
    let interpolation = LinearLightInterpolation()
    interpolation.look(at: first, second)
    let steps = 16
    for step in 0...steps {
      let frame = step == 0 ? first : step == steps ? second : interpolation.frame(at: Float(step) / Float(steps))
      let time = Rational(microseconds: pairMicroseconds * Int64(step) / Int64(steps))
      try camera.append(frame, at: time) { parts.append($0.events) }
    }
    try camera.finish { parts.append($0.events) }
    var events = EventBatch(capacity: max(1, parts.reduce(0) { $0 + $1.count }))
    for part in parts {
      events.append { free in part.withColumns { free.copy($0, count: part.count) } }
    }
    return EventWindow(
      index: 0, interval: EventInterval(startMicroseconds: 0, endMicroseconds: pairMicroseconds), events: events)
  }
}
