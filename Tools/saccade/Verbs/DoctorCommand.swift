import ArgumentParser
import Datasets
import Files
import Recordings

/// `saccade doctor`: what is wrong with a recording, and a repair.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Find what is wrong with a recording, say what to do, and repair it.",
    discussion: """
      Of events it finds: clocks that wrap, start anew or step back, wild times, long \
      pauses, places outside the sensor, columns and rows exchanged, one polarity \
      only, hot pixels, damage and a cut off end with its byte. Of spikes: a cut off \
      last frame, empty and full frames, stuck and dead pixels. Each finding is one \
      line that says how often, where first, and what to do about it.

      --repair writes what can be saved of events: those before the damage; wraps \
      counted on; a clock that starts anew goes on from the event before; wild times \
      and places outside the sensor dropped; axes exchanged back; events that are up \
      to --sort-window events late sorted to their place, in the order of the file \
      where times are equal. Later ones stay where they are and are counted. Hot \
      pixels stay without --drop-hot-pixels. Gaps and a lost polarity cannot be \
      repaired.

      The exit status is 0 when the recording could be examined, whatever was found; \
      with --strict it is 65 when anything was. A file of which nothing can be read \
      is bad input, 65.

      EXAMPLES
        saccade doctor recording.raw
        saccade doctor events.csv --size 640x480 --repair repaired.raw
        saccade doctor recording.dat --repair clean.dat --drop-hot-pixels --json
      """)

  @Argument(help: ArgumentHelp("The recording.", valueName: "file"), completion: .file())
  var file: String

  @Option(
    help: ArgumentHelp("Write what can be saved of a recording of events there.", valueName: "path"),
    completion: .file())
  var repair: String?

  @Option(
    help: ArgumentHelp(
      "Repair: the output's format (default: the file's own where the names end alike, else by the ending).",
      valueName: "format"))
  var to: OutputFormatArgument?

  @Flag(help: "Repair: drop the events of hot pixels, too.")
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
      switch try spikes.from ?? RecordingFormat.detect(file) {
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

// MARK: Events

extension DoctorCommand {
  private func examineEvents() throws -> [DoctorFinding] {
    let options = events.readOptions(size: spikes.size)
    let reader = try EventReader(file, format: spikes.from.flatMap(\.events), options: options)
    let outputFormat = try repair.map { try self.outputFormat($0, input: reader.header.format) }
    let (examination, damage) = try examine(reader)
    // A warning without a place is a remark about the file, not something wrong with it.
    let faults = reader.warnings.filter { $0.place != nil }
    if examination.statistics.count == 0, let fault = faults.first {
      throw FileError(
        .badContent, path: file, problem: "no event can be read; \(fault.problem)", place: fault.place,
        remedy: "fetch the file again")
    }
    var facts = try EventFacts(
      of: file, reader: reader, size: examination.sensor, statistics: examination.statistics)
    if let size = examination.size { (facts.width, facts.height) = size }
    facts.warnings = reader.warnings.map(\.description) + facts.warnings
    let findings = Self.findings(examination, damage, faults, (facts.width, facts.height))
    var report = DoctorReport(facts: facts, findings: findings)
    if let repair, let outputFormat {
      var plan = examination.repairPlan(dropsHotPixels: dropHotPixels)
      plan.size = plan.size ?? (facts.width, facts.height)
      plan.sortingWindow = sortWindow
      let run = EventRepairRun(
        path: file, format: spikes.from.flatMap(\.events), reading: options, isDamaged: damage != nil, plan: plan)
      let first = examination.statistics.firstMicroseconds ?? 0
      report.repair = try run.run(
        to: repair, format: outputFormat,
        options: EventWriteOptions(
          width: facts.width, height: facts.height, overwrite: force,
          timeOrigin: timeOrigin?.microseconds(first: first) ?? 0, textStyle: to?.textStyle),
        eventCount: examination.statistics.count)
    }
    try tell(report, facts.text)
    for remark in reader.warnings where remark.place == nil {
      try Console.warn(kind: remark.problem, path: remark.path, remark.explanation)
    }
    return findings
  }

  /// Reads the recording to its end or to where it is damaged.
  private func examine(_ reader: EventReader) throws -> (EventExamination, FileError?) {
    var size = spikes.size.map { ($0.geometry.width, $0.geometry.height) }
    if size == nil, let width = reader.header.width, let height = reader.header.height { size = (width, height) }
    var examination = EventExamination(size: size)
    let progress = Progress(total: nil, unit: "events")
    defer { progress.finish() }
    do {
      while let batch = try reader.nextBatch() {
        _ = reader.takeTriggers()
        examination.add(batch)
        progress.advance(batch.count)
      }
    } catch let damage as FileError where damage.kind == .badContent && examination.statistics.count > 0 {
      return (examination, damage)
    }
    return (examination, nil)
  }

  /// The gravest first: damage, then what the reader made the best of, then what the events show.
  private static func findings(
    _ examination: EventExamination, _ damage: FileError?, _ faults: [RecordingWarning],
    _ sensor: (width: Int, height: Int)
  ) -> [DoctorFinding] {
    let statistics = examination.statistics
    var findings = damage.map { [DoctorFinding(damage: $0, after: statistics)] } ?? []
    if statistics.count == 0 {
      findings.append(DoctorFinding("empty", "there is no event in it", advice: "record or fetch it again"))
    }
    findings += faults.map { DoctorFinding(warning: $0, eventCount: statistics.count) }
    return findings
      + examination.findings.map { DoctorFinding($0, sensor: sensor, isStated: examination.size != nil) }
  }

  /// The format to repair into; refuses early what cannot be done.
  private func outputFormat(_ path: String, input: EventFormat) throws -> EventFormat {
    if file == EventFiles.standardInput || InputPipe.stands(at: file) || events.follow {
      throw Failure.Usage("--repair reads the recording twice, which no pipe and no growing file allows; name a file")
    }
    try OutputGuard.check(
      [path], force: force, streams: true, inputs: [file], isMachineReadable: common.json)
    func ending(_ path: String) -> Substring? { path.split(separator: "/").last?.split(separator: ".").last }
    if to == nil, EventFormat.writable.contains(input), ending(path)?.lowercased() == ending(file)?.lowercased() {
      return input
    }
    return try OutputFormatArgument.events(to, path: path)
  }
}

// MARK: Spikes

extension DoctorCommand {
  private func examineSpikes() throws -> [DoctorFinding] {
    let source = try SpikeFiles.open(
      file, format: try spikes.format(of: file),
      options: SpikeReadOptions(
        size: spikes.size?.geometry, padding: spikes.framePadding, flip: spikes.flip, rateHz: spikes.rate))
    if repair != nil {
      throw Failure.Usage(
        "--repair is for events; saccade convert writes a spike recording anew, without a last frame that is cut off")
    }
    let progress = Progress(total: source.frameCount, unit: "frames")
    var examination = SpikeExamination(geometry: source.geometry)
    try source.forEachBlock {
      examination.add($0)
      progress.advance($0.frameCount)
    }
    progress.finish()
    let findings =
      source.warnings.map { DoctorFinding(warning: $0, eventCount: nil) } + DoctorFinding.findings(examination)
    let facts = SpikeFacts(
      format: try spikes.format(of: file)?.rawValue ?? "unknown", width: source.geometry.width,
      height: source.geometry.height, frames: source.frameCount, spikes: examination.spikeCount,
      rateHz: source.rateHz, warnings: Console.warnings)
    try tell(DoctorReport(facts: facts, findings: findings), facts.text)
    return findings
  }
}

// MARK: Results

extension DoctorCommand {
  private func tell<Facts: Encodable>(_ report: DoctorReport<Facts>, _ facts: String) throws {
    if common.json { return try JSON.printObject(report) }
    let lines = report.findings.isEmpty ? ["nothing is wrong with it"] : report.findings.map(\.line)
    try Console.say(facts + "\n\n" + lines.joined(separator: "\n"))
    if let repair = report.repair { Console.note(repair.text) }
  }
}

/// What `saccade doctor --json` says: what `info` does, the findings, and what a repair did.
struct DoctorReport<Facts: Encodable>: Encodable {
  var facts: Facts
  var findings: [DoctorFinding]
  var repair: EventRepairRun.Summary?

  private enum Key: CodingKey { case findings, repairable, repair }

  func encode(to encoder: any Encoder) throws {
    try facts.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(findings, forKey: .findings)
    try container.encode(findings.contains(where: \.repairable), forKey: .repairable)
    try container.encodeIfPresent(repair, forKey: .repair)
  }
}
