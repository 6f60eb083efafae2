import ArgumentParser
import Datasets
import Files
import Foundation
import Kernels
import OpticalFlow
import Recordings
import Reports
import Representations
import Workflows

extension FlowFormat: ExpressibleByArgument {}
extension FlowRendering.Kind: ExpressibleByArgument {}

/// `saccade flow`: optical flow from a recording.
struct FlowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Estimate optical flow from a recording of spikes or events.",
    discussion: """
      From spikes (SCFlow): for every pair of windows, 25 frames each, the flow from \
      the centre of the first to that of the second. Every field starts from the one \
      before. Without --weights the set that is carried is taken, which was trained \
      for --dt 10 and 20.

      From events: for every window the flow from its start to its end. Windows are \
      those between MVSEC's pictures, 100 ms of DSEC, 33.333 ms of others, or as you \
      say.

      Without weights (contrast, the default): the flow along which the events come \
      to lie on each other, by tiles from coarse to fine. Pixels far from events have \
      none. Motion of less than about two pixels a window does not show: choose \
      windows of some pixels' motion. Where things move over each other, --layers \
      looks for up to so many motions and gives what moves how at the window's start.

      The default for events is what makes real recordings sharper (FWL of blurred \
      images, above 1, on average of three windows) in reasonable time. That is \
      contrast; steflownet-s, whose weights are carried, too, is an early set that \
      takes longer, ahead on rendered scenes where things move over each other (error \
      0.40 of the mean flow, contrast 0.79):

        recording    size      window  FWL of contrast  of steflownet-s
        EVT 2, disc  640x480    10 ms             5.20             2.73
        EVT 3        1280x720    8 ms             1.04             1.04
        DAVIS240     240x180   100 ms             1.10             1.06
        DVXplorer    320x240   100 ms             1.05             1.04

      STE-FlowNet, of any widths (the default with --weights): a window is cut into \
      splits of equal event count, which are correlated with the first one and \
      refined over iterations; --stop-when ends the refinement of a window that has \
      settled. With --passes the events are moved back along the flow found and seen \
      again, and what sharpens them is kept; windows of long motion are cut into parts.

      E-RAFT (--model eraft): the same from two windows, that of the \
      flow and the one before; 100 ms where nothing else is said. N windows give \
      N - 1 fields. Grids that represent --kind eraft:15 makes are taken as well, and \
      any float32 [N, 15, height, width] in an .npy. Pictures need 97 rows and \
      columns at least.

      The fields go to a folder, with index.json that lists each field's file, frames \
      or windows, times, and iterations. Reading, encoding, estimating and writing \
      overlap.

      EXAMPLES
        saccade flow recording.raw -o flow --render mp4
        saccade flow sprites.raw -o flow --window 30ms --layers 8
        saccade flow sprites.raw -o flow --window 30ms --model steflownet-s
        saccade flow car_400x250.dat --flip --dt 20 -o flow
        saccade flow rec_400x250.dat --weights w.npz -o flow --render png
        saccade flow recording.raw --weights ste.pth -o flow
        saccade flow mvsec_data.hdf5 --weights w.pth --crop 256x256 --dt 4 -o f
        saccade flow events.h5 --weights w.pth --times t.csv --format dsec -o f
        saccade flow rec.aedat4 --weights w.pth --window 20ms --sparse -o f
        saccade flow rec.aedat4 --weights w.pth --stop-when 0.05 -o f
        saccade flow events.h5 --model eraft --weights dsec.tar --rectify -o f
        saccade flow grids.npy --model eraft --weights dsec.tar -o f
      """)

  @Argument(help: ArgumentHelp("The recording.", valueName: "input"), completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var stamp: StampOptions

  @Option(help: "The model (default: scflow for spikes; for events contrast, with --weights steflownet).")
  var model: FlowModel?

  @Option(
    help: ArgumentHelp("A checkpoint: .pth, .pth.tar, .safetensors or .npz.", valueName: "file"), completion: .file())
  var weights: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Spikes: frames between the centres of the two windows (default: 20). Events: spans that a window joins, each with "
        + "splits of its own (default: 1).", valueName: "n"))
  var dt: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Fields to estimate (default: as many as fit).", valueName: "n"))
  var count: Int?

  @Option(
    help: """
      The files to write: npy is float32 [2, height, width], flo is Middlebury's, npz and h5 hold a mask beside, kitti \
      and dsec are 16-bit PNGs.
      """)
  var format = FlowFormat.npy

  @Option(help: "Pictures to write as well: png, one a field; or mp4, one video. Flow of events lies over them.")
  var render: FlowRendering.Kind?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The flow that has full colour (default: the 99th percentile of the run).", valueName: "pixels"))
  var maxFlow: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pictures a second of the video (default: 10 for spikes; as windows follow each other for events, within 5 to "
        + "60).", valueName: "rate"))
  var fps: Double?

  @Flag(inversion: .prefixedNo, help: "A legend beside each picture.")
  var legend = true

  @OptionGroup var large: LargeOutputOptions

  @OptionGroup(title: "Options for spikes") var pairs: SpikePairOptions
  @OptionGroup(title: "Options for events") var windows: EventWindowOptions
  @OptionGroup(title: "Options for events") var refinement: EventFlowOptions
  @OptionGroup(title: "Options for events") var rectification: RectifyOptions
  @OptionGroup(title: "Input") var spikes: SpikeInputOptions
  @OptionGroup(title: "Input") var events: EventInputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let dt, !Self.intervals.contains(dt) { throw ValidationError("--dt needs 1 to 1000000, not \(dt)") }
    if let count, count < 1 { throw ValidationError("--count needs at least one field, not \(count)") }
    if let maxFlow { try FlowScale.check(maxFlow) }
    if let fps, !(0.001...1000).contains(fps) {
      throw ValidationError("--fps needs a number from 0.001 to 1000, not \(fps)")
    }
  }

  private static let intervals = 1...1_000_000

  func run() throws {
    Console.configure(common)
    if spikes.from == nil, model?.input != .spikes, let grids = try EventGridInput(path: input) {
      return try estimateFromGrids(grids)
    }
    switch try spikes.from ?? RecordingFormat.detect(input, events) {
    case .spikes: try estimateFromSpikes()
    case .flow(let format): throw RecordingFormat.refuseFlow(format, input)
    case .events, nil: try estimateFromEvents()
    }
  }

  /// The model for a recording, with its checkpoint.
  private func network(
    for input: FlowModel.Input, usual: FlowModel? = nil
  ) throws -> (model: FlowModel, weights: String?) {
    let fitting = FlowCatalog.models(for: input)
    // What has weights is a network; which one, nobody can know: the usual one, and the index says it.
    let chosen = model ?? usual ?? fitting.first { $0.needsWeights == (weights != nil) } ?? fitting[0]
    guard chosen.input == input else {
      throw Failure.Usage(
        "\(self.input): this is a recording of \(input.rawValue), which --model \(chosen.name) does not take; "
          + "\(fitting.map(\.name).joined(separator: ", ")) does")
    }
    return (chosen, weights)
  }

  private var folder: FlowOutput {
    FlowOutput(
      path: output.output, overwrite: output.force, format: format,
      rendering: render.map {
        FlowRendering($0, maximum: maxFlow, showsLegend: legend, framesPerSecond: fps)
      },
      allowsLargeOutput: large.allowLarge,
      stamp: stamp.stampOfRun)
  }

  private func estimateFromSpikes() throws {
    if let option = windows.firstGiven ?? refinement.firstGiven ?? rectification.firstGiven {
      throw Failure.Usage("\(option) is for events; \(input) holds spikes")
    }
    let network = try network(for: .spikes)
    try printSummary(
      SpikeFlowRun(
        recording: try spikes.recording(input), model: network.model, weights: network.weights, output: folder,
        interval: dt ?? SpikeFlowRun.usualInterval, firstFrame: pairs.startFrame, count: count,
        threads: common.threadCount
      ).runOnConsole())
  }

  private func estimateFromEvents() throws {
    if let option = pairs.firstGiven { throw Failure.Usage("\(option) is for spikes; \(input) holds events") }
    let network = try network(for: .events)
    try printSummary(
      EventFlowRun(
        recording: events.recording(input, spikes, threads: common.threadCount), model: network.model,
        weights: network.weights, output: folder,
        windows: try windows.listed ?? windows.choice(), joined: dt ?? 1, selection: windows.selection,
        rectification: rectification.rectification, crop: refinement.cropSize, options: refinement.options,
        isSparse: refinement.sparse, writesEverySpan: refinement.everySpan, count: count, threads: common.threadCount
      ).runOnConsole())
  }

  private func estimateFromGrids(_ grids: EventGridInput) throws {
    if let option = pairs.firstGiven ?? windows.firstGiven ?? rectification.firstGiven ?? refinement.firstOfEvents {
      throw Failure.Usage("\(option) does not go with grids, which \(input) holds")
    }
    if dt != nil { throw Failure.Usage("--dt does not go with grids, which \(input) holds") }
    let network = try network(for: .events, usual: .eraft)
    try printSummary(
      GridFlowRun(
        path: grids.path, model: network.model, weights: network.weights, output: folder,
        options: refinement.options, count: count, threads: common.threadCount
      ).runOnConsole())
  }

  private func printSummary(_ summary: FlowSummary) throws {
    if common.json { try JSON.printObject(summary) }
    if Console.isQuiet { return }
    let index = summary.index
    let refined = summary.meanIterations.map { String(format: ", %.2f iterations a window", $0) } ?? ""
    try Console.say(
      "\(Text.count(index.fields.count, "field")) of \(index.width)x\(index.height) in "
        + String(format: "%.2f s", summary.seconds) + "\(refined), written to \(summary.folder)")
  }
}
