import Datasets
import Files
import Kernels
import OpticalFlow
import Reports
import Runtime

/// Compares predicted fields with the ground truth of a data set, by a named protocol, one sequence after another. Memory
/// holds one field and what its sequence needs.
public struct FlowEvaluationRun: Job {
  /// The data set's folder, or a file of it; for fields against fields, the true ones.
  public var data: String
  /// How they are compared.
  public var flowProtocol: FlowProtocol
  /// Where the predictions come from.
  public var predictions: FlowPredictions
  /// The sequences that are compared; empty for all.
  public var sequences: [String]
  /// The frames between fields of spikes.
  public var interval: Int
  /// The pictures of MVSEC that start a window; nil for the protocol's.
  public var windowPictures: [Range<Int>]?
  /// The part of the truth that is compared.
  public var part: FlowEvaluationPart
  /// Whether only pixels with an event in the window are compared; nil for what the protocol says.
  public var masksEvents: Bool?
  /// Whether pixels are left out whose truth is exactly zero, whatever the protocol says.
  public var leavesOutZeros: Bool
  /// The format of the true fields' files, for fields against fields; nil to tell it.
  public var truthFormat: FlowFormat?
  /// Where the errors of every field go as a table with commas; nil for nowhere.
  public var table: String?
  /// A page with curves, histograms and maps of errors; nil for none.
  public var report: PageOutput?
  /// Whether a table or a page that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes an evaluation.
  public init(
    data: String, by flowProtocol: FlowProtocol, of predictions: FlowPredictions, sequences: [String] = [],
    interval: Int = 10, windowPictures: [Range<Int>]? = nil, part: FlowEvaluationPart = .ofProtocol,
    masksEvents: Bool? = nil, leavesOutZeros: Bool = false, truthFormat: FlowFormat? = nil, table: String? = nil,
    report: PageOutput? = nil, overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    (self.data, self.flowProtocol, self.predictions) = (data, flowProtocol, predictions)
    (self.sequences, self.interval, self.windowPictures) = (sequences, interval, windowPictures)
    (self.part, self.masksEvents, self.leavesOutZeros) = (part, masksEvents, leavesOutZeros)
    (self.truthFormat, self.table, self.report) = (truthFormat, table, report)
    (self.overwrite, self.threads) = (overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> FlowEvaluationSummary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    let usesEvents = masksEvents ?? flowProtocol.masksEvents
    let found = try EvaluationScenes(
      data: data, flowProtocol: flowProtocol, wanted: sequences, interval: interval, frames: windowPictures,
      format: truthFormat, usesEvents: usesEvents, threads: threads, log: log
    ).find()
    let comparison = FlowComparison(
      crop: EvaluationCrop(part, side: flowProtocol.cropSide, log: log), usesEvents: usesEvents,
      zeroIsValid: flowProtocol.zeroIsValid && !leavesOutZeros, log: log)
    let (provider, predictor) = try provider(isSingle: found.count == 1, log)
    let (scenes, notes) = try comparison.run(found, predictions: provider)
    let network = predictor?.facts
    var summary = FlowEvaluationSummary(
      evaluation: FlowEvaluation(flowProtocol, scenes: scenes.map(\.evaluation)),
      variants: flowProtocol.variants.map { FlowVariantText($0, log) }, released: [:],
      notes: departures + notes + (network.map { [$0.sentence] } ?? []), warnings: [], interval: spikeInterval,
      network: network, report: report?.path, table: table)
    for scene in scenes { summary.released[scene.evaluation.name] = scene.releasedAverage }
    let page = try report.map { report in
      let page = try FlowEvaluationPage.page(
        summary.evaluation, notes: summary.notes, footer: report.footer(since: started)
      ) { log.name(of: $0) }
      return try report.prepare(page, overwrite: overwrite)
    }
    try OutputFile.commit(page) { if let table { try FlowErrorTable.write(scenes, to: table, overwrite: overwrite) } }
    summary.warnings = log.warnings
    return summary
  }

  private var spikeInterval: Int? { flowProtocol.selection == .spikes ? interval : nil }

  private func provider(
    isSingle: Bool, _ log: JobLog
  ) throws -> (any PredictionProvider, predictor: NetworkPredictor?) {
    switch predictions {
    case .files(let path, let format):
      let isDSEC = flowProtocol.name == FlowProtocol.dsec.name
      return (
        PredictionFolders(
          path: path, format: format, pngFormat: isDSEC ? .dsec : nil, isSingle: isSingle, interval: spikeInterval,
          log: log), nil
      )
    case .network(let choice):
      let predictor = try NetworkPredictor(
        choice, flowProtocol: flowProtocol, interval: spikeInterval, cropsToProtocol: part == .ofProtocol,
        workers: try Workers(threads: threads), log: log)
      return (predictor, predictor)
    }
  }

  /// What the caller has changed, so that no number stands beside a formula that is not its own.
  private var departures: [String] {
    var departures: [String] = []
    switch (masksEvents, flowProtocol.masksEvents) {
    case (false, true): departures.append("all pixels and not those with events")
    case (true, false): departures.append("only pixels with an event in the window")
    case (nil, _), (true, true), (false, false): break
    }
    switch part {
    case .ofProtocol: break
    case .whole: if flowProtocol.cropSide != nil { departures.append("whole pictures and not the crop") }
    case .region(let part):
      departures.append("the part \(part.width)x\(part.height) at x \(part.x), y \(part.y)")
    }
    if leavesOutZeros && flowProtocol.zeroIsValid { departures.append("without pixels whose truth is zero") }
    if departures.isEmpty { return [] }
    return ["this run departs from \(flowProtocol.name): \(departures.joined(separator: "; "))"]
  }
}
