import Datasets
import Files
import Recordings

/// Stretches of a user's recordings of events, all of one length, which are read once and kept in memory.
///
/// Recordings that are longer than memory for them are thinned: every second stretch is given up, and again, whatever the
/// reader's pace, so that what is left spans all of them and depends on the files alone.
final class RecordedEventStretches {
  /// Which recordings.
  struct Input {
    /// A recording, or a folder of recordings.
    var path: String
    /// Their format; nil to tell it from the content.
    var format: EventFormat?
    /// The sensor of those that do not say it.
    var size: SensorSize?
    /// The unit of time of those that do not state it.
    var timeUnit: TimeUnit?
  }

  /// A stretch.
  struct Stretch {
    /// The number of the recording.
    var recording: Int
    /// Its start in the recording, in microseconds.
    var startMicroseconds: Int64
    /// Its events in order, in the sensor's pixels.
    var events: EventBatch
  }

  /// The most events that are kept: 13 bytes each.
  static let mostEvents = 1 << 25
  /// A stretch with fewer shows nothing that could be learnt.
  static let leastEvents = 256

  /// The names of the recordings, and their sensors.
  let recordings: [(name: String, size: SensorSize)]
  /// The length of a stretch in microseconds.
  let lengthMicroseconds: Int64
  /// In the order of recordings and times.
  let stretches: [Stretch]
  /// One of so many stretches was kept.
  let thinning: Int

  /// Reads recordings.
  ///
  /// - Parameter mostEvents: The most events to keep.
  /// - Throws: `FileError` where there are none, one is damaged, or none has enough events; what the observer throws.
  init(
    _ input: Input, lengthMicroseconds: Int64, mostEvents: Int = RecordedEventStretches.mostEvents, log: JobLog
  ) throws {
    self.lengthMicroseconds = lengthMicroseconds
    var (recordings, kept) = ([(name: String, size: SensorSize)](), ThinnedStretches(mostEvents: mostEvents))
    for path in try Self.paths(input) {
      let recording = EventRecording(
        path: path, format: input.format, size: input.size, options: EventReadOptions(timeUnit: input.timeUnit))
      let source = try EventInput(recording, observer: log)
      let windower = EventWindower(
        .time(durationMicroseconds: lengthMicroseconds, strideMicroseconds: lengthMicroseconds), source: path)
      let progress = log.steps(total: nil, unit: "events")
      defer { progress.finish() }
      while let window = try windower.next(from: {
        guard let batch = try source.nextBatch() else { return nil }
        try progress.advance(batch.count)
        return batch
      }) {
        guard window.events.count >= Self.leastEvents else { continue }
        kept.add(
          Stretch(
            recording: recordings.count, startMicroseconds: window.interval.startMicroseconds, events: window.events))
      }
      try source.passWarnings()
      recordings.append((Paths.lastName(of: path), source.size))
    }
    guard !kept.stretches.isEmpty else {
      throw FileError(
        .badContent, path: input.path,
        problem: "no \(Text.number(Double(lengthMicroseconds) / 1000)) ms of it hold \(Self.leastEvents) events",
        remedy: "set data.window-ms to longer ones")
    }
    (self.recordings, stretches, thinning) = (recordings, kept.stretches, kept.thinning)
  }

  /// The recordings of a folder, or the one that is named.
  private static func paths(_ input: Input) throws -> [String] {
    guard Paths.exists(input.path) else {
      throw FileError(.notFound, path: input.path, problem: "there is no such recording and no such folder")
    }
    guard let folder = try RecordingFolder(input.path) else { return [input.path] }
    let events = folder.recordings.filter { EventFormat(rawValue: $0.format) != nil }
    guard !events.isEmpty, !folder.areMore else {
      throw FileError(
        .badContent, path: input.path,
        problem: events.isEmpty ? "it holds no recording of events" : "it holds too many recordings",
        remedy: "name a folder of recordings of events, or one of them")
    }
    return events.map { "\(input.path)/\($0.path)" }
  }

  /// The sizes that there are, without repetition.
  var sizes: [SensorSize] {
    recordings.reduce(into: []) { sizes, recording in
      if !sizes.contains(recording.size) { sizes.append(recording.size) }
    }
  }

  /// Those to learn from, or the last of each recording, which are set aside: a share of them, and at least one where there
  /// are two.
  func part(setAside: Bool, share: Double) -> [Stretch] {
    recordings.indices.flatMap { recording -> [Stretch] in
      let own = stretches.filter { $0.recording == recording }
      let last = own.count < 2 ? 0 : min(own.count - 1, max(1, Int((share * Double(own.count)).rounded())))
      return Array(setAside ? own.suffix(last) : own.dropLast(last))
    }
  }
}

/// Stretches of which every second is given up whenever there is no room for more.
private struct ThinnedStretches {
  private(set) var stretches: [RecordedEventStretches.Stretch] = []
  private(set) var thinning = 1
  private let mostEvents: Int
  private var numbers: [Int] = []
  private var eventCount = 0
  private var seenCount = 0

  init(mostEvents: Int) { self.mostEvents = mostEvents }

  mutating func add(_ stretch: RecordedEventStretches.Stretch) {
    defer { seenCount += 1 }
    guard seenCount % thinning == 0 else { return }
    stretches.append(stretch)
    numbers.append(seenCount)
    eventCount += stretch.events.count
    while eventCount > mostEvents, stretches.count > 1 {
      thinning *= 2
      let staying = numbers.indices.filter { numbers[$0] % thinning == 0 }
      (stretches, numbers) = (staying.map { stretches[$0] }, staying.map { numbers[$0] })
      eventCount = stretches.reduce(0) { $0 + $1.events.count }
    }
  }
}
