import ArgumentParser
import Datasets
import Recordings
import Tensors

/// `saccade convert` for events: one pass from a reader through filters to a writer, with a batch in memory.
struct EventConversion {
  struct Summary: Encodable {
    var input: String
    var output: String
    var from: String
    var to: String
    var width: Int
    var height: Int
    var eventsIn: Int
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
    var eventsIn = 0
    var next = try reader.nextBatch()
    context.firstMicroseconds = next?[0].timeMicroseconds ?? 0
    let span = selection.span(first: context.firstMicroseconds)
    var chain: [any EventFilter] = span.isEverything ? [] : [span.filter]
    if let region { chain.append(try regionFilter(region, &context)) }
    for filter in filters { chain.append(try filter.filter(&context)) }
    let writer = try EventFiles.create(
      output, format: to, compression: compression,
      options: EventWriteOptions(
        width: context.width, height: context.height, overwrite: overwrite,
        timeOrigin: timeOrigin?.microseconds(first: max(span.start, context.firstMicroseconds)) ?? 0,
        textStyle: textStyle))
    var merger = TriggerMerger(writer)
    var written = EventStatistics()
    while var batch = next {
      eventsIn += batch.count
      next = nil
      if span.isOver(batch) { break }
      let isBefore = span.isBefore(batch)
      for index in chain.indices { chain[index].apply(to: &batch) }
      written.add(batch)
      try merger.append(batch, span.selected(reader.takeTriggers()))
      progress.advance(batch.count)
      if isBefore { try reader.skip(toMicroseconds: span.start) }
      next = try reader.nextBatch()
    }
    try merger.finish(span.selected(reader.takeTriggers()))
    progress.finish()
    for warning in reader.warnings {
      try Console.warn(kind: warning.problem, path: warning.path, warning.explanation)
    }
    if reader.triggerCount > 0 && !type(of: writer).holdsTriggers {
      Console.note("note: \(output): \(Text.count(reader.triggerCount, "trigger")) left out; \(to.rawValue) holds none")
    }
    try writer.finish()
    return Summary(
      input: input, output: output, from: reader.header.format.rawValue, to: to.rawValue, width: context.width,
      height: context.height, eventsIn: eventsIn, eventsOut: written.count, triggersIn: reader.triggerCount,
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
