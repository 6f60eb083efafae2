import Datasets
import Recordings

/// Writes a recording of events in another format, all of it or a part: one pass from a reader through filters to a writer,
/// with a batch in memory.
public struct EventConversion: Job {
  /// What came in and went out.
  public struct Summary: Encodable, Sendable {
    /// What was read.
    public var input: String
    /// What was written.
    public var output: String
    /// The format that was read.
    public var from: String
    /// The format that was written.
    public var to: String
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// The events of the recording; nil where parts of it were left unread.
    public var eventsIn: Int?
    /// The events that were written.
    public var eventsOut: Int
    /// The triggers that were read.
    public var triggersIn: Int
    /// The triggers that were written.
    public var triggersOut: Int
    /// The pictures that were written; nil where the format holds none, or the recording can carry none.
    public var framesOut: Int?
    /// The inertial samples that were written; nil as for pictures.
    public var imuSamplesOut: Int?
    /// The time of the first event that was written; nil where there is none.
    public var firstUs: Int64?
    /// The time of the last event, in microseconds; nil where there is none.
    public var lastUs: Int64?
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// What is read.
  public var recording: EventRecording
  /// Where it goes: a file, a named pipe, or `-` for standard output where the format can.
  public var output: String
  /// The format that is written.
  public var format: EventFormat
  /// The wanted time.
  public var selection: TimeSelection
  /// The part of the sensor that is kept, before all filters; nil for all of it.
  public var region: PixelRegion?
  /// What else the events pass through, in this order.
  public var filters: [EventFilterRule]
  /// What is subtracted from all times; nil for nothing.
  public var timeOrigin: TimeOrigin?
  /// How the file is compressed; nil for the format's own way.
  public var compression: EventCompression?
  /// How lines of text look; nil to tell it from the ending of the name.
  public var textStyle: EventTextWriter.Style?
  /// Whether a file that is there is replaced.
  public var overwrite: Bool
  /// What is written, in formats that hold more than events: ``EventFormat/holdsSamples``. Nil for all that the recording
  /// itself holds, which the pictures of another camera in a folder beside it are not.
  public var streams: RecordedStreams?
  /// Takes the triggers that the format does not hold, with the origin that is subtracted; nil to tell of them.
  package var onTriggers: (([ExternalTrigger], _ timeOrigin: Int64) throws -> Void)?
  /// What messages call the output; nil for its path.
  package var outputName: String?

  /// Describes a conversion.
  public init(
    recording: EventRecording, output: String, format: EventFormat, selection: TimeSelection = TimeSelection(),
    region: PixelRegion? = nil, filters: [EventFilterRule] = [], timeOrigin: TimeOrigin? = nil,
    compression: EventCompression? = nil, textStyle: EventTextWriter.Style? = nil, overwrite: Bool = false,
    streams: RecordedStreams? = nil
  ) {
    (self.recording, self.output, self.format, self.selection) = (recording, output, format, selection)
    (self.region, self.filters, self.timeOrigin) = (region, filters, timeOrigin)
    (self.compression, self.textStyle, self.overwrite) = (compression, textStyle, overwrite)
    self.streams = streams
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let path = recording.path
    let reader = try recording.reader()
    let sensorSize = try EventSensor.size(of: recording, reader: reader, observer: log)
    let progress = log.steps(total: nil, unit: "events")
    defer { progress.finish() }
    let first = try reader.nextBatch()
    var context = EventFilterRule.Context(size: sensorSize, firstMicroseconds: first?[0].timeMicroseconds ?? 0)
    let span = selection.span(first: context.firstMicroseconds)
    var sensor = SensorFilter(width: sensorSize.width, height: sensorSize.height)
    let samples = try samples(reader, log)
    let unfiltered = context
    var chain: [any EventFilter] = []
    if let region { chain.append(try EventFilterRule.filter(region, &context)) }
    for filter in filters { chain.append(try filter.filter(&context)) }
    let origin = timeOrigin?.microseconds(first: max(span.from, context.firstMicroseconds)) ?? 0
    let writer = try EventFiles.create(
      output, format: format, compression: compression,
      options: EventWriteOptions(
        width: context.size.width, height: context.size.height, overwrite: overwrite,
        timeOrigin: origin, samples: samples?.contents ?? [],
        textStyle: textStyle))
    var passage: SamplePassage?
    if let samples, let sink = writer as? any SampleSink {
      passage = try SamplePassage(
        samples, to: sink, span: span, context: unfiltered, region: region, filters: filters)
    }
    var reading = EventSpanReading(reader, span: span, first: first, path: path, observer: log)
    var merger = TriggerMerger(writer)
    var written = EventStatistics()
    var selectedTriggers = 0
    let writesTriggers = type(of: writer).holdsTriggers ? nil : onTriggers
    func triggers() throws -> [ExternalTrigger] {
      let triggers = span.selected(reader.takeTriggers())
      if let writesTriggers { try writesTriggers(triggers, origin) } else { selectedTriggers += triggers.count }
      return triggers
    }
    while var batch = try reading.next() {
      try progress.advance(batch.count)
      if !batch.isEmpty { try passage?.advance(to: batch[0].timeMicroseconds) }
      sensor.apply(to: &batch)
      for index in chain.indices { chain[index].apply(to: &batch) }
      written.add(batch)
      try merger.append(batch, try triggers())
    }
    try merger.finish(try triggers())
    try passage?.finish()
    progress.finish()
    let told = reader.warnings
    try log.pass(told + (passage?.warnings ?? []).filter { !told.contains($0) })
    try passage?.warn(path, log)
    try EventSensor.warn(outside: sensor, path: path, observer: log)
    try EventTriggers.warn(
      ofLeftOut: selectedTriggers - merger.written, by: type(of: writer), format,
      path: outputName ?? output, observer: log)
    if written.count == 0 {
      let isEmpty = reading.eventCount == 0
      try log.warn(
        kind: "empty", path: path, isEmpty ? "there is no event in it" : "there is no event in what was asked for")
    }
    try writer.finish()
    if streams == nil && !format.holdsSamples {
      LeftOutSamples.note(
        of: recording, format: reader.format, output: outputName ?? output,
        reason: "\(format.rawValue) holds none, a folder as output takes all", observer: log)
    }
    return Summary(
      input: path, output: output, from: reader.format?.rawValue ?? "unknown", to: format.rawValue,
      width: context.size.width, height: context.size.height, eventsIn: reading.eventCount, eventsOut: written.count,
      triggersIn: reader.triggerCount, triggersOut: merger.written,
      framesOut: passage?.frames.count, imuSamplesOut: passage?.inertial.count, firstUs: written.firstMicroseconds,
      lastUs: written.lastMicroseconds, warnings: log.warnings)
  }

  /// What the recording carries beside events, where the format that is written holds it.
  private func samples(_ reader: EventReader, _ log: JobLog) throws -> (any SampleSource)? {
    guard format.holdsSamples, let from = reader.format, from.mayHoldSamples else { return nil }
    let wanted = streams ?? (from.samplesLieBeside ? .events : .all)
    if wanted.samples.isEmpty { return nil }
    if recording.isReadOnce {
      log.note(
        "note: \(recording.path): pictures and inertial samples, if any, are left out; they are read from files only")
      return nil
    }
    return try SampleFiles.open(
      recording.path, contents: wanted.samples, format: recording.format, options: recording.options)
  }
}
