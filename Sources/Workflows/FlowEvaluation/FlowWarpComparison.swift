import Datasets
import Files
import Kernels
import OpticalFlow
import Recordings
import Runtime
import Tensors

/// Measures without ground truth how well several models of flow bring the events of a recording's windows together, all
/// on the same windows.
public struct FlowWarpComparison: Job {
  /// The recording of events.
  public var recording: EventRecording
  /// The models, at least one.
  public var models: [FlowNetworkChoice]
  /// The windows; nil for 100 ms where a model sees the window before, else for what ``EventFlowRun`` takes.
  public var windows: EventWindowChoice?
  /// The wanted time.
  public var selection: TimeSelection
  /// The most windows; nil for all.
  public var count: Int?
  /// Where the measures of every field go as a table with commas; nil for nowhere.
  public var table: String?
  /// A page with a curve of each measure; nil for none.
  public var report: PageOutput?
  /// Whether a table or a page that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a comparison.
  public init(
    _ recording: EventRecording, models: [FlowNetworkChoice], windows: EventWindowChoice? = nil,
    selection: TimeSelection = TimeSelection(), count: Int? = nil, table: String? = nil, report: PageOutput? = nil,
    overwrite: Bool = false, threads: Int = Threads.coreCount
  ) {
    precondition(!models.isEmpty, "At least one model is measured.")
    (self.recording, self.models, self.windows, self.selection) = (recording, models, windows, selection)
    (self.count, self.table, self.report, self.overwrite, self.threads) = (count, table, report, overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> FlowWarpComparisonSummary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    let workers = try Workers(threads: threads)
    // Every checkpoint is read before the first model runs, so that a wrong one is told at once.
    let loaded = try models.map { choice in
      try choice.model.check(choice.options)
      let checkpoint = try NetworkWeights(path: choice.weights, for: choice.model)
      var choice = choice
      choice.options = checkpoint.completing(choice.options, of: choice.model)
      return (choice: choice, network: try choice.model.eventNetwork(checkpoint.parameters), digest: checkpoint.digest)
    }
    let windows =
      windows
      ?? (loaded.contains { $0.network.seesWindowBefore }
        ? .time(duration: Self.pairedWindow, stride: Self.pairedWindow) : nil)
    var entries = try loaded.map { model in
      FlowWarpComparisonSummary.Entry(
        model: model.choice.model.name, weights: model.choice.weights, weightsDigest: model.digest,
        fields: try measure(model.choice, model.network, windows: windows, workers: workers, log))
    }
    // A model that sees the window before has none for the first.
    let common = entries.dropFirst().reduce(Set(entries[0].fields.map(\.window))) {
      $0.intersection($1.fields.map(\.window))
    }
    let most = entries.map(\.fields.count).max() ?? 0
    for index in entries.indices { entries[index].fields.removeAll { !common.contains($0.window) } }
    guard !common.isEmpty else {
      throw FileError(
        .badContent, path: recording.path, problem: "no window holds events that all models see",
        remedy: "choose longer windows with \(Setting.windowDuration)")
    }
    let left = most - common.count
    let summary = FlowWarpComparisonSummary(
      name: Paths.lastName(of: recording.path), entries: entries,
      variants: FlowWarpEvaluation.variants.map { FlowVariantText($0, log) },
      notes: left > 0
        ? ["\(Text.count(left, "window")) that not every model sees \(left == 1 ? "is" : "are") left out"] : [],
      warnings: log.warnings, report: report?.path, table: table)
    let page = try report.map {
      try $0.prepare(summary.page(footer: $0.footer(since: started)), overwrite: overwrite)
    }
    try OutputFile.commit(page) { if let table { try summary.writeFields(to: table, overwrite: overwrite) } }
    return summary
  }

  /// What windows last where a model sees two and nothing is said, in microseconds.
  private static let pairedWindow: Int64 = 100_000

  /// Estimates and measures every window with one model.
  private func measure(
    _ choice: FlowNetworkChoice, _ network: any EventFlowNetwork, windows: EventWindowChoice?, workers: Workers,
    _ log: JobLog
  ) throws -> [FlowWarpSummary.Field] {
    let input = try EventInput(recording, selection: selection, observer: log)
    try choice.model.check(input.size, for: network, path: recording.path)
    let plan = try EventFlowPlan(
      windows, for: input, joined: 1, seesBefore: network.seesWindowBefore, observer: log)
    let windower = EventWindower(
      plan.windowing, source: input.path, originMicroseconds: input.originMicroseconds,
      mostEmptyWindows: OutputLimit(isLargeAllowed: false).mostEmptyWindows)
    let layout = network.layout(sensorWidth: input.width, sensorHeight: input.height)
    log.detail("model: \(choice.model.name)")
    let progress = log.steps(total: count ?? plan.count, unit: "fields")
    defer { progress.finish() }
    func run<Estimator: EventFlowEstimator>(_ estimator: Estimator) throws -> [FlowWarpSummary.Field] {
      var fields: [FlowWarpSummary.Field] = []
      var left = count ?? .max
      try input.skip(toWindowsOf: windower)
      while left > 0, let whole = try windower.next(from: { try input.nextBatch() }) {
        left -= 1
        let spans = plan.parts(of: whole)
        if let window = spans.last, let taken = estimator.input(of: spans) {
          let estimate = estimator.flow(of: taken)
          if estimate.problem == nil, let flow = estimate.flows.last {
            let interval = window.interval
            let times = TimeWindow(
              startMicroseconds: interval.startMicroseconds, endMicroseconds: interval.endMicroseconds)
            let known = FlowField(flow: flow, valid: estimate.valid).marking(.nan)
            if let field = FlowWarpSummary.Field(
              known, window.events, window: times, name: "\(plan.number(of: whole))", workers: workers)
            {
              fields.append(field)
            }
          }
        }
        try progress.advance()
      }
      return fields
    }
    let fields = try run(
      network.estimator(layout: layout, options: choice.options, spanCount: 1, workers: workers))
    try input.passWarnings()
    return fields
  }
}
