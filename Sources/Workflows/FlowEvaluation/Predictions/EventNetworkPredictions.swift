import Datasets
import Files
import OpticalFlow
import Recordings
import Tensors

/// Fields of one sequence that a network predicts from its events, window after window.
final class EventNetworkPredictions<Estimator: EventFlowEstimator>: PredictionSource {
  private let input: EventInput
  private let windower: EventWindower
  private let plan: EventFlowPlan
  private let estimator: Estimator
  private let count: Int
  private let log: JobLog
  private let didEstimate: (_ iterations: Int) -> Void

  /// Opens the recording at the first window.
  ///
  /// - Parameters:
  ///   - joined: The spans of time that a window joins.
  ///   - seesBefore: Whether the estimator sees the window before, too.
  ///   - map: By what events are moved to the nearest pixels of the rectified picture; nil to leave them.
  ///   - threads: The most threads that decode it.
  ///   - didEstimate: Is told how many iterations each field took.
  init(
    recording: String, size: SensorSize, scene: any EvaluationScene, estimator: Estimator, joined: Int,
    seesBefore: Bool, map: RectificationMap?, threads: Int, log: JobLog,
    didEstimate: @escaping (_ iterations: Int) -> Void
  ) throws {
    let bounds = try Self.bounds(of: scene, recording: recording, joined: joined, seesBefore: seesBefore)
    var source = EventRecording(path: recording, options: EventReadOptions(threads: threads))
    source.size = size
    input = try EventInput(
      source, selection: TimeSelection(start: bounds.first.map { .at($0[0]) }),
      rectification: map, observer: log)
    guard input.size == size else {
      throw FileError(
        .badContent, path: recording, problem: "its sensor has \(input.size) pixels, the truth \(size)",
        remedy: "they must be of one camera")
    }
    plan = EventFlowPlan(
      bounds: bounds, numbers: scene.requests.map(\.number), joined: joined, seesBefore: seesBefore)
    windower = EventWindower(plan.windowing, source: recording)
    (self.estimator, self.didEstimate, self.log, count) = (estimator, didEstimate, log, bounds.count)
  }

  /// The bounds of the spans of each window: those of the truth and, between and before, those of the pictures.
  private static func bounds(
    of scene: any EvaluationScene, recording: String, joined: Int, seesBefore: Bool
  ) throws -> [[Int64]] {
    let hasPictures = scene.requests.contains { $0.frames != nil }
    let pictures =
      joined > 1 || (seesBefore && hasPictures) ? try MVSECImageTimes(path: recording).microseconds : []
    return scene.requests.map { request in
      guard let window = request.window else { preconditionFailure("A field of events has a window of time.") }
      let inner = joined > 1 ? pictures[request.number + 1..<request.number + joined] : []
      let bounds = [window.startMicroseconds] + inner + [window.endMicroseconds]
      if !seesBefore { return bounds }
      let isPictured = hasPictures && request.number >= joined
      return [
        isPictured
          ? pictures[request.number - joined]
          : EventFlowPlan.before(window.startMicroseconds, window.endMicroseconds)
      ] + bounds
    }
  }

  func prediction(_ index: Int) throws -> PredictedField {
    let window = try windower.next(from: { try input.nextBatch() })
    if index == count - 1 { try input.passWarnings() }
    let layout = estimator.layout
    guard let window, let input = estimator.input(of: plan.parts(of: window)) else {
      let span = window.map { "\($0.interval.startMicroseconds) to \($0.interval.endMicroseconds) us" } ?? "\(index)"
      try log.warn(
        kind: "empty window", path: self.input.path,
        "the window from \(span) holds too few events that the network sees; its flow is zero")
      return PredictedField(
        field: FlowField(flow: Tensor(zeros: [2, layout.height, layout.width])), path: self.input.path)
    }
    let estimate = estimator.flow(of: input)
    didEstimate(estimate.refinement.iterations)
    if let problem = estimate.problem {
      try log.warn(
        kind: "too few events", path: self.input.path,
        "the window from \(window.interval.startMicroseconds) to \(window.interval.endMicroseconds) us \(problem); it has "
          + "no flow")
    }
    return PredictedField(
      field: FlowField(flow: estimate.flows[estimate.flows.count - 1], valid: estimate.valid), path: self.input.path)
  }
}
