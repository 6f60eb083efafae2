import ArgumentParser
import Datasets
import Foundation
import OpticalFlow
import Reports
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
        dsec                  SEQUENCE/flow/forward and forward_timestamps.txt
        phm, spift            SCENE/test.dat, SCENE/dt=10/motion_vector/*.flo
        plain                 two folders of fields, or two files
        fwl                   no ground truth: the events of --events are warped

      EXAMPLES
        saccade evaluate flow --pred flow --data mvsec --protocol mvsec-dt1
        saccade evaluate flow --model scflow --weights w --data phm --protocol phm
        saccade evaluate flow --pred f --data DSEC/train --protocol dsec --json
        saccade evaluate flow --pred f --data phm --protocol phm --dt 20
        saccade evaluate flow --pred a.flo --gt b.flo --protocol plain
        saccade evaluate flow --pred f --events rec.raw --protocol fwl
        saccade evaluate flow --pred f --protocol dsec --times t --submission s
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
  var timeUnit: EventReadOptions.TimeUnit?

  @Option(
    help: ArgumentHelp(
      "fwl: the windows of the fields. dsec: with --submission, the benchmark's list of times of a sequence, or the "
        + "folder of such lists.", valueName: "path"), completion: .file())
  var times: String?

  @Option(help: ArgumentHelp("dsec: write the folder that the benchmark takes.", valueName: "dir"))
  var submission: String?

  @OptionGroup var common: CommonOptions

  private var isWarping: Bool { protocolName == WarpEvaluation.name }

  func validate() throws {
    if !isWarping && FlowProtocol.named(protocolName) == nil {
      let known = FlowProtocol.all.map(\.name).joined(separator: ", ")
      throw ValidationError("--protocol \(protocolName) is none of \(known), \(WarpEvaluation.name)")
    }
    if (pred == nil) == (network.model == nil) {
      throw ValidationError("what is evaluated is either --pred, fields in files, or --model, a network")
    }
    if network.model != nil && (isWarping || submission != nil || protocolName == FlowProtocol.plain.name) {
      throw ValidationError("--model goes with the protocols of data sets; write its fields with saccade flow first")
    }
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
      [report, output], force: force, inputs: [pred, data, events, times, network.weights],
      isMachineReadable: common.json)
    if isWarping { return try evaluateWarping() }
    if let submission { return try submit(to: submission) }
    guard let flowProtocol = FlowProtocol.named(protocolName), let data else { return }
    try evaluate(flowProtocol, data: data)
  }

  private var wantedScenes: [String] { scenes.map { $0.split(separator: ",").map(String.init) } ?? [] }

  private func predictions(isSingle: Bool, interval: Int?) -> PredictionFolders {
    PredictionFolders(
      path: pred ?? "", format: from, pngFormat: protocolName == FlowProtocol.dsec.name ? .dsec : nil,
      isSingle: isSingle,
      interval: interval)
  }

  private func evaluate(_ flowProtocol: FlowProtocol, data: String) throws {
    let started = ContinuousClock.now
    let usesEvents = eventsMask.map { $0 == .window } ?? flowProtocol.masksEvents
    let interval = flowProtocol.selection == .spikes ? dt : nil
    let found = try EvaluationScenes(
      data: data, flowProtocol: flowProtocol, wanted: wantedScenes, interval: dt, frames: frames?.ranges, format: from,
      usesEvents: usesEvents, threads: common.threadCount
    ).find()
    let run = FlowEvaluationRun(
      flowProtocol: flowProtocol, crop: EvaluationCrop(argument: crop, side: flowProtocol.cropSide),
      usesEvents: usesEvents, zeroIsValid: flowProtocol.zeroIsValid && !nonzero)
    let predictor = try network.model.map {
      try NetworkPredictor(
        $0, weights: network.weights ?? "", options: network.options, flowProtocol: flowProtocol,
        cropsToProtocol: crop == nil, workers: try common.workers())
    }
    var (results, notes) = try run.run(
      found, predictions: predictor ?? predictions(isSingle: found.count == 1, interval: interval))
    notes = departures(from: flowProtocol) + notes + (predictor?.facts.sentences ?? [])
    let evaluation = FlowEvaluation(flowProtocol, scenes: results.map(\.evaluation))
    var released: [String: Double] = [:]
    for scene in results { released[scene.evaluation.name] = scene.releasedAverage }
    if let output { try EvaluationFields.write(results, to: output, overwrite: force) }
    if let report {
      let page = try FlowEvaluationPage.page(evaluation, notes: notes, footer: footer(since: started))
      try ReportFile.write(page, to: report, overwrite: force)
    }
    if common.json {
      try JSON.printObject(
        EvaluationListing(
          evaluation: evaluation, released: released, notes: notes, warnings: Console.warnings, interval: interval,
          network: predictor?.facts, files: files))
    } else {
      try Console.say(
        EvaluationText(evaluation: evaluation, released: released, notes: notes, interval: interval).text)
    }
  }

  private func footer(since start: ContinuousClock.Instant) -> String {
    ReportFile.footer(stamp, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// What the user has changed, so that no number stands beside a formula that is not its own.
  private func departures(from flowProtocol: FlowProtocol) -> [String] {
    var departures: [String] = []
    switch eventsMask {
    case .some(.none) where flowProtocol.masksEvents: departures.append("all pixels and not those with events")
    case .window where !flowProtocol.masksEvents: departures.append("only pixels with an event in the window")
    default: break
    }
    switch crop {
    case .some(.none) where flowProtocol.cropSide != nil: departures.append("whole pictures and not the crop")
    case .region(let part): departures.append("the part \(part.width)x\(part.height) at x \(part.x), y \(part.y)")
    default: break
    }
    if nonzero && flowProtocol.zeroIsValid { departures.append("without pixels whose truth is zero") }
    if departures.isEmpty { return [] }
    return ["this run departs from \(flowProtocol.name): \(departures.joined(separator: "; "))"]
  }

  private func evaluateWarping() throws {
    guard let events else { return }
    let started = ContinuousClock.now
    let evaluation = WarpEvaluation(
      events: events, predictions: pred ?? "", format: from,
      times: try times.map { try TimestampsFile(path: $0).windows },
      crop: crop, size: size, timeUnit: timeUnit, threads: common.threadCount)
    let (fields, notes) = try evaluation.run()
    let listing = WarpListing(
      name: Paths.lastName(of: events), fields: fields, notes: notes, warnings: Console.warnings, files: files)
    if let output { try listing.writeFields(to: output, overwrite: force) }
    if let report {
      try ReportFile.write(listing.page(footer: footer(since: started)), to: report, overwrite: force)
    }
    if common.json { try JSON.printObject(listing) } else { try Console.say(listing.text) }
  }

  private func submit(to path: String) throws {
    let summary = try DSECSubmission(
      times: times, data: data, predictions: predictions(isSingle: false, interval: nil), scenes: wantedScenes
    ).run(to: path, overwrite: force)
    if common.json { return try JSON.printObject(summary) }
    for scene in summary.scenes { try Console.say("\(scene.name)  \(Text.count(scene.fields, "field"))") }
    try Console.say("written to \(summary.submission); zip the folders in it and hand them in")
  }

  private var files: [(key: String, path: String)] {
    [("report", report), ("output", output)].compactMap { entry in entry.1.map { (entry.0, $0) } }
  }
}
