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
  /// - Parameter makePictures: Makes the drawer once the sensor's size is known.
  /// - Returns: The events in them.
  func run(
    to output: PictureOutput, _ makePictures: (_ sensor: SensorSize) throws -> any EventPictures
  ) throws -> Int {
    var recording = recording
    let input = try recording.open(plan.selection, rectification: rectification, observer: log)
    var pictures = try makePictures(input.size)
    let windower = EventWindower(
      plan.windowing, source: recording.path, originMicroseconds: input.originMicroseconds)
    let progress = log.steps(total: plan.pictureCount, unit: "pictures")
    defer { progress.finish() }
    var eventCount = 0
    func next() throws -> EventWindow? { try windower.next { try input.nextBatch() } }
    if output.isStill {
      let window = try still(next, recording.path)
      eventCount = window.events.count
      try output.append(pictures.picture(of: window))
    } else {
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

  /// The window that a still picture shows.
  private func still(_ next: () throws -> EventWindow?, _ path: String) throws -> EventWindow {
    let frame = plan.frame ?? 0
    var count = 0
    while let window = try next() {
      if count == frame { return window }
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
