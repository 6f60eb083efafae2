import Datasets
import Files
import Kernels
import Recordings
import Representations
import Runtime
import Synchronization
import Tensors

/// Makes tensors of a recording of spikes, one around the middle of each window.
public struct SpikeRepresentationRun: Job {
  /// What is read.
  public var recording: SpikeRecording
  /// What the tensors hold.
  public var kind: SpikeRepresentation
  /// The windows, by time or listed; nil for one of the whole recording. Its clock starts at 0.
  public var windows: EventWindowChoice?
  /// The wanted time.
  public var selection: TimeSelection
  /// Where the tensors go; the ending says the kind of file.
  public var output: String
  /// Whether a file that is there is replaced.
  public var overwrite: Bool
  /// Whether the output may be larger than the free disk.
  public var allowsLargeOutput: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a run.
  public init(
    recording: SpikeRecording, kind: SpikeRepresentation, output: String, windows: EventWindowChoice? = nil,
    selection: TimeSelection = TimeSelection(), overwrite: Bool = false, allowsLargeOutput: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    (self.recording, self.kind, self.output, self.windows) = (recording, kind, output, windows)
    (self.selection, self.overwrite, self.allowsLargeOutput) = (selection, overwrite, allowsLargeOutput)
    self.threads = threads
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> RepresentationSummary {
    let log = JobLog(observer)
    let file = try RepresentationFile(path: output)
    let workers = try Workers(threads: threads)
    let source = try recording.open(observer: log)
    let facts = RepresentationFacts(
      kind: kind.name, axes: kind.axes, shape: kind.shape(for: source.geometry), scalarType: kind.scalarType)
    let intervals = try intervals(of: source, observer: log)
    try OutputLimit(isLargeAllowed: allowsLargeOutput)
      .estimate(output, bytesEach: facts.byteCount * file.copies, noun: "window").require(Double(intervals.count))
    let writer = try file.create(output, facts, overwrite: overwrite)
    let progress = log.steps(total: intervals.count, unit: "windows")
    defer { progress.finish() }
    // Some windows at once, each made by one thread.
    for start in stride(from: 0, to: intervals.count, by: workers.threads) {
      let part = Array(intervals[start..<min(start + workers.threads, intervals.count)])
      for (tensor, interval) in zip(try tensors(of: source, part, workers), part) {
        try writer.append(tensor, interval)
      }
      try progress.advance(part.count)
    }
    progress.finish()
    try writer.finish()
    return RepresentationSummary(
      input: recording.path, output: output, kind: kind.name, dtype: facts.scalarType.rawValue,
      shape: [intervals.count] + facts.shape, axes: ["window"] + facts.axes, width: source.geometry.width,
      height: source.geometry.height, emptyWindows: 0, startUs: intervals.first?.startMicroseconds,
      endUs: intervals.last?.endMicroseconds, warnings: log.warnings)
  }

  private func tensors(
    of source: any SpikeSource, _ intervals: [EventInterval], _ workers: Workers
  ) throws -> [AnyTensor] {
    let results = Mutex([AnyTensor?](repeating: nil, count: intervals.count))
    // A source reads for one thread at a time; what it has read belongs to all.
    let centers = intervals.map { frame(of: $0, source) }
    let frameCount = source.frameCount
    let frames = try centers.map { try source.frames(kind.window(at: $0, frameCount: frameCount)) }
    workers.forEach(intervals.count) { index in
      let tensor = kind.tensor(at: centers[index], from: frames[index], frameCount: frameCount)
      results.withLock { $0[index] = tensor }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// The frame that is read out in the middle of a window.
  private func frame(of interval: EventInterval, _ source: any SpikeSource) -> Int {
    let middle = interval.startMicroseconds + interval.durationMicroseconds / 2
    let exact = Double(middle) * source.rateHz / 1e6
    return Int(min(max(exact, 0), Double(source.frameCount - 1)))
  }

  /// The windows whose middle the recording holds.
  private func intervals(of source: any SpikeSource, observer: any JobObserver) throws -> [EventInterval] {
    let range = try selection.frames(of: source)
    func time(_ frame: Int) -> Int64 { Int64(min((Double(frame) * 1e6 / source.rateHz).rounded(), 9e18)) }
    let wanted = EventInterval(startMicroseconds: time(range.lowerBound), endMicroseconds: time(range.upperBound))
    func holds(_ interval: EventInterval) -> Bool {
      wanted.contains(interval.startMicroseconds + interval.durationMicroseconds / 2)
    }
    switch try windows?.windowing(of: recording.path, observer: observer) {
    case .time(let duration, let step):
      var intervals: [EventInterval] = []
      var start = wanted.startMicroseconds
      while start <= .max - duration {
        let interval = EventInterval(startMicroseconds: start, endMicroseconds: start + duration)
        guard holds(interval) else { break }
        intervals.append(interval)
        start = start.advancedOrLast(by: step)
      }
      return intervals
    case .intervals(let list):
      if let outside = list.first(where: { !holds($0) }) {
        throw FileError(
          .badContent, path: windows?.listPath ?? recording.path,
          problem: "the middle of the window from \(outside.startMicroseconds) us on lies outside the recording, which "
            + "lasts to \(wanted.endMicroseconds) us", remedy: "list times of the recording, whose clock starts at 0")
      }
      return list
    case .whole, .count, nil: return [wanted]
    }
  }
}
