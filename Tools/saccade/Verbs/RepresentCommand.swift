import ArgumentParser
import Datasets
import Files
import Foundation
import Recordings
import Representations
import Workflows

/// `saccade represent`: tensors of a recording, one a window.
struct RepresentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "represent",
    abstract: "Turn a recording into tensors for networks, one for each window.",
    discussion: """
      An .npz holds data [N, …], start_us and end_us [N] (from the start on, before the \
      end, on the recording's clock), axes and kind; an .npy holds data alone; .h5 the \
      same as datasets. Without --window, --events or --times the whole recording is one \
      window. Windows are made one after another: memory holds one, however long the \
      recording is. A window without events is zero, with a warning. More windows than \
      the free disk holds are refused (--allow-large), and so is a clock that jumps over \
      very many.

      KINDS OF EVENTS, with H rows and W columns
      \(RepresentCommand.lines(EventRepresentation.descriptions))
      KINDS OF SPIKES, around the middle of each window
      \(RepresentCommand.lines(SpikeRepresentation.descriptions))

      EXAMPLES
        saccade represent recording.raw -o grid.npz --kind voxel-grid:5 --window 33ms
        saccade represent rec.raw -o a.npz --kind count --window 50ms --stride 10ms
        saccade represent rec.h5 -o ste.npz --kind ste:5 --times images
        saccade represent car_400x250.dat -o w.npz --kind window:25 --window 1ms
      """)

  @Argument(help: "The recording.", completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("What the tensors hold; the kinds are listed above.", valueName: "kind"))
  var kind: String

  @Flag(help: "Bring the cells that are not zero to mean 0 and standard deviation 1 (voxel-grid).")
  var normalize = false

  @OptionGroup(title: "Windows") var windows: EventWindowOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep this part of the sensor of events; X and Y count from the top left.", valueName: "X,Y,WIDTHxHEIGHT"))
  var roi: RegionArgument?

  @OptionGroup var large: LargeOutputOptions

  @OptionGroup(title: "The recording") var spikes: SpikeInputOptions
  @OptionGroup(title: "The recording") var events: EventInputOptions
  @OptionGroup(title: "The recording") var rectification: RectifyOptions
  @OptionGroup var common: CommonOptions

  /// Lines for the help text.
  private static func lines(_ kinds: [(name: String, shape: String, meaning: String)]) -> String {
    kinds.map { kind in
      let room = String(repeating: " ", count: max(1, 20 - kind.name.count))
      return "  \(kind.name)\(room)\(kind.shape)\n      \(kind.meaning)"
    }.joined(separator: "\n")
  }

  func run() throws {
    Console.configure(common)
    // A name that says no kind of file is refused before anything is looked at.
    _ = try RepresentationFile(path: output.output)
    try checkKind()
    try OutputGuard.check(
      [output.output], force: output.force, inputs: [input, windows.times, rectification.rectifyMap],
      isMachineReadable: common.json)
    let summary: RepresentationSummary
    switch try spikes.from ?? RecordingFormat.detect(input, events) {
    case .spikes: summary = try representSpikes()
    case .flow(let format): throw RecordingFormat.refuseFlow(format, input)
    case .events, nil: summary = try representEvents()
    }
    if common.json { return try JSON.printObject(summary) }
    let shape = summary.shape.map(String.init).joined(separator: "x")
    Console.note(
      "\(Text.count(summary.shape[0], "window")) of \(summary.kind), \(summary.dtype) \(shape), written to "
        + output.output)
  }

  /// Throws where no recording whatever has such a representation, before the output is looked at.
  private func checkKind() throws {
    _ = try windows.choice()
    if SpikeRepresentation(kind) != nil { return }
    do {
      let named = try EventRepresentation(kind)
      if normalize && named.normalized == nil { throw noNormalizedForm }
    } catch let error as EventRepresentationNameError {
      let all = EventRepresentation.names + SpikeRepresentation.names
      let isName = all.contains { $0.prefix { $0 != ":" && $0 != "[" } == kind.prefix { $0 != ":" } }
      throw Failure.Usage(
        "--kind " + (isName ? error.description : "knows no '\(kind)'; " + Likeness.remedy(for: kind, among: all)))
    }
  }

  private var noNormalizedForm: Failure.Usage {
    Failure.Usage("--kind \(kind) has no normalised form; --normalize goes with voxel grids")
  }

  private func representEvents() throws -> RepresentationSummary {
    if roi != nil, let option = rectification.firstGiven {
      throw Failure.Usage("\(option) does not go with --roi: a part of the sensor has no rectified picture of its own")
    }
    return try EventRepresentationRun(
      recording: events.recording(input, spikes, threads: common.threadCount), kind: try eventKind(),
      output: output.output,
      windows: try windows.choice(), selection: windows.selection, region: roi?.region,
      rectification: rectification.rectification, overwrite: output.force, allowsLargeOutput: large.allowLarge,
      threads: common.threadCount
    ).runOnConsole()
  }

  private func eventKind() throws -> EventRepresentation {
    let named = try EventRepresentation(kind: kind, of: input)
    guard normalize else { return named }
    guard let normalized = named.normalized else {
      throw noNormalizedForm
    }
    return normalized
  }

  private func representSpikes() throws -> RepresentationSummary {
    let kind = try SpikeRepresentation(kind: kind)
    let given = [
      ("--events", windows.events != nil), ("--normalize", normalize), ("--roi", roi != nil),
      (rectification.firstGiven ?? "", rectification.firstGiven != nil),
    ]
    if let option = given.first(where: \.1)?.0 {
      throw Failure.Usage("\(option) is for events; \(input) holds spikes")
    }
    return try SpikeRepresentationRun(
      recording: try spikes.recording(input), kind: kind, output: output.output, windows: try windows.choice(),
      selection: windows.selection, overwrite: output.force, allowsLargeOutput: large.allowLarge,
      threads: common.threadCount
    ).runOnConsole()
  }
}
