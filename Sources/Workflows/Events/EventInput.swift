import Datasets
import Files
import Recordings

/// A recording of events that is read once, from the start of the wanted time to its end.
package final class EventInput {
  package let path: String
  /// The sensor's size.
  package let size: SensorSize
  package var width: Int { size.width }
  package var height: Int { size.height }
  /// The wanted time on the recording's clock.
  package let span: TimeSpan
  /// The time of the recording's first event; nil where it has none.
  package let firstMicroseconds: Int64?
  /// The events so far that rectification moved out of the picture, and that are left out.
  package private(set) var droppedCount = 0
  private let rectification: RectificationMap?
  private let format: EventFormat?
  private let options: EventReadOptions
  private let observer: any JobObserver
  private let reader: EventReader
  private var reading: EventSpanReading
  private var sensor: SensorFilter

  /// Opens a recording, and finds the sensor's size as ``EventSensor`` does.
  ///
  /// - Parameter rectification: Moves every event to the nearest pixel of the rectified picture; nil to leave them.
  package init(
    _ recording: EventRecording, selection: TimeSelection = TimeSelection(), rectification: RectificationMap? = nil,
    observer: any JobObserver
  ) throws {
    (path, format, options) = (recording.path, recording.format, recording.options)
    (self.rectification, self.observer) = (rectification, observer)
    reader = try recording.reader()
    size = try EventSensor.size(of: recording, reader: reader, observer: observer)
    try EventSensor.requirePixels(
      size, isStated: recording.size != nil || reader.size != nil, path: path)
    try rectification?.requireSize(size, of: path)
    sensor = SensorFilter(width: size.width, height: size.height)
    let first = try reader.nextBatch()
    firstMicroseconds = first?[0].timeMicroseconds
    span = selection.span(first: firstMicroseconds ?? 0)
    reading = EventSpanReading(reader, span: span, first: first, path: path, observer: observer)
  }

  /// The format that the recording turned out to have.
  package var foundFormat: EventFormat? { reader.format }

  /// Where windows that are counted from the recording's start begin; nil for the first event there is.
  package var originMicroseconds: Int64? { span.from == .min ? nil : span.from }

  /// The next events of the wanted time that lie on the sensor, or nil at its end.
  package func nextBatch() throws -> EventBatch? {
    while var batch = try reading.next() {
      sensor.apply(to: &batch)
      if let rectification { droppedCount += try rectification.round(&batch) }
      if !batch.isEmpty { return batch }
    }
    return nil
  }

  /// Passes over what lies before the first of listed windows, where the format allows a jump without reading it.
  package func skip(toWindowsOf windower: EventWindower) throws {
    guard case .intervals = windower.windowing, let start = windower.neededFromMicroseconds else { return }
    try reading.skip(toMicroseconds: start)
  }

  /// How many windows a wanted time has: told by the last events, which are looked up where the format allows a jump, else
  /// read; nil where windows are cut by count, and where the recording can be read only once.
  ///
  /// A wild time in between is not seen here, but by the windower once it is read.
  package func windowCount(_ windowing: EventWindowing) throws -> Double? {
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
    return OutputEstimate.windows(from: first, to: min(last, span.to), windowing)
  }

  /// Passes on what was odd; call it after the last events.
  package func passWarnings() throws {
    try observer.pass(reader.warnings)
    try EventSensor.warn(outside: sensor, path: path, observer: observer)
  }
}
