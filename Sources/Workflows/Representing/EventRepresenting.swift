import Datasets
import Files
import Kernels
import Recordings
import Representations
import Runtime

/// The work of an ``EventRepresentationRun``, with what it needs opened.
struct EventRepresenting {
  let kind: EventRepresentation
  let windowing: EventWindowing
  let selection: TimeSelection
  let region: PixelRegion?
  let rectification: RectificationMap?
  let workers: Workers
  let limit: OutputLimit
  let log: JobLog

  private struct Result {
    var windows = 0
    var events = 0
    var outside = 0
    var emptyWindows = 0
    var late = 0
    var first: Int64?
    var last: Int64?
  }

  /// Writes the tensors of a recording, and says what they are.
  func write(
    _ recording: EventRecording, to output: String, _ file: RepresentationFile, overwrite: Bool
  ) throws -> RepresentationSummary {
    var recording = recording
    let bounds = try wholeBounds(&recording)
    let input = try recording.open(selection, observer: log)
    try rectification?.requireSize(input.size, of: recording.path)
    var context = EventFilterRule.Context(size: input.size, firstMicroseconds: input.firstMicroseconds ?? 0)
    let filter = try region.map { try EventFilterRule.filter($0, &context) }
    let facts = try facts(context.size, path: recording.path)
    let estimate = limit.estimate(output, bytesEach: facts.byteCount * file.copies, noun: "window")
    if let count = try input.windowCount(windowing) { try estimate.require(count) }
    let writer = try file.create(output, facts, overwrite: overwrite)
    var source = Source(input: input, filter: filter)
    let result =
      try bounds.map { try writeWhole(&source, over: $0, context.size, writer) }
      ?? writeWindows(&source, context.size, writer, estimate, path: recording.path)
    try input.passWarnings()
    try passWarnings(result, path: recording.path)
    try writer.finish()
    return RepresentationSummary(
      input: recording.path, output: output, kind: kind.name, dtype: facts.scalarType.rawValue,
      shape: [result.windows] + facts.shape, axes: ["window"] + facts.axes, width: context.size.width,
      height: context.size.height, events: result.events, emptyWindows: result.emptyWindows, startUs: result.first,
      endUs: result.last, warnings: log.warnings)
  }

  /// The next events of the wanted part of the sensor.
  private struct Source {
    let input: EventInput
    var filter: (any EventFilter)?

    mutating func next() throws -> EventBatch? {
      guard var batch = try input.nextBatch() else { return nil }
      filter?.apply(to: &batch)
      return batch
    }
  }

  private func places(of events: EventBatch) throws -> EventCoordinates? {
    guard let (x, y) = try rectification?.rectified(events) else { return nil }
    return EventCoordinates(x: x, y: y)
  }

  private func facts(_ size: SensorSize, path: String) throws -> RepresentationFacts {
    let shape = kind.shape(width: size.width, height: size.height)
    let facts = RepresentationFacts(kind: kind.name, axes: kind.axes, shape: shape, scalarType: kind.scalarType)
    let mostBytes = 1 << 32
    guard facts.byteCount <= mostBytes else {
      throw JobError(
        wrongOptions: "a \(kind.name) of \(size) pixels takes more than 4 GB; crop it with \(Setting.region)",
        path: path)
    }
    return facts
  }

  /// The times of the first and the last event, where all events are one window that need not be in memory: they are
  /// read twice instead.
  private func wholeBounds(_ recording: inout EventRecording) throws -> ClosedRange<Int64>? {
    guard case .whole = windowing, kind.need != .allEvents, !recording.isReadOnce else { return nil }
    var source = Source(input: try recording.open(selection, observer: log), filter: nil)
    if let region {
      var context = EventFilterRule.Context(size: source.input.size, firstMicroseconds: 0)
      source.filter = try EventFilterRule.filter(region, &context)
    }
    let scan = try EventScan(binMicroseconds: .max, origin: 0, observer: log) { try source.next() }
    guard let first = scan.firstMicroseconds, let last = scan.lastMicroseconds else { return nil }
    try EventWindower.requireMeasurable(
      EventInterval(startMicroseconds: first, endMicroseconds: last), source: recording.path)
    return first...last
  }

  private func writeWhole(
    _ source: inout Source, over bounds: ClosedRange<Int64>, _ size: SensorSize,
    _ writer: any RepresentationWriter
  ) throws -> Result {
    let accumulator = kind.accumulator(
      over: SpaceTimeWindow(
        width: size.width, height: size.height, startMicroseconds: bounds.lowerBound,
        endMicroseconds: bounds.upperBound, extent: bounds), workers: workers)
    let progress = log.steps(total: nil, unit: "events")
    defer { progress.finish() }
    while let batch = try source.next() {
      accumulator.add(batch, at: try places(of: batch))
      try progress.advance(batch.count)
    }
    let tensor = accumulator.finish()
    let end = bounds.upperBound == .max ? bounds.upperBound : bounds.upperBound + 1
    try writer.append(tensor, EventInterval(startMicroseconds: bounds.lowerBound, endMicroseconds: end))
    return Result(
      windows: 1, events: accumulator.eventCount, outside: accumulator.droppedEventCount, first: bounds.lowerBound,
      last: end)
  }

  private func writeWindows(
    _ source: inout Source, _ size: SensorSize, _ writer: any RepresentationWriter,
    _ estimate: OutputEstimate, path: String
  ) throws -> Result {
    let windower = EventWindower(
      windowing, source: path, originMicroseconds: source.input.originMicroseconds,
      mostEmptyWindows: limit.mostEmptyWindows)
    try source.input.skip(toWindowsOf: windower)
    let progress = log.steps(total: windowCount, unit: "windows")
    defer { progress.finish() }
    var result = Result()
    var reader = source
    var accumulator: AnyEventAccumulator?
    try Pipeline(isConcurrent: workers.threads > 1).run(
      reading: {
        let window = try windower.next { try reader.next() }
        try estimate.require(Double(windower.windowsToCome))
        return window
      },
      computing: { window in
        let volume = kind.volume(of: window, cutBy: windowing, width: size.width, height: size.height)
        let own = accumulator ?? kind.accumulator(over: volume, workers: workers)
        accumulator = own
        own.begin(volume)
        own.add(window.events, at: try places(of: window.events))
        let tensor = own.finish()
        result.windows += 1
        result.events += window.events.count
        result.outside += own.droppedEventCount
        result.first = result.first ?? window.interval.startMicroseconds
        result.last = max(result.last ?? .min, window.interval.endMicroseconds)
        if window.events.isEmpty {
          result.emptyWindows += 1
          try log.warn(
            kind: "empty", path: path,
            "window \(window.index), from \(window.interval.startMicroseconds) us on, holds no event")
        }
        try progress.advance()
        return (tensor, window.interval)
      },
      writing: { try writer.append($0.0, $0.1) })
    result.late = windower.lateCount
    return result
  }

  private var windowCount: Int? { if case .intervals(let list) = windowing { list.count } else { nil } }

  private func passWarnings(_ result: Result, path: String) throws {
    if result.windows == 0 { try log.warn(kind: "empty", path: path, "there are too few events for a window") }
    if result.outside > 0 {
      try log.warn(
        kind: "outside", path: path,
        "\(Text.count(result.outside, "event")) outside of the sensor left out; \(Work.examine) says more")
    }
    if result.late > 0 {
      try log.warn(
        kind: "late", path: path,
        "\(Text.count(result.late, "event")) too late for their window left out; \(Work.examine) sorts them")
    }
  }
}
