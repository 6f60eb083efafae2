import ArgumentParser
import Datasets
import Files
import Recordings
import Workflows

/// `saccade doctor`: what is wrong with a recording, and a repair.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Find what is wrong with a recording, say what to do, and repair it.",
    discussion: """
      Of events it finds: clocks that wrap, start anew or step back, wild times, long \
      pauses, places outside the sensor, columns and rows exchanged, one polarity \
      only, hot pixels, damage and a cut off end with its byte. Axes that are flipped \
      and polarities that are exchanged are told by the recording's own pictures; \
      without such nobody can know. Of spikes: a cut off \
      last frame, empty and full frames, stuck and dead pixels. Each finding is one \
      line that says how often, where first, and what to do about it.

      --repair writes what can be saved. Of events: those before the damage; wraps \
      counted on; a clock that starts anew goes on from the event before; wild times \
      and places outside the sensor dropped; axes exchanged back; events that are up \
      to --sort-window events late sorted to their place, in the order of the file \
      where times are equal. Later ones stay where they are and are counted. Hot \
      pixels stay without --drop-hot-pixels. Gaps and a lost polarity cannot be \
      repaired. Of spikes: the whole frames, without a last one that is cut off; with \
      --drop-hot-pixels pixels that fire in every frame fire no more. Lost frames and \
      dead pixels cannot be repaired.

      The exit status is 0 when the recording could be examined, whatever was found; \
      with --strict it is 65 when anything was. A file of which nothing can be read \
      is bad input, 65: it is told what it is, and which verb reads it.

      EXAMPLES
        saccade doctor recording.raw
        saccade doctor events.csv --size 640x480 --repair repaired.raw
        saccade doctor recording.dat --repair clean.dat --drop-hot-pixels --json
        saccade doctor car_400x250.dat --repair whole_400x250.dat
      """)

  @Argument(help: ArgumentHelp("The recording.", valueName: "file"), completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp("Write what can be saved of the recording there.", valueName: "path"),
    completion: .file())
  var repair: String?

  @Option(
    help: ArgumentHelp(
      "Repair: the output's format (default: the file's own where the names end alike, else by the ending).",
      valueName: "format"))
  var to: OutputFormatArgument?

  @Flag(help: "Repair: drop the events of hot pixels, too; of spikes those of pixels that always fire.")
  var dropHotPixels = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Repair: how many events one may be late to be sorted to its place.", valueName: "events"))
  var sortWindow = EventReordering.standardWindow

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Repair: subtract a time from those of all events: one of the recording's clock, or first.",
      valueName: "time|first"))
  var timeOrigin: TimeOriginArgument?

  @Flag(help: "Replace the repaired recording if it exists.")
  var force = false

  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var events: EventInputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if repair == nil && (dropHotPixels || to != nil || timeOrigin != nil || force) {
      throw ValidationError("--to, --drop-hot-pixels, --time-origin and --force need --repair")
    }
    if !(1...EventReordering.largestWindow).contains(sortWindow) {
      throw ValidationError("--sort-window needs 1 to \(EventReordering.largestWindow) events, not \(sortWindow)")
    }
  }

  func run() throws {
    Console.configure(common)
    let findings =
      switch try spikes.from ?? RecordingFormat.detect(file, events) {
      case .spikes: try examineSpikes()
      case .flow(let format): throw RecordingFormat.refuseFlow(format, file)
      case .events, nil: try examineEvents()
      }
    if common.strict, let first = findings.first {
      throw FileError(
        .badContent, path: file, problem: "\(Text.count(findings.count, "finding")), first \(first.kind)",
        remedy: "--strict refuses it")
    }
  }
}

// MARK: Events and spikes

extension DoctorCommand {
  private func examineEvents() throws -> [DoctorFinding] {
    let wanted = try repair.map { output in
      let format = try to.map { try OutputFormatArgument.events($0, path: output) }
      try OutputGuard.check(
        [output], force: force, streams: true, inputs: [file], isMachineReadable: common.json)
      return EventDiagnosis.Repair(
        output: output, format: format, textStyle: to?.textStyle, dropsHotPixels: dropHotPixels,
        sortingWindow: sortWindow, timeOrigin: timeOrigin?.origin, overwrite: force)
    }
    let report = try EventDiagnosis(events.recording(file, spikes, threads: common.threadCount), repair: wanted)
      .runOnConsole()
    try tell(report, report.facts.text)
    for remark in report.remarks {
      try Console.warn(kind: remark.problem, path: remark.path, remark.explanation.text(\.optionText))
    }
    return report.findings
  }

  private func examineSpikes() throws -> [DoctorFinding] {
    let recording = try spikes.recording(file)
    if timeOrigin != nil { throw Failure.Usage("--time-origin is for events; frames of spikes have no times") }
    let wanted = try repair.map { output in
      try OutputGuard.check([output], force: force, streams: true, inputs: [file], isMachineReadable: common.json)
      return SpikeDiagnosis.Repair(
        output: output, format: try to.map { try OutputFormatArgument.spikes($0, path: output) },
        silencesStuckPixels: dropHotPixels, overwrite: force)
    }
    let report = try SpikeDiagnosis(recording, repair: wanted).runOnConsole()
    try tell(report, report.facts.text)
    return report.findings
  }

  private func tell<Facts>(
    _ report: DoctorReport<Facts, some RepairText>, _ facts: String
  ) throws {
    if common.json { return try JSON.printObject(report) }
    var lines = report.findings.isEmpty ? ["nothing is wrong with it"] : report.findings.map(\.line)
    if let orientation = report.orientation {
      lines.append(
        "polarity and axes: " + (orientation.isKnown ? orientation.message : "nobody can know; \(orientation.message)"))
    }
    try Console.say(facts + "\n\n" + lines.joined(separator: "\n"))
    if let repair = report.repair { Console.note(repair.text) }
  }
}

/// What a repair did, in words.
protocol RepairText {
  /// A line for a person: what was done, without what was not.
  var text: String { get }
}

extension SpikeRepairRun.Summary: RepairText {
  var text: String {
    let parts = [
      cutFrameDropped ? "a last frame that was cut off left out" : nil,
      stuckPixelsSilenced > 0
        ? "\(Text.count(stuckPixelsSilenced, "pixel")) silenced, \(Text.count(spikesDropped, "spike")) fewer" : nil,
    ].compactMap(\.self)
    return "\(framesOut) of \(Text.count(framesIn, "frame")) written to \(output)"
      + (parts.isEmpty ? ", nothing changed" : ": " + parts.joined(separator: ", "))
  }
}

extension EventRepairRun.Summary: RepairText {
  var text: String {
    let parts: [(count: Int, words: String)] = [
      (unrolled, "moved behind a wrap of the clock"), (shifted, "moved behind a clock that started anew"),
      (sorted, "sorted to their place"), (leftLate, "left out of order, too late for their place"),
      (exchanged, "with columns and rows exchanged"), (wildDropped, "dropped for their wild times"),
      (outOfRangeDropped, "dropped from outside the sensor"), (hotPixelsDropped, "dropped from hot pixels"),
    ]
    let done = parts.filter { $0.count > 0 }.map { "\($0.count) \($0.words)" }
    let dropped = triggersIn - triggersOut
    let triggers = dropped > 0 ? ["\(Text.count(dropped, "trigger")) left out"] : []
    let details = (done + triggers).joined(separator: ", ")
    return "\(eventsOut) of \(Text.count(eventsIn, "event")) written to \(output)"
      + (details.isEmpty ? ", nothing changed" : ": \(details)")
  }
}
