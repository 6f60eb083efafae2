import Datasets
import Files
import Kernels
import OpticalFlow
import Recordings
import Reports
import Representations
import Runtime
import Tensors

/// The work of an ``EventFlowRun``: windows are read and encoded, turned into flow, and written at the same time.
final class EventFlowEstimation<Estimator: EventFlowEstimator> {
  /// A window ready for the network.
  private struct Encoded {
    var number: Int
    var interval: EventInterval
    var spanEnds: [Int64]
    var eventCount: Int
    /// Nil where no event reaches the network.
    var encoding: Estimator.Input?
    /// 1 where there was an event, for sparse flow.
    var mask: Tensor<UInt8>?
    var picture: Tensor<UInt8>?
  }

  private struct Estimated {
    var window: Encoded
    var estimate: EventFlowEstimate?
  }

  private let job: EventFlowRun
  private let input: EventInput
  private let plan: EventFlowPlan
  private let estimator: Estimator
  /// By what the places of events are moved, where the estimator does that itself.
  private let map: RectificationMap?
  /// What the fields take of the disk.
  private let estimate: OutputEstimate
  private let writer: FlowFolderWriter
  private let windower: EventWindower
  private let log: JobLog
  /// Pictures of the events, where some are rendered.
  private let pictures: PictureStore?
  /// The sum over all windows.
  private(set) var iterations = 0
  /// The windows without motion, of ``windowCount``.
  private var restCount = 0
  private var windowCount = 0

  init(
    _ job: EventFlowRun, input: EventInput, plan: EventFlowPlan, estimator: Estimator, unmovedBy map: RectificationMap?,
    estimate: OutputEstimate, writer: FlowFolderWriter, log: JobLog
  ) throws {
    (self.job, self.input, self.plan, self.estimator) = (job, input, plan, estimator)
    (self.map, self.estimate, self.writer, self.log) = (map, estimate, writer, log)
    windower = EventWindower(
      plan.windowing, source: input.path, originMicroseconds: input.originMicroseconds,
      mostEmptyWindows: job.output.limit.mostEmptyWindows)
    let layout = estimator.layout
    pictures =
      job.output.rendering != nil
      ? try PictureStore(path: writer.folder.file(".events"), shape: [layout.height, layout.width]) : nil
  }

  /// What lay under a field, for pictures: the events in gray.
  func background(_ place: Int) throws -> Tensor<UInt8>? { try pictures?.read(place / fieldsPerWindow) }

  /// Lets go of what only pictures need; the folder then holds nothing but results.
  func finishPictures() { pictures?.remove() }

  private var fieldsPerWindow: Int { job.writesEverySpan ? plan.joined : 1 }

  /// Estimates and writes every field.
  func run(isConcurrent: Bool) throws {
    let total = plan.count.map { min($0, job.count ?? .max) } ?? job.count
    let progress = log.steps(total: total, unit: "fields")
    defer { progress.finish() }
    var left = job.count ?? .max
    try input.skip(toWindowsOf: windower)
    try Pipeline(isConcurrent: isConcurrent).run(
      reading: { () throws -> Encoded? in
        guard left > 0, let window = try windower.next(from: { try input.nextBatch() }) else { return nil }
        // One window of events has none before it.
        if plan.isTooLong(window, remaining: windower.windowsToCome) { return nil }
        left -= 1
        try estimate.require(Double(min(windower.windowsToCome, left)))
        return try encode(window)
      },
      computing: { (window) throws -> Estimated in
        Estimated(window: window, estimate: window.encoding.map(estimator.flow))
      },
      writing: { (result) throws in
        try write(result)
        try progress.advance()
      })
    try tellLeftOvers()
    if 2 * restCount > windowCount {
      try log.warn(
        kind: "rest", path: input.path,
        "\(restCount) of \(Text.count(windowCount, "window")) show no motion, and their flow is zero: less than about two "
          + "pixels a window does not show; a longer \(Setting.windowDuration) lets motion add up, a shorter one catches "
          + "what is fast")
    }
    try input.passWarnings()
  }

