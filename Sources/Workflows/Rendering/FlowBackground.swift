import Datasets
import Files
import Recordings
import Reports
import Representations
import Tensors

/// What lies under flow: pictures of the recording it was estimated from, in the order of the fields.
protocol FlowBackground {
  /// The picture under a field, gray or colour, of the flow's size `[height, width]`.
  mutating func picture(under field: FlowInput.Field, shape: [Int]) throws -> Tensor<UInt8>
  /// Lines of the legend that tell when a field is.
  func caption(of field: FlowInput.Field) -> [String]
  /// Passes on what was odd about the recording, after the last field.
  func finish() throws
}

extension FlowBackground {
  func checkSize(_ path: String, width: Int, height: Int, shape: [Int]) throws {
    guard [height, width] == shape else {
      throw FileError(
        .badContent, path: path, problem: "the recording is \(width)x\(height), the flow \(shape[1])x\(shape[0])",
        remedy: "give the recording that the flow was estimated from")
    }
  }
}

/// The reconstruction of spikes at the frame where the flow starts.
struct SpikesUnderFlow: FlowBackground {
  private let path: String
  private let source: any SpikeSource
  private let reconstruction: any SpikeReconstruction
  private let choice: SpikeDisplayChoice
  /// The frame that the user asked for, where the flow says none.
  private let frame: Int?
  private var display: SpikeDisplay?

  init(
    path: String, source: any SpikeSource, reconstruction: any SpikeReconstruction, display: SpikeDisplayChoice,
    frame: Int?
  ) {
    (self.path, self.source, self.reconstruction) = (path, source, reconstruction)
    (choice, self.frame) = (display, frame)
  }

  mutating func picture(under field: FlowInput.Field, shape: [Int]) throws -> Tensor<UInt8> {
    try checkSize(path, width: source.geometry.width, height: source.geometry.height, shape: shape)
    let frame = field.frames?.lowerBound ?? frame ?? source.frameCount / 2
    guard (0..<source.frameCount).contains(frame) else {
      throw FileError(
        .badContent, path: path, problem: "the flow starts at frame \(frame), the recording has \(source.frameCount)",
        remedy: "give the recording that the flow was estimated from")
    }
    let picture = try reconstruction.picture(at: frame, of: source)
    let style = display ?? choice.display(first: picture)
    display = style
    return style.grayValues(of: picture)
  }

  func caption(of field: FlowInput.Field) -> [String] { field.frameCaption }

  func finish() {}
}

/// The events of the time that a field spans.
struct EventsUnderFlow: FlowBackground {
  private let path: String
  private let input: EventInput
  private let windower: EventWindower
  /// Whether the fields say when they are; else all events lie under the only one.
  private let hasTimes: Bool
  private let log: JobLog

  /// Opens a recording, of which the windows of the fields are read in order.
  init(
    _ recording: EventRecording, fields: [FlowInput.Field], rectification: RectificationMap?, log: JobLog
  ) throws {
    (path, self.log) = (recording.path, log)
    input = try EventInput(recording, rectification: rectification, observer: log)
    let intervals = fields.compactMap(\.interval)
    hasTimes = intervals.count == fields.count
    guard hasTimes || fields.count == 1 else {
      throw FileError(.badContent, path: path, problem: "the fields do not say to which of its events they belong")
    }
    guard zip(intervals, intervals.dropFirst()).allSatisfy({ $0.startMicroseconds <= $1.startMicroseconds }) else {
      throw JobError(
        .badContent, path: path, problem: "the fields of the flow are not in the order of time",
        remedy: "render them without \(Setting.flowBackground)")
    }
    windower = EventWindower(hasTimes ? .intervals(intervals) : .whole, source: path)
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
    guard let interval = field.interval, let first = input.firstMicroseconds else { return [] }
    let start = Double(microsecondsFrom: first, to: interval.startMicroseconds) / 1000
    let length = Double(interval.durationMicroseconds) / 1000
    return ["at", "\(Text.number(start)) ms", "for", "\(Text.number(length)) ms"]
  }

  func finish() throws { try input.passWarnings() }
}

extension FlowInput.Field {
  /// Lines of the legend.
  var frameCaption: [String] { frames.map { ["frames", "\($0.lowerBound) to", "\($0.upperBound)"] } ?? [] }
}
