import Datasets
import Files
import Kernels
import OpticalFlow
import Recordings
import Runtime
import Tensors

/// Measures how well fields of flow bring the events of their windows together, without ground truth.
public struct FlowWarpEvaluation: Job {
  /// The recording of events.
  public var recording: EventRecording
  /// The folder of fields.
  public var predictions: String
  /// The format of their files; nil to tell it.
  public var format: FlowFormat?
  /// The list of the fields' windows, in their order; nil for those of the folder's index.
  public var windowList: String?
  /// Where the fields lie on the sensor; nil for what the folder's index says.
  public var region: FlowCrop?
  /// Where the measures of every field go as a table with commas; nil for nowhere.
  public var table: String?
  /// A page with a curve of each measure; nil for none.
  public var report: PageOutput?
  /// Whether a table or a page that is there is replaced.
  public var overwrite: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes an evaluation.
  public init(
    _ recording: EventRecording, predictions: String, format: FlowFormat? = nil, windowList: String? = nil,
    region: FlowCrop? = nil, table: String? = nil, report: PageOutput? = nil, overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.recording, self.predictions, self.format) = (recording, predictions, format)
    (self.windowList, self.region) = (windowList, region)
    (self.table, self.report, self.overwrite, self.threads) = (table, report, overwrite, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> FlowWarpSummary {
    let log = JobLog(observer)
    let started = ContinuousClock.now
    let (fields, notes) = try measure(log)
    let summary = FlowWarpSummary(
      name: Paths.lastName(of: recording.path), fields: fields,
      variants: Self.variants.map { FlowVariantText($0, log) }, notes: notes, warnings: log.warnings,
      report: report?.path, table: table)
    let page = try report.map {
      try $0.prepare(summary.page(footer: $0.footer(since: started)), overwrite: overwrite)
    }
    try OutputFile.commit(page) { if let table { try summary.writeFields(to: table, overwrite: overwrite) } }
    return summary
  }

  /// Evaluates every field of the folder.
  private func measure(_ log: JobLog) throws -> (fields: [FlowWarpSummary.Field], notes: [String]) {
    let folder = try FlowFolder(path: predictions, format: format, pngFormat: nil)
    let windows = try windows(of: folder)
    let order = windows.indices.sorted { windows[$0].startMicroseconds < windows[$1].startMicroseconds }
    let sorted = order.map { windows[$0] }
    let input = try EventInput(
      recording, selection: TimeSelection(start: sorted.first.map { .at($0.startMicroseconds) }), observer: log)
    let windower = EventWindower(.intervals(sorted.map(\.interval)), source: recording.path)
    let corner = try corner(of: folder)
    let workers = try Workers(threads: threads)
    var fields: [FlowWarpSummary.Field] = []
    var empty = 0
    let progress = log.steps(total: order.count, unit: "fields")
    defer { progress.finish() }
    for (place, index) in order.enumerated() {
      let flow = try folder.field(index).marking(.nan)
      try check(flow, path: folder.entries[index].path, corner: corner, input: input)
      let batch = try windower.next(from: { try input.nextBatch() })?.events ?? EventBatch(capacity: 1)
      if let field = FlowWarpSummary.Field(
        flow, batch.shifted(x: corner.x, y: corner.y), window: sorted[place],
        name: Paths.stem(of: folder.entries[index].path), workers: workers)
      {
        fields.append(field)
      } else {
        empty += 1
      }
      try progress.advance()
    }
    try input.passWarnings()
    guard !fields.isEmpty else {
      throw FileError(
        .badContent, path: recording.path,
        problem: "none of the \(Text.count(order.count, "window")) holds events to warp",
        remedy: "check that recording and fields have one clock")
    }
    let noun = Text.count(empty, "field")
    return (fields, empty > 0 ? ["\(noun) without events in the window \(empty == 1 ? "is" : "are") left out"] : [])
  }

  private func windows(of folder: FlowFolder) throws -> [TimeWindow] {
    if let windowList {
      let times = try TimestampsFile(path: windowList).windows
      guard times.count == folder.entries.count else {
        throw JobError(
          .badContent, path: folder.path,
          problem: "it holds \(Text.count(folder.entries.count, "field")), \(Setting.windowList) lists "
            + "\(Text.count(times.count, "window"))",
          remedy: "list one window for each field")
      }
      return times
    }
    let windows = folder.entries.compactMap(\.window)
    guard windows.count == folder.entries.count else {
      throw JobError(
        .badContent, path: folder.path, problem: "no index.json says over which times its fields lead",
        remedy: "pass them with \(Setting.windowList)")
    }
    return windows
  }

  /// Where the fields lie on the sensor.
  private func corner(of folder: FlowFolder) throws -> (x: Int, y: Int) {
    if let region { return (region.x, region.y) }
    guard folder.hasIndex, let region = try FlowIndex.read(folder: folder.path).region else { return (0, 0) }
    return (region.x, region.y)
  }

  private func check(_ flow: Tensor<Float>, path: String, corner: (x: Int, y: Int), input: EventInput) throws {
    let (width, height) = (flow.shape[2], flow.shape[1])
    let isWhole = width == input.width && height == input.height
    let isPart = corner.x <= input.width - width && corner.y <= input.height - height
    if let region, region.width == width, region.height == height, isPart { return }
    if isWhole || (isPart && corner != (0, 0)) { return }
    throw JobError(
      .badContent, path: path, problem: "its size \(width)x\(height) is not that of the sensor, \(input.size)",
      remedy: "say where it lies with \(Setting.crop, to: "X,Y,\(width)x\(height)")")
  }
}

extension EventBatch {
  /// The events with coordinates counted from another corner; those left of it or above are left out. Cost: a copy.
  fileprivate func shifted(x: Int, y: Int) -> EventBatch {
    if x == 0 && y == 0 { return self }
    var batch = self
    batch.edit { columns, count in
      var kept = 0
      for index in 0..<count where Int(columns.x[index]) >= x && Int(columns.y[index]) >= y {
        columns.t[kept] = columns.t[index]
        columns.x[kept] = columns.x[index] - UInt16(x)
        columns.y[kept] = columns.y[index] - UInt16(y)
        columns.p[kept] = columns.p[index]
        kept += 1
      }
      return kept
    }
    return batch
  }
}
