import ArgumentParser
import Datasets
import Files
import Recordings
import Workflows

/// `saccade convert`: a recording in another format.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a recording in another format, all of it or a part.",
    discussion: """
      Formats are told by content; that of the output by the ending of its name, or by \
      --to. Events go by \(FormatHelp.outputEndings). Recordings stream through: memory does not grow with them. INPUT may be \
      - for standard input, a named pipe, or a folder with the segments of one recording. \
      OUTPUT may be - for standard output, or a named pipe, with --to csv, \
      \(FormatHelp.streams).

      A FOLDER AS OUTPUT, one that ends in / or has no ending, takes all that a recording \
      holds: events.npz (or as --to says), images/frame_00000000.png and so on with \
      images.txt (the middle of the exposure in seconds, the file), imu.csv (microseconds, \
      m/s2, rad/s), and index.json. --streams names what is wanted of it. Frames keep their \
      depth, are cropped by --roi and turned by filters as events are, and have the \
      recording's clock. AEDAT 4 as output keeps frames and imu, too, those that lie beside a file \
      (DSEC) where --streams names them.

      FLOW goes between its formats, a file to a file and a folder to a folder with \
      index.json: \(FlowFormat.allCases.map(\.rawValue).joined(separator: ", ")). A PNG does not say its scale: --from and --to \
      kitti or dsec do, or folders named as those data sets name theirs.

      A recording may be packed as a whole by gzip, Zstandard, bzip2, LZ4, or as the one \
      file of a zip archive, whatever its format; it is unpacked to TMPDIR (or /tmp) first.

      EXAMPLES
        saccade convert recording.raw recording.npz
        saccade convert davis.aedat4 davis/ --streams frames,imu
        saccade convert recording.raw part.aedat4 --start 2s --end 2.5s
        saccade convert rec.raw clean.h5 --to dsec --filter hot-pixel
        saccade convert - rec.csv < rec.raw
        saccade convert rec.raw - --to csv | head
        saccade convert car_400x250.dat car.npz --flip
        saccade convert flow.flo flow.png --to kitti
        saccade convert recording.csv.gz recording.raw --columns 4,1,2,3
        saccade convert car_400x250.dat part_400x250.dat --start 2ms --end 5ms

      Events outside of the sensor are left out, with a warning that counts them. Its \
      size is what the file states, else --size, else the smallest usual one that holds \
      all events but those wildly far out.

      FILTERS OF EVENTS, applied after --start, --end and --roi in the order given
      \(EventFilterArgument.help)

      Jumps to --start and stops after --end take recordings to be in order of time up \
      to a second; where time steps back farther, a warning says so. Times stay those of the recording unless --time-origin subtracts \
      one: formats with short clocks (dat, aedat, DSEC) may need it.
      """)

  @Argument(help: "The recording.", completion: .file())
  var input: String

  @Argument(help: "Where the result goes.", completion: .file())
  var output: String

  @Flag(help: "Replace the output if it exists.")
  var force = false

  @Option(help: ArgumentHelp("The output's format (default: by its ending).", valueName: "format"))
  var to: OutputFormatArgument?

  @OptionGroup var part: TimeSelectionOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Keep this part of the sensor; X and Y count from the top left.", valueName: "X,Y,WIDTHxHEIGHT"))
  var roi: RegionArgument?

  @Option(
    help: ArgumentHelp(
      "A filter of events; repeat it for more. They are listed above.", valueName: "name[:arguments]"),
    transform: EventFilterArgument.parse)
  var filter: [EventFilterArgument] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Subtract a time from those of all events: one of the recording's clock, or first.",
      valueName: "time|first"))
  var timeOrigin: TimeOriginArgument?

  @Option(
    help: "How formats that leave the choice are compressed, the first being usual: \(FormatHelp.compressions).")
  var compression: EventCompression?

  @Option(help: "How frames of a size that 8 does not divide are written: bit by bit, or each from a byte on.")
  var outputPadding = FramePadding.byte

  @Option(
    help: ArgumentHelp(
      "What is written to a folder, or to AEDAT 4, of events, frames and imu (default: all there is).",
      valueName: "list"))
  var streams: StreamsArgument?

  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var events: EventInputOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output], force: force, streams: true, inputs: [input], isMachineReadable: common.json)
    if let flow = try flowInput() { return try convertFlow(flow) }
    switch try spikes.from ?? RecordingFormat.detect(input, events) {
    case .spikes: try convertSpikes()
    case .flow(let format): throw RecordingFormat.refuseFlow(format, input)
    case .events, nil: try convertEvents()
    }
  }

  /// The flow, where the input is flow.
  private func flowInput() throws -> FlowConversion.Input? {
    if input == EventFiles.standardInput || InputPipe.stands(at: input) || events.columns != nil { return nil }
    let format = spikes.from?.flow
    if spikes.from != nil && format == nil { return nil }
    return try FlowConversion.Input(path: input, format: format)
  }

  private func convertFlow(_ flow: FlowConversion.Input) throws {
    let given = [
      ("--roi", roi != nil), ("--filter", !filter.isEmpty), ("--time-origin", timeOrigin != nil),
      ("--compression", compression != nil), ("--streams", streams != nil), ("--flip", spikes.flip),
      (part.firstGiven ?? "", part.firstGiven != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw Failure.Usage("\(option) is for recordings; \(input) holds flow")
    }
    let summary = try FlowConversion(
      input: flow, output: output, format: try OutputFormatArgument.flow(to, path: output), overwrite: force
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    Console.note(
      "\(Text.count(summary.fields, "field")) of \(summary.width)x\(summary.height) written to \(output)")
  }

  private func convertEvents() throws {
    let isFolder = FolderOutput.isMeant(by: output, hasFormat: to != nil, hasStreams: streams != nil)
    let format = isFolder && to == nil ? .npz : try OutputFormatArgument.events(to, path: output)
    let conversion = EventConversion(
      recording: events.recording(input, spikes, threads: common.threadCount), output: output, format: format,
      selection: part.selection, region: roi?.region, filters: filter.map(\.rule), timeOrigin: timeOrigin?.origin,
      compression: compression, textStyle: to?.textStyle, overwrite: force, streams: streams?.streams)
    if isFolder { return try export(RecordingExport(conversion, streams: streams?.streams)) }
    if let streams { try streams.require(in: format, output) }
    let summary = try conversion.runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    let events =
      summary.eventsIn.map { "\(summary.eventsOut) of \(Text.count($0, "event"))" }
      ?? Text.count(summary.eventsOut, "event")
    let others = [
      (summary.triggersOut, "trigger"), (summary.framesOut ?? 0, "frame"), (summary.imuSamplesOut ?? 0, "imu sample"),
    ]
    Console.note("\(events) of \(summary.width)x\(summary.height)\(Self.list(others)) written to \(output)")
  }

  private func export(_ export: RecordingExport) throws {
    let summary = try export.runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    let parts = [
      (summary.eventsOut, "event"), (summary.triggersOut.flatMap { $0 > 0 ? $0 : nil }, "trigger"),
      (summary.framesOut, "frame"), (summary.imuSamplesOut, "imu sample"),
    ]
    let written = parts.compactMap { count, noun in count.map { Text.count($0, noun) } }.joined(separator: ", ")
    Console.note("\(written) written to \(summary.output)")
  }

  /// `, 3 frames and 1 trigger` of those that there are.
  private static func list(_ counts: [(Int, String)]) -> String {
    let parts = counts.filter { $0.0 > 0 }.map { Text.count($0.0, $0.1) }
    guard let last = parts.last else { return "" }
    return parts.dropLast().map { ", \($0)" }.joined() + " and \(last)"
  }

  private func convertSpikes() throws {
    try refuseEventOptions()
    let conversion = SpikeConversion(
      recording: try spikes.recording(input), output: output, format: try OutputFormatArgument.spikes(to, path: output),
      selection: part.selection, region: roi?.region, padding: outputPadding, overwrite: force)
    let summary = try conversion.runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    Console.note(
      "\(summary.framesOut) of \(Text.count(summary.framesIn, "frame")) of \(summary.width)x\(summary.height) "
        + "written to \(output)")
  }

  private func refuseEventOptions() throws {
    let given = [
      ("--filter", !filter.isEmpty), ("--time-origin", timeOrigin != nil), ("--compression", compression != nil),
      ("--follow", events.follow), ("--streams", streams != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw Failure.Usage("\(option) is for events; \(input) holds spikes")
    }
  }
}
