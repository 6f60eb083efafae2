import ArgumentParser
import Datasets
import Files
import Foundation
import Kernels
import OpticalFlow
import Recordings
import Reports
import Representations

extension FlowFormat: ExpressibleByArgument {}

/// `saccade flow`: optical flow from a recording.
struct FlowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Estimate optical flow from a recording of spikes or events.",
    discussion: """
      From spikes (SCFlow): for every pair of windows, 25 frames each, the flow from \
      the centre of the first to that of the second. Every field starts from the one \
      before.

      From events (STE-FlowNet, of any widths): for every window the flow from its \
      start to its end. Windows are those between MVSEC's pictures, 100 ms of DSEC, \
      33.333 ms of others, or as you say. A window is cut into splits of equal event \
      count, which are correlated with the first one and refined over iterations; \
      --stop-when ends the refinement of a window that has settled.

      The fields go to a folder, with index.json that lists each field's file, frames \
      or windows, times, and iterations. Reading, encoding, estimating and writing \
      overlap.

      EXAMPLES
        saccade flow car_400x250.dat --flip --weights dt20.pth.tar -o flow
        saccade flow rec_400x250.dat --weights w.npz -o flow --render png
        saccade flow recording.raw --weights ste.pth -o flow --render mp4
        saccade flow mvsec_data.hdf5 --weights w.pth --crop 256x256 --dt 4 -o f
        saccade flow events.h5 --weights w.pth --times t.csv --format dsec -o f
        saccade flow rec.aedat4 --weights w.pth --window 20ms --sparse -o f
        saccade flow rec.aedat4 --weights w.pth --stop-when 0.05 -o f
      """)

  enum Model: String, ExpressibleByArgument, CaseIterable { case scflow, steflownet }

  @Argument(help: ArgumentHelp("The recording.", valueName: "input"), completion: .file())
  var input: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var stamp: StampOptions

  @Option(help: "The network (default: scflow for spikes, steflownet for events).")
  var model: Model?

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
  var render: FlowRunStyle.Rendering?

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
    switch try spikes.from ?? RecordingFormat.detect(input) {
    case .spikes: try estimateFromSpikes()
    case .flow(let format): throw RecordingFormat.refuseFlow(format, input)
    case .events, nil: try estimateFromEvents()
    }
  }

  private func checkpoint(for model: Model, _ kind: String) throws -> NetworkWeights {
    if let chosen = self.model, chosen != model {
      throw Failure.Usage(
        "\(input): this is a recording of \(kind), which --model \(chosen.rawValue) does not take; "
          + "\(model.rawValue) does")
    }
    guard let weights else {
      throw Failure.Usage("--weights is needed: no trained weights are carried yet (saccade models lists networks)")
    }
    return try NetworkWeights(path: weights)
  }

  private static let verb = "flow"

  private var inputs: [String] {
    [input, weights, windows.times, rectification.rectifyMap].compactMap { $0 }
  }

  /// What the fields take of the disk; a PNG is counted as it is before it is compressed.
  private func estimate(width: Int, height: Int, fieldsEach: Int = 1) -> OutputEstimate {
    let bytesPerPixel =
      switch format {
      case .npy, .flo: 8
      case .npz, .h5: 9
      case .kitti, .dsec: 6
      }
    return large.estimate(output.output, bytesEach: width * height * bytesPerPixel * fieldsEach, noun: "field")
  }

  private func folder() throws -> OutputFolder {
    try OutputFolder(
      path: output.output, overwrite: output.force, index: FlowIndex.fileName, verb: Self.verb, inputs: inputs)
  }

  private func style(_ writer: FlowFolderWriter, framesPerSecond: Double) -> FlowRunStyle? {
    render.map {
      FlowRunStyle(
        rendering: $0, maximum: maxFlow ?? writer.percentile99, legend: legend,
        framesPerSecond: fps ?? framesPerSecond)
    }
  }

  private func tellDetails(workers: Workers, digest: String, workspace: Int) throws {
    Console.detail("weights: \(weights ?? ""), \(digest)")
    Console.detail("matrix products: \(try BLAS.shared().description)")
    Console.detail(
      "inner loops: \(workers.instructionSet.rawValue), \(Text.count(workers.threads, "thread"))")
    Console.detail(String(format: "maps of the network: %.1f MB", Double(workspace) / 1e6))
  }

  private func finish(_ index: FlowIndex, in folder: OutputFolder, seconds: Double, _ refined: String = "") throws {
    var index = index
    index.seconds = stamp.seconds(seconds)
    // Files of the folder are named as in it, wherever it lies.
    let place = folder.path + "/"
    let warnings = Console.warnings.map { $0.hasPrefix(place) ? String($0.dropFirst(place.count)) : $0 }
    index.warnings = warnings.isEmpty ? nil : warnings
    let indexPath = try folder.add(FlowIndex.fileName)
    (index.verb, index.files) = (Self.verb, folder.files.sorted())
    try index.write(to: indexPath)
    try folder.commit()
    if common.json { try JSON.printObject(index) }
    try Console.say(
      "\(Text.count(index.fields.count, "field")) of \(index.width)x\(index.height) in "
        + String(format: "%.2f s", seconds) + "\(refined), written to \(folder.path)")
  }
}

