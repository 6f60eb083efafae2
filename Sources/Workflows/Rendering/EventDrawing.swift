import Datasets
import Files
import Recordings
import Runtime

/// The work of an ``EventRendering``: windows are read, drawn and written, each on a thread of its own.
struct EventDrawing {
  let recording: EventRecording
  let rectification: RectificationMap?
  let plan: EventPicturePlan
  let isConcurrent: Bool
  let log: JobLog

  /// Draws the windows of the plan.
  ///
  /// - Parameter makePictures: Makes the drawer once the recording is open.
  /// - Returns: The events in them.
  func run(
    to output: PictureOutput, _ makePictures: (_ input: EventInput) throws -> any EventPictures
  ) throws -> Int {
    var recording = recording
    let input = try recording.open(plan.selection, rectification: rectification, observer: log)
    var pictures = try makePictures(input)
    let windower = EventWindower(
      plan.windowing, source: recording.path, originMicroseconds: input.originMicroseconds)
    let progress = log.steps(total: plan.pictureCount, unit: "pictures")
    defer { progress.finish() }
    var eventCount = 0
    func next() throws -> EventWindow? { try windower.next { try input.nextBatch() } }
    if output.isStill {
      let window = try still(next, recording.path) { if recording.isReadOnce { pictures.remember($0) } }
      try remember(before: window.interval.startMicroseconds, recording, &pictures)
      eventCount = window.events.count
      try output.append(pictures.picture(of: window))
    } else {
      if let start = plan.startMicroseconds ?? input.originMicroseconds {
        try remember(before: start, recording, &pictures)
      }
      try Pipeline(isConcurrent: isConcurrent).run(
        reading: next,
        computing: { window in
          eventCount += window.events.count
          try progress.advance()
          return try pictures.picture(of: window)
        },
        writing: { try output.append($0) })
      if output.count == 0 { try output.append(pictures.picture(of: Self.nothing)) }
    }
    try input.passWarnings()
    try passWarnings(pictures, windower, recording.path)
    return eventCount
  }

  /// Lets pictures see what was before the first window, where they show it and it can be read again.
  private func remember(
    before start: Int64, _ recording: EventRecording, _ pictures: inout any EventPictures
  ) throws {
    guard pictures.memoryMicroseconds > 0, !recording.isReadOnce else { return }
    let (from, isOver) = start.subtractingReportingOverflow(pictures.memoryMicroseconds)
    let before = try EventInput(
      recording, selection: TimeSelection(start: .at(isOver ? .min : from), end: .at(start)),
      rectification: rectification, observer: log)
    while let batch = try before.nextBatch() {
      try log.checkCancellation()
      pictures.remember(batch)
    }
  }

  /// The window that a still picture shows.
  ///
  /// - Parameter pass: Called with the events of those before it.
  private func still(
    _ next: () throws -> EventWindow?, _ path: String, passing pass: (EventBatch) -> Void
  ) throws -> EventWindow {
    let frame = plan.frame ?? 0
    var count = 0
    while let window = try next() {
      if count == frame { return window }
      pass(window.events)
      count += 1
    }
    if count == 0 && frame == 0 {
      return Self.nothing
    }
    throw JobError(
      wrongOptions: "\(Setting.shownFrame, to: "\(frame)") does not exist: \(path) has \(Text.count(count, "window"))")
  }

  private static let nothing = EventWindow(
    index: 0, interval: EventInterval(startMicroseconds: 0, endMicroseconds: 0), events: EventBatch(capacity: 1))

  private func passWarnings(_ pictures: any EventPictures, _ windower: EventWindower, _ path: String) throws {
    if pictures.outsideCount > 0 {
      try log.warn(
        kind: "outside", path: path,
        "\(Text.count(pictures.outsideCount, "event")) outside of the sensor left out; \(Work.examine) says more")
    }
    if windower.lateCount > 0 {
      try log.warn(
        kind: "late", path: path,
        "\(Text.count(windower.lateCount, "event")) too late for their window left out; \(Work.examine) sorts them")
    }
  }
}
