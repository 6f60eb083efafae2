import ArgumentParser
import Datasets
import Files
import Workflows

/// `saccade render`: pictures and videos of events, spikes and flow.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Show a recording of events or spikes, or flow: a PNG or a video.",
    discussion: """
      The input is a recording, tensors that saccade represent wrote (.npz, .h5; of a .npy \
      --kind says the axes), a flow file, \
      or a folder that saccade flow wrote. The ending of the output decides: .png; .mp4, .gif, .mkv, .avi; .html for a \
      page that plays events or spikes in any browser.

      EVENTS need no option. A picture shows a window of 33 ms that holds the middle of \
      all events, a video runs in real time, or slower where it would be over at once; \
      --window says how much time each picture shows, --speed and --stride how fast it \
      goes. --style time-surface fades the last event of each pixel, also those from \
      before the window and --start; xyt shows events as a cloud in space and time; \
      --kind shows any representation. Below each picture a legend says what the colours \
      mean and when it is, counted from the first event; --no-legend leaves it out.

      FLOW over a recording: --over names the events or spikes it was estimated from. \
      Flow of others, which does not say when it is, takes --start and --end for one \
      field, --times for a list of them, or --window for one after another from --start. \
      All pictures of a video share one scale, which the legend states. Options such as \
      --size and --flip are those of the recording, be it the input or the one of --over.

      EXAMPLES
        saccade render recording.raw -o events.mp4
        saccade render recording.raw -o player.html
        saccade render recording.raw -o slow.mp4 --speed 0.05 --window 2ms
        saccade render recording.raw -o cloud.png --style xyt --start 1s
        saccade render recording.raw -o grid.png --kind voxel-grid:5
        saccade render car_400x250.dat --flip -o spikes.png --frame 100
        saccade render flow -o flow.mp4 --fps 10
        saccade render flow -o a.mp4 --style arrows --over car_400x250.dat
        saccade render flow/flow_000060.npy -o flow.png --max-flow 12
        saccade render f.flo -o f.png --over a.raw --start 1s --end 1.1s
        saccade render flo -o f.mp4 --over a.raw --times times.txt
        saccade render car_400x250.dat --flip -o player.html
        saccade render grids.npy --kind voxel-grid:5 -o grids.mp4
      """)

  enum Style: String, ExpressibleByArgument, CaseIterable {
    case frame, flow, arrows, xyt
    case timeSurface = "time-surface"
  }

  @Argument(help: "A recording of events or spikes, tensors, a flow file, or a folder of flow.", completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "frame shows events or spikes, time-surface and xyt events; flow shows colours, arrows vectors "
        + "(default: frame for recordings, flow for flow)."))
  var style: Style?

  @Option(
    help: ArgumentHelp(
      "Show each window as saccade represent makes it, such as voxel-grid:5; of spikes each frame.",
      valueName: "kind"))
  var kind: String?

  @OptionGroup(title: "Pictures") var pictures: PictureSelection
  @OptionGroup(title: "Events") var windows: EventWindowOptions
  @OptionGroup(title: "Events") var eventPictures: EventPictureOptions
  @OptionGroup(title: "Flow") var flowPictures: FlowPictureOptions
  @OptionGroup(title: "Spikes under flow") var reconstruction: ReconstructionOptions
  @OptionGroup(title: "The recording") var spikes: SpikeInputOptions
  @OptionGroup(title: "The recording") var events: EventInputOptions
  @OptionGroup(title: "The recording") var rectification: RectifyOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [output.output], force: output.force,
      inputs: [input, flowPictures.over, windows.times, rectification.rectifyMap], isMachineReadable: common.json)
    if let tensors = try tensors() {
      try refusePage("tensors")
      return try renderRepresentation(tensors)
    }
    if let fields = try flowInput() {
      try refusePage("flow")
      return try renderFlow(fields)
    }
    switch try spikes.from ?? RecordingFormat.detect(input, events) {
    case .spikes: try renderSpikes()
    case .flow(let format): throw RecordingFormat.refuseFlow(format, input)
    case .events, nil: try isPage ? renderPage() : renderEvents()
    }
  }

  /// Whether the output is a page.
  private var isPage: Bool { output.output.lowercased().hasSuffix(".html") }

  private func refusePage(_ content: String) throws {
    if isPage { throw Failure.Usage("\(output.output): pages play events and spikes; \(input) holds \(content)") }
  }

  /// The tensors, where the input is a file of them.
  private func tensors() throws -> RepresentationInput? {
    if input == EventFiles.standardInput || spikes.from != nil || InputPipe.stands(at: input) { return nil }
    return try RepresentationInput(path: input, kind: kind)
  }

  /// The flow, where the input is flow. A folder may also hold a recording in segments.
  private func flowInput() throws -> FlowInput? {
    if input == EventFiles.standardInput || InputPipe.stands(at: input) { return nil }
    // With --over a format may be that of the recording; a PNG can only be flow.
    let isFlowFormat = input.lowercased().hasSuffix(".png") || EventDataset.isFolder(input)
    let format = isFlowFormat ? spikes.from?.flow : nil
    if spikes.from != nil && format == nil && flowPictures.over == nil { return nil }
    if try !FlowInput.stands(at: input), (try? EventFiles.detect(input)) != nil { return nil }
    do {
      return try FlowInput(path: input, format: format)
    } catch {
      // A folder of recordings has no flow either.
      if format == nil, let folder = try RecordingFolder(input) { throw Failure.Usage(folder.refusal) }
      throw error
    }
  }

  /// Draws, and tells what was written.
  ///
  /// - Parameter detail: What is said of the pictures beside their number.
  func draw(_ job: some Job<RenderingSummary>, detail: (RenderingSummary) -> String) throws {
    var summary = try job.runOnConsole()
    // As it was typed.
    summary.kind = kind ?? summary.kind
    if common.json { return try JSON.printObject(summary) }
    Console.note("\(Text.count(summary.pictures, "picture")) written to \(output.output)\(detail(summary))")
  }
}