// MARK: - Spikes

extension FlowCommand {
  private func estimateFromSpikes() throws {
    if let option = windows.firstGiven ?? refinement.firstGiven ?? rectification.firstGiven {
      throw Failure.Usage("\(option) is for events; \(input) holds spikes")
    }
    let checkpoint = try checkpoint(for: .scflow, "spikes")
    let recording = try spikes.open(input)
    let interval = dt ?? 20
    let centres = try pairs.centres(of: recording, path: input, interval: interval, count: count)
    let network = try SCFlow(parameters: checkpoint.parameters)
    let workers = try common.workers()
    try estimate(width: recording.geometry.width, height: recording.geometry.height).require(Double(centres.count))
    let folder = try folder()
    let started = ContinuousClock.now
    let writer = FlowFolderWriter(folder: folder, format: format)
    let run = SpikeFlowRun(
      recording: recording, network: network, interval: interval, workers: workers, writer: writer)
    try tellDetails(workers: workers, digest: checkpoint.digest, workspace: run.workspaceByteCount)
    try run.run(centres: centres)
    if let style = style(writer, framesPerSecond: 10) {
      try writer.render(style, over: { _ in nil }) { ["frames", "\($0.frameA) to", "\($0.frameB)"] }
    }
    try finish(
      FlowIndex(
        fields: writer.fields, width: recording.geometry.width, height: recording.geometry.height,
        model: Model.scflow.rawValue, weightsDigest: checkpoint.digest, version: Version.current,
        command: stamp.command, format: format.rawValue),
      in: folder, seconds: (ContinuousClock.now - started) / .seconds(1))
  }
}

// MARK: - Events

extension FlowCommand {
  private func estimateFromEvents() throws {
    if let option = pairs.firstGiven { throw Failure.Usage("\(option) is for spikes; \(input) holds events") }
    let checkpoint = try checkpoint(for: .steflownet, "events")
    let network = try STEFlowNet(parameters: checkpoint.parameters)
    let joined = dt ?? 1
    guard joined <= EventFlowOptions.mostSpans else {
      throw Failure.Usage("--dt \(joined): a window of events joins at most \(EventFlowOptions.mostSpans) spans")
    }
    let recording = try EventInput(
      input, format: spikes.from.flatMap(\.events), size: spikes.size, options: events.readOptions(size: spikes.size),
      selection: windows.selection, rectification: try rectification.map(for: input))
    let plan = try windows.plan(for: recording, joined: joined)
    let layout = try refinement.layout(width: recording.width, height: recording.height)
    let workers = try common.workers()
    let estimate = estimate(width: layout.width, height: layout.height, fieldsEach: refinement.everySpan ? joined : 1)
    if let windows = try recording.windowCount(plan.windowing) {
      try estimate.require(min(windows, Double(count ?? .max)))
    }
    let folder = try folder()
    let started = ContinuousClock.now
    let estimator = EventFlowEstimator(
      network: network, layout: layout, options: refinement.estimatorOptions(joined: joined), workers: workers)
    let writer = FlowFolderWriter(folder: folder, format: format)
    let run = try EventFlowRun(
      input: recording, plan: plan, estimator: estimator,
      options: EventFlowRun.Options(
        encoding: refinement.encoding, isSparse: refinement.sparse, writesEverySpan: refinement.everySpan,
        keepsPictures: render != nil, count: count, estimate: estimate, mostEmptyWindows: large.mostEmptyWindows),
      isConcurrent: workers.threads > 1, writer: writer)
    try tellDetails(workers: workers, digest: checkpoint.digest, workspace: estimator.workspaceByteCount)
    try run.run()
    if let style = style(writer, framesPerSecond: writer.realTimeRate) {
      try writer.render(style, over: run.background) { field in
        [
          "from", Text.number(Double(microsecondsFrom: recording.firstMicroseconds ?? 0, to: field.startUs) / 1000),
          "ms for",
          Text.number(Double(microsecondsFrom: field.startUs, to: field.endUs) / 1000), "ms",
        ]
      }
    }
    run.finishPictures()
    let windowCount = writer.fields.count / (refinement.everySpan ? joined : 1)
    let mean = Double(run.iterations) / Double(max(1, windowCount))
    try finish(
      FlowIndex(
        fields: writer.fields, width: layout.width, height: layout.height, model: Model.steflownet.rawValue,
        weightsDigest: checkpoint.digest, version: Version.current, command: stamp.command,
        format: format.rawValue,
        region: FlowIndex.Region(
          x: layout.x, y: layout.y, sensorWidth: recording.width, sensorHeight: recording.height),
        iterations: run.iterations),
      in: folder, seconds: (ContinuousClock.now - started) / .seconds(1),
      String(format: ", %.2f iterations a window", mean))
  }
}
