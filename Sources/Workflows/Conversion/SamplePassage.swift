import Files
import Recordings

/// Passes the pictures and inertial samples of a recording on to a sink: those of the wanted time, the pictures cropped and
/// turned as the events are.
struct SamplePassage {
  /// What becomes of a picture.
  private enum Step {
    case region(PixelRegion)
    case geometry(GeometryFilter.Operation, sensor: SensorSize)
  }

  private(set) var frames = RecordedTimes()
  private(set) var inertial = RecordedTimes()
  /// The pictures that lie elsewhere than the events that are kept.
  private(set) var croppedAway = 0
  /// The pictures of another camera, which stayed as they are.
  private(set) var unturned = 0
  /// Whether events are moved to a sensor of another size, which pictures are not.
  private var isRescaled = false
  private let source: any SampleSource
  private let sink: any SampleSink
  private var span: TimeSpan
  private var steps: [Step] = []
  private let sensor: SensorSize
  private var waiting: RecordedSample?
  private var isAtEnd = false

  /// - Parameters:
  ///   - span: The wanted time.
  ///   - context: The sensor before all filters.
  ///   - region: The part of it that is kept.
  ///   - filters: What events pass through; of pictures and samples it means something where it is about time or place.
  init(
    _ source: any SampleSource, to sink: any SampleSink, span: TimeSpan, context: EventFilterRule.Context,
    region: PixelRegion?, filters: [EventFilterRule]
  ) throws {
    (self.source, self.sink, self.span, sensor) = (source, sink, span, context.size)
    var context = context
    if let region {
      steps.append(.region(region))
      _ = try EventFilterRule.filter(region, &context)
    }
    for filter in filters { try add(filter, &context) }
  }

  private mutating func add(_ rule: EventFilterRule, _ context: inout EventFilterRule.Context) throws {
    switch rule.kind {
    case .region(let region): steps.append(.region(region))
    case .geometry(let operation): steps.append(.geometry(operation, sensor: context.size))
    case .time(let from, let to):
      let first = context.firstMicroseconds
      span.from = max(span.from, from.map { first.advancedOrLast(by: $0) } ?? .min)
      span.to = min(span.to, to.map { first.advancedOrLast(by: $0) } ?? .max)
    case .rescale: isRescaled = true
    case .polarity, .polarityExchange, .refractory, .backgroundActivity, .spatioTemporalCorrelation, .eventDensity,
      .timeSurface,
      .hotPixel,
      .subsample, .eventRate:
      break
    }
    _ = try rule.filter(&context)
  }

  /// Passes on what was taken up to a time; the first that is later waits.
  mutating func advance(to microseconds: Int64) throws {
    while let sample = try waiting ?? next() {
      waiting = nil
      if sample.timeMicroseconds > microseconds {
        waiting = sample
        return
      }
      try pass(sample)
    }
  }

  /// Passes on the next; whether there was one.
  mutating func step() throws -> Bool {
    guard let sample = try waiting ?? next() else { return false }
    waiting = nil
    try pass(sample)
    return true
  }

  /// Passes on all that is left.
  mutating func finish() throws { while try step() {} }

  /// What was odd.
  var warnings: [RecordingWarning] { source.warnings }

  private mutating func next() throws -> RecordedSample? {
    if isAtEnd { return nil }
    let sample = try source.next()
    isAtEnd = sample == nil
    return sample
  }

  private mutating func pass(_ sample: RecordedSample) throws {
    guard span.contains(sample.timeMicroseconds) else { return }
    switch sample {
    case .frameTime: return
    case .inertial:
      inertial.add(sample.timeMicroseconds)
      try sink.append(sample)
    case .frame(let frame):
      guard let frame = turned(frame) else { return }
      frames.add(sample.timeMicroseconds)
      try sink.append(.frame(frame))
    }
  }

  private mutating func turned(_ frame: RecordedFrame) -> RecordedFrame? {
    if steps.isEmpty { return frame }
    guard frame.fits(sensor) else {
      unturned += 1
      return frame
    }
    var frame = frame
    for step in steps {
      switch step {
      case .region(let region):
        guard let cropped = frame.cropped(to: region) else {
          croppedAway += 1
          return nil
        }
        frame = cropped
      case .geometry(let operation, let sensor): frame = frame.turned(operation, sensor: sensor)
      }
    }
    return frame
  }

  /// Tells what became of pictures that were not passed on as they should.
  func warn(_ path: String, _ observer: any JobObserver) throws {
    if unturned > 0 {
      try observer.warn(
        kind: "camera", path: path,
        "\(Text.count(unturned, "picture")) of another camera than the events, neither cropped nor turned")
    }
    if isRescaled && frames.count > 0 {
      try observer.warn(kind: "rescaled", path: path, "events are rescaled, \(Text.count(frames.count, "picture")) not")
    }
    if croppedAway > 0 {
      try observer.warn(
        kind: "cropped", path: path, "\(Text.count(croppedAway, "picture")) outside of the part that is kept, left out")
    }
  }
}
