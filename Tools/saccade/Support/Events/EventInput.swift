import Datasets
import Files
import Recordings

/// A recording of events that a verb reads once, from the start of the wanted time to its end.
final class EventInput {
  let path: String
  /// The sensor's columns.
  let width: Int
  /// The sensor's rows.
  let height: Int
  /// The wanted time on the recording's clock.
  let span: EventSpan
  /// The time of the recording's first event; nil where it has none.
  let firstMicroseconds: Int64?
  /// The events so far that rectification moved out of the picture, and that are left out.
  private(set) var droppedCount = 0
  private let rectification: RectificationMap?
  private let format: EventFormat?
  private let options: EventReadOptions
  private let reader: EventReader
  private var reading: EventSpanReading
  private var sensor: SensorFilter

  /// Opens a recording, and finds the sensor's size as ``EventSensor`` does.
  ///
  /// - Parameter rectification: Moves every event to the nearest pixel of the rectified picture; nil to leave them.
  init(
    _ path: String, format: EventFormat?, size: SizeArgument?, options: EventReadOptions,
    selection: TimeSelection = TimeSelection(), rectification: RectificationMap? = nil
  ) throws {
    (self.path, self.format, self.options) = (path, format, options)
    self.rectification = rectification
    reader = try EventReader(path, format: format, options: options)
    (width, height) = try EventSensor.size(
      of: path, header: reader.header, format: format, size: size, options: options)
    try EventSensor.requirePixels(
      width, height, isStated: size != nil || reader.header.width != nil, path: path)
    try rectification?.requireSize(width: width, height: height, of: path)
    sensor = SensorFilter(width: width, height: height)
    let first = try reader.nextBatch()
    firstMicroseconds = first?[0].timeMicroseconds
    span = selection.span(first: firstMicroseconds ?? 0)
    reading = EventSpanReading(reader, span: span, first: first, path: path)
  }

  /// The format that the recording turned out to have.
  var foundFormat: EventFormat { reader.header.format }

  /// Where windows that are counted from the recording's start begin; nil for the first event there is.
  var originMicroseconds: Int64? { span.start == .min ? nil : span.start }

  /// The next events of the wanted time that lie on the sensor, or nil at its end.
  func nextBatch() throws -> EventBatch? {
    while var batch = try reading.next() {
      sensor.apply(to: &batch)
      if let rectification { droppedCount += try rectification.round(&batch) }
      if !batch.isEmpty { return batch }
    }
    return nil
  }

  /// Passes over what lies before the first of listed windows, where the format allows a jump without reading it.
  func skip(toWindowsOf windower: EventWindower) throws {
    guard case .intervals = windower.windowing, let start = windower.neededFromMicroseconds else { return }
    try reading.skip(toMicroseconds: start)
  }

  /// How many windows a wanted time has: told by the last events, which are looked up where the format allows a jump, else
  /// read; nil where windows are cut by count, and where the recording can be read only once.
  ///
  /// A wild time in between is not seen here, but by the windower once it is read.
  func windowCount(_ windowing: EventWindowing) throws -> Double? {
    guard case .time = windowing else { return OutputEstimate.windows(from: 0, to: 0, windowing) }
    guard let first = originMicroseconds ?? firstMicroseconds, options.following == nil,
      path != EventFiles.standardInput, !InputPipe.stands(at: path)
    else { return nil }
    let source = try EventFiles.open(path, format: format, options: options)
    var batch = EventBatch()
    var last = first
    // What is wrong with the recording shows when it is read.
    guard (try? source.seek(toMicroseconds: .max)) != nil else { return nil }
    while (try? source.next(into: &batch)) == true {
      last = batch.withColumns { columns in (0..<batch.count).reduce(last) { max($0, columns.t[$1]) } }
    }
    return OutputEstimate.windows(from: first, to: min(last, span.end), windowing)
  }

  /// Passes on what was odd; call it after the last events.
  func passWarnings() throws {
    for warning in reader.warnings {
      try Console.warn(kind: warning.problem, path: warning.path, warning.explanation)
    }
    try EventSensor.warn(outside: sensor, path: path)
  }
}
