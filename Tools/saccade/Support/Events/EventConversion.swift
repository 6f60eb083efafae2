import ArgumentParser
import Datasets
import Recordings

/// `saccade convert` for events: one pass from a reader through filters to a writer, with a batch in memory.
struct EventConversion {
  struct Summary: Encodable {
    var input: String
    var output: String
    var from: String
    var to: String
    var width: Int
    var height: Int
    /// The events of the recording; nil where parts of it were left unread.
    var eventsIn: Int?
    var eventsOut: Int
    var triggersIn: Int
    var triggersOut: Int
    var firstUs: Int64?
    var lastUs: Int64?
    var warnings: [String]
  }

  var input: String
  var output: String
  var from: EventFormat?
  var to: EventFormat
  var size: SizeArgument?
  var options: EventReadOptions
  var selection: TimeSelection
  var region: RegionArgument?
  var filters: [EventFilterArgument]
  var timeOrigin: TimeOriginArgument?
  var compression: EventCompression?
  var textStyle: EventTextWriter.Style?
  var overwrite: Bool

  /// Converts, and says what came in and went out.
  func run() throws -> Summary {
    let reader = try EventReader(input, format: from, options: options)
    var context = EventFilterArgument.Context(width: 0, height: 0, firstMicroseconds: 0)
    (context.width, context.height) = try EventSensor.size(
      of: input, header: reader.header, format: from, size: size, options: options)
    let progress = Progress(total: nil, unit: "events")
    let first = try reader.nextBatch()
    context.firstMicroseconds = first?[0].timeMicroseconds ?? 0
    let span = selection.span(first: context.firstMicroseconds)
    var sensor = SensorFilter(width: context.width, height: context.height)
    var chain: [any EventFilter] = []
    if let region { chain.append(try regionFilter(region, &context)) }
    for filter in filters { chain.append(try filter.filter(&context)) }
    let writer = try EventFiles.create(
      output, format: to, compression: compression,
      options: EventWriteOptions(
        width: context.width, height: context.height, overwrite: overwrite,
        timeOrigin: timeOrigin?.microseconds(first: max(span.start, context.firstMicroseconds)) ?? 0,
        textStyle: textStyle))
    var reading = EventSpanReading(reader, span: span, first: first, path: input)
    var merger = TriggerMerger(writer)
    var written = EventStatistics()
    var selectedTriggers = 0
    func triggers() -> [ExternalTrigger] {
      let triggers = span.selected(reader.takeTriggers())
      selectedTriggers += triggers.count
      return triggers
    }
    while var batch = try reading.next() {
      progress.advance(batch.count)
      sensor.apply(to: &batch)
      for index in chain.indices { chain[index].apply(to: &batch) }
      written.add(batch)
      try merger.append(batch, triggers())
    }
    try merger.finish(triggers())
    progress.finish()
    for warning in reader.warnings {
      try Console.warn(kind: warning.problem, path: warning.path, warning.explanation)
    }
    try EventSensor.warn(outside: sensor, path: input)
    try EventTriggers.warn(ofLeftOut: selectedTriggers - merger.written, by: type(of: writer), to, path: output)
    if written.count == 0 {
      let isEmpty = reading.eventCount == 0
      try Console.warn(
        kind: "empty", path: input, isEmpty ? "there is no event in it" : "there is no event in what was asked for")
    }
    try writer.finish()
    return Summary(
      input: input, output: output, from: reader.header.format.rawValue, to: to.rawValue, width: context.width,
      height: context.height, eventsIn: reading.eventCount, eventsOut: written.count, triggersIn: reader.triggerCount,
      triggersOut: merger.written, firstUs: written.firstMicroseconds, lastUs: written.lastMicroseconds,
      warnings: Console.warnings)
  }

  private func regionFilter(
    _ region: RegionArgument, _ context: inout EventFilterArgument.Context
  ) throws -> any EventFilter {
    do {
      return try EventFilterArgument.region(region, &context)
    } catch let error as Failure.Usage {
      throw Failure.Usage("--roi \(error.description)")
    }
  }
}

/// `--time-origin`: a time of the recording's clock, or that of its first event.
enum TimeOriginArgument: ExpressibleByArgument {
  case first
  case time(TimeArgument)

  init?(argument: String) {
    if argument == "first" {
      self = .first
    } else if let time = TimeArgument(argument: argument) {
      self = .time(time)
    } else {
      return nil
    }
  }

  /// What is subtracted.
  func microseconds(first: Int64) -> Int64 {
    switch self {
    case .first: first
    case .time(let time): time.microseconds
    }
  }
}
