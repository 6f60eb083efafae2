import Datasets
import Files
import Recordings
import Reports
import Tensors

/// When fields of flow are that do not say it themselves, on the clock of the recording that they lie over.
public struct FlowTimes: Sendable {
  /// The windows, one for each field in their order; nil for what ``selection`` says.
  public var windows: EventWindowChoice?
  /// From when to when: the span of a single field, or where windows of a duration start.
  public var selection: TimeSelection

  /// Describes times; nothing of it for those that fields have.
  public init(windows: EventWindowChoice? = nil, selection: TimeSelection = TimeSelection()) {
    (self.windows, self.selection) = (windows, selection)
  }

  /// Whether the fields say all themselves.
  var isEmpty: Bool { windows == nil && selection == TimeSelection() }

  /// When each of some fields is; nil where neither they nor the caller say it.
  ///
  /// - Parameters:
  ///   - first: The time of the recording's first event, in microseconds.
  ///   - isComplete: Whether these are all fields of the flow.
  func intervals(
    of fields: [FlowInput.Field], isComplete: Bool, path: String, first: Int64, observer: any JobObserver
  ) throws -> [EventInterval]? {
    let span = selection.span(first: first)
    switch windows {
    case .count:
      throw JobError(
        wrongOptions: "\(Setting.windowEvents) does not say when flow is: give times, or a duration", path: path)
    case .time(let duration, let stride):
      let start = span.from == .min ? first : span.from
      return fields.indices.map { place in
        let from = start &+ Int64(place) &* stride
        return EventInterval(startMicroseconds: from, endMicroseconds: max(from, from &+ duration))
      }
    case .listed, .pictures:
      let listed = try windows?.listedWindows(of: path, observer: observer)?.map(\.interval) ?? []
      guard listed.count == fields.count || !isComplete && listed.count > fields.count else {
        throw JobError(
          wrongOptions: "there are \(Text.count(listed.count, "window")) for \(Text.count(fields.count, "field"))"
            + " of flow: list one for each", path: windows?.listPath ?? path)
      }
      return Array(listed.prefix(fields.count))
    case nil:
      let own = fields.compactMap(\.interval)
      if own.count == fields.count && !fields.isEmpty {
        guard isEmpty else {
          throw JobError(
            wrongOptions: "the fields say themselves when they are; \(Setting.start) and \(Setting.end) are for others",
            path: fields[0].path)
        }
        return own
      }
      guard fields.count == 1, selection.start != nil, selection.end != nil else { return nil }
      return [EventInterval(startMicroseconds: span.from, endMicroseconds: max(span.from, span.to))]
    }
  }
}

/// The events of the time that a field spans.
struct EventsUnderFlow: FlowBackground {
  private let path: String
  private let input: EventInput
  private let windower: EventWindower
  /// When the fields are, by their files; empty where all events lie under the only one.
  private let times: [String: EventInterval]
  private let log: JobLog

  /// Opens a recording, of which the windows of the fields are read in order.
  ///
  /// - Parameter isComplete: Whether these are all fields of the flow.
  init(
    _ recording: EventRecording, fields: [FlowInput.Field], isComplete: Bool, times: FlowTimes,
    rectification: RectificationMap?, log: JobLog
  ) throws {
    (path, self.log) = (recording.path, log)
    let hasSpan = times.windows == nil && fields.count == 1 && fields[0].interval == nil
    input = try EventInput(
      recording, selection: hasSpan ? times.selection : TimeSelection(), rectification: rectification, observer: log)
    let intervals = try times.intervals(
      of: fields, isComplete: isComplete, path: path, first: input.firstMicroseconds ?? 0, observer: log)
    guard intervals != nil || fields.count == 1 else {
      throw FileError(
        .badContent, path: path, problem: "the fields do not say to which of its events they belong",
        remedy: "list their times with \(Setting.windowList), or give \(Setting.windowDuration)")
    }
    guard
      zip(intervals ?? [], (intervals ?? []).dropFirst()).allSatisfy({ $0.startMicroseconds <= $1.startMicroseconds })
    else {
      throw JobError(
        .badContent, path: path, problem: "the fields of the flow are not in the order of time",
        remedy: "render them without \(Setting.flowBackground)")
    }
    self.times = Dictionary(zip(fields.map(\.path), intervals ?? [])) { first, _ in first }
    windower = EventWindower(intervals.map { .intervals($0) } ?? .whole, source: path)
  }

  mutating func picture(under field: FlowInput.Field, shape: [Int]) throws -> Tensor<UInt8> {
    let window = try windower.next { try input.nextBatch() }
    var events = window?.events ?? EventBatch(capacity: 1)
    let (height, width) = (shape[0], shape[1])
    if let region = field.region {
      try checkSize(
        path, width: input.width, height: input.height, shape: [region.sensorHeight, region.sensorWidth])
      var filter = RegionFilter(x: region.x, y: region.y, width: width, height: height)
      filter.apply(to: &events)
    } else {
      try checkSize(path, width: input.width, height: input.height, shape: shape)
    }
    if events.isEmpty { try log.warn(kind: "empty", path: path, "there is no event under \(field.path)") }
    return EventPicture(of: events, width: width, height: height, colors: .gray).colored()
  }

  func caption(of field: FlowInput.Field) -> [String] {
    guard let interval = times[field.path], let first = input.firstMicroseconds else { return [] }
    let start = Double(microsecondsFrom: first, to: interval.startMicroseconds) / 1000
    let length = Double(interval.durationMicroseconds) / 1000
    return ["at", "\(Text.number(start)) ms", "for", "\(Text.number(length)) ms"]
  }

  func finish() throws { try input.passWarnings() }
}
