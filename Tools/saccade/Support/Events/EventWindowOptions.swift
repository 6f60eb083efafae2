import ArgumentParser
import Recordings
import Workflows

/// How a verb cuts a recording of events into windows, and which part of it.
struct EventWindowOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Windows of this duration, from the first event on.", valueName: "time"))
  var window: TimeArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("Windows of this many events.", valueName: "n"))
  var events: Int?

  @Option(
    help: ArgumentHelp(
      "Windows that a file lists: a boundary a line, or start and end; or images, for the times of the pictures that the "
        + "recording carries.", valueName: "file|images"), completion: .file())
  var times: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "From the start of one window to that of the next: a time, or with --events a number of events "
        + "(default: each begins where the one before ends).", valueName: "time"))
  var stride: TimeArgument?

  @OptionGroup var part: TimeSelectionOptions

  func validate() throws {
    if [window != nil, events != nil, times != nil].filter({ $0 }).count > 1 {
      throw ValidationError("windows are cut by one of --window, --events and --times")
    }
    if let window, window.microseconds < 1 {
      throw ValidationError("--window needs at least a microsecond, not \(window.microseconds)")
    }
    if let events, !(1...EventWindower.mostEvents).contains(events) {
      throw ValidationError("--events needs 1 to \(EventWindower.mostEvents) events, not \(events)")
    }
    if let stride, stride.microseconds < 1 {
      throw ValidationError("--stride needs at least a microsecond or an event, not \(stride.microseconds)")
    }
  }

  /// The wanted part of the recording.
  var selection: TimeSelection { part.selection }

  /// How the recording is cut; nil where the user did not say.
  func choice() throws -> EventWindowChoice? {
    if let window {
      return .time(duration: window.microseconds, stride: stride?.microseconds ?? window.microseconds)
    }
    if let events { return .count(events: events, stride: stride.map { Int(clamping: $0.microseconds) } ?? events) }
    if stride != nil { throw Failure.Usage("--stride goes with --window or --events") }
    return listed
  }

  /// The windows that are listed; nil without `--times`.
  var listed: EventWindowChoice? { times.map { $0 == Self.images ? .pictures : .listed(path: $0) } }

  /// Whether the user says what a window is.
  var areNamed: Bool { window != nil || events != nil || times != nil }

  /// What `--times` calls the times of a recording's own pictures.
  static let images = "images"
}
