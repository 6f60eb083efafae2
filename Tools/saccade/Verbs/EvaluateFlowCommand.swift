import ArgumentParser
import Datasets
import OpticalFlow
import Recordings
import Workflows

/// `saccade evaluate flow`: the errors of predicted fields by a named protocol.
struct EvaluateFlowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Compare predicted flow with ground truth, by the protocol of a data set.",
    discussion: """
      Each protocol prints the formulas that it uses, and what the literature does \
      otherwise. Predictions lie in a folder, or in one for each sequence; they are \
      found by the times in index.json, by names, by numbers, or by order.

        mvsec-dt1, mvsec-dt4  NAME_data.hdf5 with NAME_gt.hdf5 or
                              NAME_gt_flow_dist.npz; flow over 1 or 4 pictures
        dsec                  SEQUENCE/flow/forward and forward_timestamps.txt; for
                              the test sequences --submission writes what is handed
                              in, of --pred or of what --model makes of their events
        phm, spift            SCENE/test.dat, SCENE/dt=10/motion_vector/*.flo
        plain                 two folders of fields, or two files
        fwl                   no ground truth: the events of --events are warped,
                              along --pred, or along what each --model estimates

      EXAMPLES
        saccade evaluate flow --pred flow --data mvsec --protocol mvsec-dt1
        saccade evaluate flow --model scflow --weights w --data phm --protocol phm
        saccade evaluate flow --pred f --data DSEC/train --protocol dsec --json
        saccade evaluate flow --pred f --data phm --protocol phm --dt 20
        saccade evaluate flow --pred a.flo --gt b.flo --protocol plain
        saccade evaluate flow --pred f --events rec.raw --protocol fwl
        saccade evaluate flow --model contrast --events rec.raw --protocol fwl
        saccade evaluate flow --pred f --protocol dsec --times t --submission s
        saccade evaluate flow --model eraft --weights w --data d --protocol dsec
      """)

  enum EventsMask: String, ExpressibleByArgument, CaseIterable { case window, none }

  @Option(
    help: ArgumentHelp(
      "The predictions: a folder of fields, one with a folder for each sequence, or a file.", valueName: "path"),
    completion: .directory)
  var pred: String?

  @OptionGroup var network: EvaluationModelOptions

  @Option(
    name: [.customLong("data"), .customLong("gt")],
    help: ArgumentHelp("The data set with its ground truth; for plain, true fields.", valueName: "path"),
    completion: .directory)
  var data: String?

  @Option(
    name: .customLong("protocol"),
    help: "mvsec-dt1, mvsec-dt4, dsec, phm, spift, plain, or fwl without ground truth.")
  var protocolName: String

  @Option(help: ArgumentHelp("Only these sequences, with commas between.", valueName: "names"))
  var scenes: String?

  @Option(help: ArgumentHelp("Write a page with curves, histograms and error maps.", valueName: "html"))
  var report: String?

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write the errors of every field as CSV.", valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace outputs that exist.")
  var force = false

  @OptionGroup var stamp: StampOptions

  @Option(help: ArgumentHelp("The format of the predictions; for plain, of both.", valueName: "format"))
  var from: FlowFormat?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("phm, spift: spike frames between fields.", valueName: "frames"))
  var dt = 10

  @Option(
    help: ArgumentHelp(
      "mvsec: the pictures that start a window (default: the protocol's).", valueName: "a-b,c-d"))
  var frames: FrameRangesArgument?

  @Option(
    help: ArgumentHelp(
      "The part of the truth that is compared, X,Y,WIDTHxHEIGHT or none (default: the protocol's); fwl: where the "
        + "fields lie on the sensor.", valueName: "region"))
  var crop: CropArgument?

  @Option(help: "Compare pixels with an event in the window, or all (default: the protocol's).")
  var eventsMask: EventsMask?

  @Flag(help: "plain: leave out pixels whose truth is exactly zero.")
  var nonzero = false

  @Option(help: ArgumentHelp("fwl: the recording of events.", valueName: "file"), completion: .file())
  var events: String?

  @Option(help: ArgumentHelp("fwl: the sensor's size where the file does not say it.", valueName: "WxH"))
  var size: SizeArgument?

  @Option(help: "fwl: the unit of time of a recording that does not state it.")
  var timeUnit: TimeUnit?

  @Option(
    help: ArgumentHelp(
      "fwl: the windows of the fields. dsec: with --submission, the benchmark's list of times of a sequence, or the "
        + "folder of such lists.", valueName: "path"), completion: .file())
  var times: String?

  @Option(help: ArgumentHelp("fwl with --model: how long a window lasts.", valueName: "time"))
  var window: TimeArgument?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("fwl with --model: windows (default: as many as fit).", valueName: "n"))
  var count: Int?

  @Option(help: ArgumentHelp("dsec: write the folder that the benchmark takes.", valueName: "dir"))
  var submission: String?

  @OptionGroup(title: "Part of the recording (fwl with --model)") var time: TimeSelectionOptions

  @OptionGroup var common: CommonOptions

  private var isWarping: Bool { protocolName == FlowWarpEvaluation.name }

  func validate() throws {
    if !isWarping && FlowProtocol.named(protocolName) == nil {
      let known = FlowProtocol.all.map(\.name).joined(separator: ", ")
      throw ValidationError("--protocol \(protocolName) is none of \(known), \(FlowWarpEvaluation.name)")
    }
    if (pred == nil) == (network.model.isEmpty) {
      throw ValidationError("what is evaluated is either --pred, fields in files, or --model, a network")
    }
    if submission != nil && !network.model.isEmpty && data == nil {
      throw ValidationError("--submission of a --model needs the events of the sequences, --data")
    }
    if !network.model.isEmpty && protocolName == FlowProtocol.plain.name {
      throw ValidationError("--model does not go with --protocol plain; write its fields with saccade flow first")
    }
    if network.model.count > 1 && !isWarping {
      throw ValidationError("several --model go with --protocol fwl only")
    }
    if (window != nil || count != nil) && (!isWarping || network.model.isEmpty) {
      throw ValidationError("--window and --count go with --protocol fwl and --model")
    }
    if let part = time.firstGiven, !isWarping || network.model.isEmpty {
      throw ValidationError("\(part) goes with --protocol fwl and --model")
    }
    if let count, count < 1 { throw ValidationError("--count needs at least one window, not \(count)") }
    if !(1...1_000_000).contains(dt) { throw ValidationError("--dt needs 1 to 1000000 frames, not \(dt)") }
    if isWarping && events == nil { throw ValidationError("--protocol fwl needs the recording, --events") }
    if !isWarping && submission == nil && data == nil {
      throw ValidationError("--protocol \(protocolName) needs the data set, --data")
    }
    if submission != nil && protocolName != FlowProtocol.dsec.name {
      throw ValidationError("--submission goes with --protocol dsec")
    }
    if submission != nil && data == nil && times == nil {
      throw ValidationError("--submission needs the benchmark's lists of times, --times")
    }
    if frames != nil && !protocolName.hasPrefix("mvsec") {
      throw ValidationError("--frames goes with the protocols of MVSEC")
    }
    if times != nil && !isWarping && submission == nil {
      throw ValidationError("--times goes with --protocol fwl and with --submission")
    }
  }

  func run() throws {
    Console.configure(common)
    try OutputGuard.check(
      [report, output], force: force, inputs: [pred, data, events, times] + network.choices.map(\.weights),
      isMachineReadable: common.json)
    if isWarping, let events {
      return try network.model.isEmpty ? evaluateWarping(events) : compareModels(on: events)
    }
    if let submission { return try submit(to: submission) }
    guard let flowProtocol = FlowProtocol.named(protocolName), let data else { return }
    try evaluate(flowProtocol, data: data)
  }

  private var sequences: [String] { scenes.map { $0.split(separator: ",").map(String.init) } ?? [] }

  private var page: PageOutput? { report.map(stamp.page) }

  private func evaluate(_ flowProtocol: FlowProtocol, data: String) throws {
    let summary = try FlowEvaluationRun(
      data: data, by: flowProtocol, of: network.choice.map { .network($0) } ?? .files(path: pred ?? "", format: from),
      sequences: sequences, interval: dt, windowPictures: frames?.ranges, part: crop?.part ?? .ofProtocol,
      masksEvents: eventsMask.map { $0 == .window }, leavesOutZeros: nonzero, truthFormat: from, table: output,
      report: page, overwrite: force, threads: common.threadCount
    ).runOnConsole()
    if common.json { try JSON.printObject(summary) } else { try summary.show() }
  }

  private func recording(_ path: String) -> EventRecording {
    EventRecording(
      path: path, size: size?.size, options: EventReadOptions(timeUnit: timeUnit, threads: common.threadCount))
  }

  private func compareModels(on events: String) throws {
    let duration = window?.microseconds
    let summary = try FlowWarpComparison(
      recording(events), models: network.choices,
      windows: times.map { .listed(path: $0) } ?? duration.map { .time(duration: $0, stride: $0) },
      selection: time.selection, count: count, table: output, report: page, overwrite: force,
      threads: common.threadCount
    ).runOnConsole()
    if common.json { try JSON.printObject(summary) } else { try summary.show() }
  }

  private func evaluateWarping(_ events: String) throws {
    let summary = try FlowWarpEvaluation(
      recording(events), predictions: pred ?? "", format: from, windowList: times, region: crop?.region, table: output,
      report: page,
      overwrite: force, threads: common.threadCount
    ).runOnConsole()
    if common.json { try JSON.printObject(summary) } else { try summary.show() }
  }

  private func submit(to path: String) throws {
    let summary = try FlowSubmission(
      predictions: pred, network: network.choice, format: from, windowList: times, data: data, sequences: sequences,
      output: path, owner: "evaluate flow --submission", overwrite: force, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    for scene in summary.scenes { try Console.say("\(scene.name)  \(Text.count(scene.fields, "field"))") }
    Console.note("written to \(summary.submission); zip the folders in it and hand them in")
  }
}
