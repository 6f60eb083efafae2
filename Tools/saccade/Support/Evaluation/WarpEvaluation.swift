import Datasets
import Files
import Foundation
import OpticalFlow
import Recordings
import Reports
import Tensors
import Workflows

/// `--protocol fwl`: how well fields bring the events of their windows together, without ground truth.
struct WarpEvaluation {
  /// What one field reaches.
  struct Field {
    var name: String
    var window: TimeWindow
    var events: Int
    var values: [Measure: Double]
  }

  /// The measures, with their names in JSON.
  enum Measure: String, CaseIterable {
    case fwl, rsat
    case nearestFWL = "fwl_nearest"
    case nearestRSAT = "rsat_nearest"
  }

  static let name = "fwl"
  static let title = "Flow-warp loss and rectified averaged timestamps, without ground truth"
  static let source =
    "FWL: Stoffregen et al., ECCV 2020, section 4.1; RSAT: Hagenaars et al., NeurIPS 2021, after Zhu et al., CVPR 2019"
  static let formulas = [
    "an event at (x, y) and part τ of the window moves to (x, y) + (1 − τ)·flow(x, y): to the window's end",
    "FWL = variance of the image of the moved events / variance of that of the events as they are; > 1 is sharper",
    "RSAT = Σ(T₊² + T₋²) / pixels with events, T the mean τ on a pixel by polarity, of the moved events / of the events "
      + "as they are; < 1 is sharper",
    "events are shared among the four pixels around; what leaves the picture is lost",
    "mean: over the fields",
  ]
  static let variants = [
    FlowProtocol.Variant("all of an event to the nearest pixel, as Hagenaars et al. evaluate", key: "fwl_nearest"),
    FlowProtocol.Variant("the same for RSAT", key: "rsat_nearest"),
    FlowProtocol.Variant("RSAT without the division by pixels with events (Zhu et al. 2019): not computed"),
    FlowProtocol.Variant("both depend on the number of events: compare equal windows only"),
  ]

  var events: String
  var predictions: String
  var format: FlowFormat?
  /// The windows of the fields in order, where no index says them.
  var times: [TimeWindow]?
  var crop: CropArgument?
  var size: SizeArgument?
  /// The unit of time of a recording that does not state it.
  var timeUnit: EventReadOptions.TimeUnit?
  /// The most threads that decode the recording.
  var threads: Int

  /// Evaluates every field of the folder.
  func run() throws -> (fields: [Field], notes: [String]) {
    let folder = try FolderPredictions.open(predictions, format: format, pngFormat: nil)
    let windows = try windows(of: folder)
    let order = windows.indices.sorted { windows[$0].startMicroseconds < windows[$1].startMicroseconds }
    let sorted = order.map { windows[$0] }
    var source = EventRecording(path: events, options: EventReadOptions(timeUnit: timeUnit, threads: threads))
    source.size = size?.size
    let input = try EventInput(
      source, selection: TimeSelection(start: sorted.first.map { .at($0.startMicroseconds) }),
      observer: ConsoleObserver())
    let windower = EventWindower(.intervals(sorted.map(\.interval)), source: events)
    let corner = try corner(of: folder)
    var fields: [Field] = []
    var empty = 0
    let progress = Progress(total: order.count, unit: "fields")
    defer { progress.finish() }
    for (place, index) in order.enumerated() {
      let flow = try folder.field(index).marking(.nan)
      try check(flow, path: folder.entries[index].path, corner: corner, input: input)
      let batch = try windower.next(from: { try input.nextBatch() })?.events ?? EventBatch(capacity: 1)
      if let field = measure(
        flow, batch.shifted(x: corner.x, y: corner.y), window: sorted[place],
        name: Paths.stem(of: folder.entries[index].path))
      {
        fields.append(field)
      } else {
        empty += 1
      }
      progress.advance()
    }
    try input.passWarnings()
    guard !fields.isEmpty else {
      throw FileError(
        .badContent, path: events, problem: "none of the \(Text.count(order.count, "window")) holds events to warp",
        remedy: "check that recording and fields have one clock")
    }
    let noun = Text.count(empty, "field")
    return (fields, empty > 0 ? ["\(noun) without events in the window \(empty == 1 ? "is" : "are") left out"] : [])
  }

  private func windows(of folder: FlowFolder) throws -> [TimeWindow] {
    if let times {
      guard times.count == folder.entries.count else {
        throw FileError(
          .badContent, path: folder.path,
          problem:
            "it holds \(Text.count(folder.entries.count, "field")), --times lists \(Text.count(times.count, "window"))",
          remedy: "list one window for each field")
      }
      return times
    }
    let windows = folder.entries.compactMap(\.window)
    guard windows.count == folder.entries.count else {
      throw FileError(
        .badContent, path: folder.path, problem: "no index.json says over which times its fields lead",
        remedy: "pass them with --times")
    }
    return windows
  }

  /// Where the fields lie on the sensor.
  private func corner(of folder: FlowFolder) throws -> (x: Int, y: Int) {
    if case .region(let region) = crop { return (region.x, region.y) }
    guard folder.hasIndex, let region = try FlowIndex.read(folder: folder.path).region else { return (0, 0) }
    return (region.x, region.y)
  }

  private func check(_ flow: Tensor<Float>, path: String, corner: (x: Int, y: Int), input: EventInput) throws {
    let (width, height) = (flow.shape[2], flow.shape[1])
    let isWhole = width == input.width && height == input.height
    let isPart = corner.x <= input.width - width && corner.y <= input.height - height
    if case .region(let region) = crop, region.width == width, region.height == height, isPart { return }
    if isWhole || (isPart && corner != (0, 0)) { return }
    throw FileError(
      .badContent, path: path,
      problem: "its size \(width)x\(height) is not that of the sensor, \(input.width)x\(input.height)",
      remedy: "say where it lies with --crop X,Y,\(width)x\(height)")
  }

  private func measure(_ flow: Tensor<Float>, _ events: EventBatch, window: TimeWindow, name: String) -> Field? {
    let range = window.startMicroseconds..<window.endMicroseconds
    var values: [Measure: Double] = [:]
    var count = 0
    for splat in EventSplat.allCases {
      var warped = WarpedEvents(flow: flow, window: range, splat: splat)
      warped.add(events)
      guard let loss = warped.flowWarpLoss, let ratio = warped.averagedTimestampRatio else { return nil }
      let isBilinear = splat == .bilinear
      values[isBilinear ? .fwl : .nearestFWL] = loss
      values[isBilinear ? .rsat : .nearestRSAT] = ratio
      count = warped.eventCount
    }
    return Field(name: name, window: window, events: count, values: values)
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
