import Datasets
import Kernels
import Recordings
import Reports
import Runtime
import Workflows

/// `saccade render` for events: windows are read, drawn and written, each on a thread of its own.
struct EventRendering {
  /// What was drawn.
  struct Result {
    var events = 0
    var emptyWindows = 0
  }

  let recording: EventRecording
  let rectification: RectificationMap?
  let plan: EventPicturePlan
  let isConcurrent: Bool

  /// Draws the windows of the plan.
  ///
  /// - Parameter makePictures: Makes the drawer once the sensor's size is known.
  func run(
    to output: PictureOutput, _ makePictures: (_ width: Int, _ height: Int) throws -> any EventPictures
  ) throws -> Result {
    var recording = recording
    let input = try recording.open(
      plan.selection, rectification: rectification, observer: ConsoleObserver())
    var pictures = try makePictures(input.width, input.height)
    let windower = EventWindower(
      plan.windowing, source: recording.path, originMicroseconds: input.originMicroseconds)
    let progress = Progress(total: plan.pictureCount, unit: "pictures")
    defer { progress.finish() }
    var result = Result()
    func next() throws -> EventWindow? { try windower.next { try input.nextBatch() } }
    if output.isStill {
      let window = try still(next, recording.path)
      result.events = window.events.count
      result.emptyWindows = window.events.isEmpty ? 1 : 0
      try output.append(pictures.picture(of: window))
    } else {
      try Pipeline(isConcurrent: isConcurrent).run(
        reading: next,
        computing: { window in
          result.events += window.events.count
          if window.events.isEmpty { result.emptyWindows += 1 }
          progress.advance()
          return try pictures.picture(of: window)
        },
        writing: { try output.append($0) })
      if output.count == 0 { try output.append(pictures.picture(of: Self.nothing)) }
    }
    try input.passWarnings()
    try passWarnings(pictures, windower, recording.path)
    return result
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
    throw Failure.Usage("--frame \(frame) does not exist: \(path) has \(Text.count(count, "window"))")
  }

  private static let nothing = EventWindow(
    index: 0, interval: EventInterval(startMicroseconds: 0, endMicroseconds: 0), events: EventBatch(capacity: 1))

  private func passWarnings(_ pictures: any EventPictures, _ windower: EventWindower, _ path: String) throws {
    if pictures.outsideCount > 0 {
      try Console.warn(
        kind: "outside", path: path,
        "\(Text.count(pictures.outsideCount, "event")) outside of the sensor left out; saccade doctor says more")
    }
    if windower.lateCount > 0 {
      try Console.warn(
        kind: "late", path: path,
        "\(Text.count(windower.lateCount, "event")) too late for their window left out; saccade doctor sorts them")
    }
  }
}