  private func encode(_ whole: EventWindow) throws -> Encoded {
    let spans = plan.parts(of: whole)
    let window = plan.seesBefore ? spans[spans.count - 1] : whole
    let ends = plan.seesBefore ? [window] : spans
    let layout = estimator.layout
    var seen = EventBatch(capacity: 1)
    if job.isSparse || pictures != nil {
      seen = window.events
      try map?.round(&seen)
      seen = seen.counted(from: layout)
    }
    return Encoded(
      number: plan.number(of: whole), interval: window.interval, spanEnds: ends.map(\.interval.endMicroseconds),
      eventCount: window.events.count, encoding: estimator.input(of: spans),
      mask: job.isSparse ? eventMask(of: seen) : nil,
      picture: pictures == nil
        ? nil
        : EventPicture(of: seen, width: layout.width, height: layout.height, colors: .gray).colored().firstChannel)
  }

  /// 1 at each pixel with an event, else 0: `[height, width]` of the layout's part.
  private func eventMask(of events: EventBatch) -> Tensor<UInt8> {
    var mask = FlowMask.empty(height: estimator.layout.height, width: estimator.layout.width)
    FlowMask.add(events, to: &mask)
    return mask
  }

  private func write(_ result: Estimated) throws {
    let window = result.window
    let layout = estimator.layout
    if result.estimate == nil {
      let problem =
        window.eventCount == 0
        ? "holds no event"
        : "\(plan.seesBefore ? "or the one before it " : "")holds too few events that the network sees"
      try log.warn(
        kind: "empty window", path: input.path,
        "the window from \(window.interval.startMicroseconds) to \(window.interval.endMicroseconds) us \(problem); "
          + "its flow is zero")
    }
    if let problem = result.estimate?.problem {
      try log.warn(
        kind: "too few events", path: input.path,
        "the window from \(window.interval.startMicroseconds) to \(window.interval.endMicroseconds) us \(problem); its "
          + "field is marked as not valid")
    }
    if let picture = window.picture { try pictures?.append(picture) }
    let zero = Tensor<Float>(zeros: [2, layout.height, layout.width])
    let flows = result.estimate?.flows ?? Array(repeating: zero, count: window.spanEnds.count)
    let refinement = result.estimate?.refinement
    windowCount += 1
    if result.estimate?.isAtRest == true { restCount += 1 }
    iterations += refinement?.iterations ?? 0
    let first = job.writesEverySpan ? 0 : flows.count - 1
    for span in first..<flows.count {
      let end = window.number + plan.joined - flows.count + span + 1
      let isWindow = span == flows.count - 1
      try writer.write(
        FlowField(flow: flows[span], valid: FlowMask.both(window.mask, result.estimate?.valid)),
        as: FlowIndex.Field(
          file: writer.name(of: window.number, to: job.writesEverySpan ? end : nil),
          startUs: window.interval.startMicroseconds, endUs: window.spanEnds[span], frameA: window.number, frameB: end,
          iterations: refinement?.iterations ?? 0, events: window.eventCount, updatesPx: refinement?.updates ?? [],
          nextUpdatePx: isWindow ? result.estimate?.nextUpdate : nil,
          nextUpdateIsMeasured: isWindow && result.estimate?.nextUpdate != nil
            ? result.estimate?.nextUpdateIsMeasured : nil))
    }
  }

  private func tellLeftOvers() throws {
    if windower.lateCount > 0 {
      try log.warn(
        kind: "order", path: input.path,
        "\(Text.count(windower.lateCount, "event")) came after their window was complete and are left out; "
          + "\(Work.repair) puts them in order")
    }
    let dropped = input.droppedCount
    if dropped > 0 {
      log.detail("\(input.path): rectification moved \(Text.count(dropped, "event")) out of the picture")
    }
    if writer.fields.isEmpty {
      let problem =
        dropped > 0
        ? "there is no event: rectification moved \(dropped) out of the picture"
        : plan.seesBefore && input.firstMicroseconds != nil
          ? "its events make one window at most, and a flow needs the one before, too"
          : windower.leftOverCount > 0
            ? "\(Text.count(windower.leftOverCount, "event")) make no window" : "there is no event in the wanted time"
      throw JobError(
        .badContent, path: input.path, problem: Message(problem),
        remedy: "choose a smaller \(Setting.windowDuration) or \(Setting.windowEvents), or another part of the "
          + "recording")
    }
    if windower.leftOverCount > 0 {
      log.detail("\(input.path): \(Text.count(windower.leftOverCount, "event")) at the end make no window")
    }
  }
}

extension Tensor where Scalar == UInt8 {
  /// One channel of a picture `[height, width, 3]` whose channels are equal.
  fileprivate var firstChannel: Tensor {
    withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: Array(shape.dropLast())) { target in
        for pixel in target.indices { target.initializeElement(at: pixel, to: source[3 * pixel]) }
      }
    }
  }
}
