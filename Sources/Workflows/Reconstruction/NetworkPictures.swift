import Datasets
import Files
import Kernels
import Reconstruction
import Recordings
import Representations
import Runtime
import Tensors

/// The pictures that a network makes of events, one after another.
final class NetworkPictures {
  /// A picture with what it was made from.
  struct Made: Sendable {
    var picture: ReconstructedPicture
    var values: Tensor<Float>
  }

  private struct Encoded: Sendable {
    var picture: ReconstructedPicture
    var grid: Tensor<Float>
  }

  let path: String
  let size: SensorSize
  /// How many pictures there will be, where that is known before.
  let count: Int?
  let reconstructor: any EventReconstructor
  /// Pictures a second at which a video runs as fast as what it shows, within what can be watched.
  let usualRate: Double
  private(set) var madeCount = 0
  private(set) var emptyCount = 0
  /// Of more pixels the maps of FireNet take over 4 GB.
  private static let mostPixels = 1 << 24
  private let job: EventReconstructionRun
  private let log: JobLog
  private let nextEncoded: () throws -> Encoded?
  private let input: EventInput?
  private let windower: EventWindower?

  /// Opens the input.
  ///
  /// - Parameter boundaries: Times between which windows lie where the caller says none, before those of the recording's own pictures.
  init(
    _ job: EventReconstructionRun, network: any EventReconstructionNetwork, workers: Workers,
    boundaries: [Int64]? = nil, log: JobLog
  ) throws {
    (self.job, self.log) = (job, log)
    switch job.input {
    case .events(let recording):
      let input = try EventInput(
        recording, selection: job.selection, rectification: try job.rectification?.map(for: recording.path),
        observer: log)
      let windowing = try Self.windowing(job, recording, input, boundaries, log)
      (path, size, self.input) = (input.path, input.size, input)
      if case .intervals(let list) = windowing { count = list.count } else { count = nil }
      usualRate = Self.rate(of: windowing)
      let limit = OutputLimit(isLargeAllowed: job.allowsLargeOutput)
      let estimate = limit.estimate(
        job.output.path, bytesEach: input.size.width * input.size.height * MemoryLayout<Float>.stride, noun: "picture")
      if job.shown == nil, case .numbers = try job.output.kind(), let windows = try input.windowCount(windowing) {
        try estimate.require(windows)
      }
      let windower = EventWindower(
        windowing, source: input.path, originMicroseconds: input.originMicroseconds,
        mostEmptyWindows: limit.mostEmptyWindows)
      self.windower = windower
      try input.skip(toWindowsOf: windower)
      let encoding = GridEncoding(network.encoding, size: input.size, workers: workers.alone())
      nextEncoded = {
        guard let window = try windower.next(from: { try input.nextBatch() }) else { return nil }
        return Encoded(
          picture: ReconstructedPicture(
            index: window.index, startUs: window.interval.startMicroseconds, endUs: window.interval.endMicroseconds,
            events: window.events.count), grid: encoding.grid(of: window))
      }
    case .grids(let path):
      if let setting = job.givenWindowSetting {
        throw JobError(wrongOptions: "\(setting) is for events; \(path) holds grids")
      }
      let grids = try GridFile(path: path, bins: network.encoding.bins)
      (self.path, size, count, usualRate) = (path, grids.size, grids.count, Self.rate(of: .whole))
      (input, windower) = (nil, nil)
      nextEncoded = { try grids.next().map { Encoded(picture: ReconstructedPicture(index: $0), grid: $1) } }
    }
    guard size.width * size.height <= Self.mostPixels else {
      throw JobError(
        wrongOptions: "pictures of \(size) pixels take more memory than a network may; \(Work.convert) cuts a part out "
          + "with \(Setting.region)", path: path)
    }
    reconstructor = network.reconstructor(height: size.height, width: size.width, workers: workers)
  }

