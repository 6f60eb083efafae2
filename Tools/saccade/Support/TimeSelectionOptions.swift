import ArgumentParser
import Recordings

/// Which part of a recording a verb takes.
struct TimeSelectionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out what is before, counted from the first event or frame.", valueName: "time"))
  var start: TimeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out what is from there on, counted from the first event or frame.", valueName: "time"))
  var end: TimeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("As --start, but on the recording's own clock; that of spikes starts at 0.", valueName: "time"))
  var startAt: TimeArgument?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("As --end, but on the recording's own clock.", valueName: "time"))
  var endAt: TimeArgument?

  func validate() throws {
    if start != nil && startAt != nil || end != nil && endAt != nil {
      throw ValidationError("a time counts from the first event or on the recording's clock, not both")
    }
  }

  /// The wanted part.
  var selection: TimeSelection {
    func bound(_ relative: TimeArgument?, _ absolute: TimeArgument?) -> TimeSelection.Bound? {
      relative.map { .afterFirst($0.microseconds) } ?? absolute.map { .at($0.microseconds) }
    }
    return TimeSelection(start: bound(start, startAt), end: bound(end, endAt))
  }

  /// The first option that was given, for recordings that they do not fit.
  var firstGiven: String? {
    [("--start", start != nil), ("--end", end != nil), ("--start-at", startAt != nil), ("--end-at", endAt != nil)]
      .first(where: \.1)?.0
  }
}
