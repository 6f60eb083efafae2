import Datasets
import Recordings
import Tensors

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
  private let reader: EventReader
  private var waiting: EventBatch?
  private var isOver = false

  /// Opens a recording, and finds the sensor's size as ``EventSensor`` does.
  ///
  /// - Parameter rectification: Moves every event to the nearest pixel of the rectified picture; nil to leave them.
  init(
    _ path: String, format: EventFormat?, size: SizeArgument?, options: EventReadOptions,
    selection: TimeSelection = TimeSelection(), rectification: RectificationMap? = nil
  ) throws {
    self.path = path
    self.rectification = rectification
    reader = try EventReader(path, format: format, options: options)
    (width, height) = try EventSensor.size(
      of: path, header: reader.header, format: format, size: size, options: options)
    try rectification?.requireSize(width: width, height: height, of: path)
    waiting = try reader.nextBatch()
    firstMicroseconds = waiting?[0].timeMicroseconds
    span = selection.span(first: firstMicroseconds ?? 0)
  }

  /// The format that the recording turned out to have.
  var format: EventFormat { reader.header.format }

  /// Where windows that are counted from the recording's start begin; nil for the first event there is.
  var originMicroseconds: Int64? { span.start == .min ? nil : span.start }

  /// The next events of the wanted time, or nil at its end.
  func nextBatch() throws -> EventBatch? {
    while var batch = try next() {
      if span.isEverything {
        try rectify(&batch)
        if batch.isEmpty { continue }
        return batch
      }
      if span.isOver(batch) {
        isOver = true
        return nil
      }
      let isBefore = span.isBefore(batch)
      var filter = span.filter
      filter.apply(to: &batch)
      if !batch.isEmpty {
        try rectify(&batch)
        if batch.isEmpty { continue }
        return batch
      }
      if isBefore { try reader.skip(toMicroseconds: span.start) }
    }
    return nil
  }

  /// Passes over what lies before the first of listed windows, where the format allows a jump without reading it.
  func skip(toWindowsOf windower: EventWindower) throws {
    guard case .intervals = windower.windowing, let start = windower.neededFromMicroseconds,
      let batch = waiting, batch[batch.count - 1].timeMicroseconds < start &- EventReader.orderToleranceMicroseconds
    else { return }
    waiting = nil
    try reader.skip(toMicroseconds: start)
  }

  private func rectify(_ batch: inout EventBatch) throws {
    if let rectification { droppedCount += try rectification.round(&batch) }
  }

  private func next() throws -> EventBatch? {
    if isOver { return nil }
    if let batch = waiting {
      waiting = nil
      return batch
    }
    return try reader.nextBatch()
  }

  /// Passes on what was odd; call it after the last events.
  func passWarnings() throws {
    for warning in reader.warnings {
      try Console.warn(kind: warning.problem, path: warning.path, warning.explanation)
    }
  }
}
