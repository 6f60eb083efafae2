import ArgumentParser
import Recordings

/// How a verb cuts a recording of events into windows, and which part of it.
struct EventWindowOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Windows of this duration, from the first event on.", valueName: "time"))
  var window: TimeArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("Windows of this many events.", valueName: "n"))
  var events: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "From the start of one window to that of the next: a time, or with --events a number of events "
        + "(default: each begins where the one before ends).", valueName: "time"))
  var stride: TimeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out what is before, counted from the first event.", valueName: "time"))
  var start: TimeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out what is from there on, counted from the first event.", valueName: "time"))
  var end: TimeArgument?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("As --start, but on the recording's own clock.", valueName: "time"))
  var startAt: TimeArgument?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("As --end, but on the recording's own clock.", valueName: "time"))
  var endAt: TimeArgument?

  func validate() throws {
    if start != nil && startAt != nil || end != nil && endAt != nil {
      throw ValidationError("a time counts from the first event or on the recording's clock, not both")
    }
    if [window != nil, events != nil].filter({ $0 }).count > 1 {
      throw ValidationError("windows are cut by --window or by --events, not both")
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
  var selection: TimeSelection { TimeSelection(start: start, end: end, startAt: startAt, endAt: endAt) }

  /// How the recording is cut; nil where the user did not say.
  var windowing: EventWindowing? {
    if let window {
      return .time(
        durationMicroseconds: window.microseconds, strideMicroseconds: stride?.microseconds ?? window.microseconds)
    }
    if let events { return .count(events: events, stride: stride.map { Int(clamping: $0.microseconds) } ?? events) }
    return nil
  }
}