  /// How the recording is cut.
  private static func windowing(
    _ job: EventReconstructionRun, _ recording: EventRecording, _ input: EventInput, _ boundaries: [Int64]?,
    _ log: JobLog
  ) throws -> EventWindowing {
    if let windows = job.windows { return try windows.windowing(of: input.path, observer: log) }
    if let windows = try boundaries.flatMap(RecordedPictures.intervals) ?? RecordedPictures.windows(of: recording) {
      let wanted = windows.filter { $0.startMicroseconds >= input.span.from && $0.endMicroseconds <= input.span.to }
      log.detail("\(input.path): \(Text.count(wanted.count, "window")) between pictures")
      return .intervals(wanted)
    }
    let duration = EventReconstructionRun.usualWindow
    return .time(durationMicroseconds: duration, strideMicroseconds: duration)
  }

  private static func rate(of windowing: EventWindowing) -> Double {
    let usual = 25.0
    let step: Int64
    switch windowing {
    case .time(_, let stride): step = stride
    case .intervals(let list):
      let steps = zip(list, list.dropFirst()).map { $1.startMicroseconds &- $0.startMicroseconds }.filter { $0 > 0 }
      guard !steps.isEmpty else { return usual }
      step = steps.sorted()[steps.count / 2]
    case .whole, .count: return usual
    }
    return min(max(1e6 / Double(step), 5), 60)
  }

  /// Calls `body` with every picture, up to the one that is wanted alone.
  func forEach(isConcurrent: Bool, _ body: (Made) throws -> Void) throws {
    try Pipeline(isConcurrent: isConcurrent).run(
      reading: read, computing: { (encoded) throws -> Made in make(encoded) },
      writing: { (made) throws in try body(made) })
  }

  /// The next picture, made on the calling thread and its workers; nil after the last.
  func nextMade() throws -> Made? { try read().map(make) }

  private func make(_ encoded: Encoded) -> Made {
    Made(picture: encoded.picture, values: reconstructor.picture(of: encoded.grid))
  }

  private func read() throws -> Encoded? {
    if let shown = job.shown, madeCount > shown { return nil }
    guard let encoded = try nextEncoded() else { return nil }
    madeCount += 1
    if encoded.picture.events == 0 {
      emptyCount += 1
      try log.warn(
        kind: "empty window", path: path,
        "the window from \(encoded.picture.startUs ?? 0) to \(encoded.picture.endUs ?? 0) us holds no event; "
          + "its picture is what is remembered")
    }
    return encoded
  }

  /// Passes on what was odd; call it after the last picture.
  func passWarnings() throws {
    guard let input, let windower else { return }
    if windower.lateCount > 0 {
      try log.warn(
        kind: "order", path: path,
        "\(Text.count(windower.lateCount, "event")) came after their window was complete and are left out; "
          + "\(Work.repair) puts them in order")
    }
    if windower.leftOverCount > 0 {
      log.detail("\(path): \(Text.count(windower.leftOverCount, "event")) at the end make no window")
    }
    try input.passWarnings()
  }

  /// Why there is no picture.
  func emptinessError() -> JobError {
    let left = windower?.leftOverCount ?? 0
    return JobError(
      .badContent, path: path,
      problem: left > 0 ? "\(Text.count(left, "event")) make no window" : "there is no event in the wanted time",
      remedy: "choose a smaller \(Setting.windowDuration) or \(Setting.windowEvents), or another part of the recording")
  }
}

extension EventReconstructionRun {
  /// What was said of windows and times, which grids have none of.
  fileprivate var givenWindowSetting: Setting? {
    switch windows {
    case .time: .windowDuration
    case .count: .windowEvents
    case .listed, .pictures: .windowList
    case nil:
      selection.start != nil ? .start : selection.end != nil ? .end : rectification != nil ? .rectification : nil
    }
  }
}

/// Makes voxel grids of windows of one sensor, in memory that stays.
private final class GridEncoding {
  private let encoding: VoxelGrid
  private let size: SensorSize
  private let workers: Workers
  private var accumulator: EventAccumulator<Float>?

  init(_ encoding: VoxelGrid, size: SensorSize, workers: Workers) {
    (self.encoding, self.size, self.workers) = (encoding, size, workers)
  }

  func grid(of window: EventWindow) -> Tensor<Float> {
    let volume = SpaceTimeWindow(width: size.width, height: size.height, around: window.events)
    let accumulator = accumulator ?? encoding.accumulator(over: volume, workers: workers)
    self.accumulator = accumulator
    accumulator.begin(volume)
    accumulator.add(window.events)
    return accumulator.finish()
  }
}
