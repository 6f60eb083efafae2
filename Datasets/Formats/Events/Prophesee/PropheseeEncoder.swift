import Files
import Recordings

/// Events and triggers to words of one format.
protocol PropheseeEncoder {
  /// Appends the words of events.
  ///
  /// - Throws: `EncodingProblem` where the format cannot hold one.
  mutating func encode(_ columns: EventColumns, count: Int, into words: inout [UInt8]) throws
  /// Appends the words of a trigger.
  mutating func encode(_ trigger: ExternalTrigger, into words: inout [UInt8]) throws
}

/// What a format cannot hold.
struct EncodingProblem: Error {
  /// The place of the event in its batch.
  var index: Int
  /// A clause in lower case.
  var problem: String
  var remedy: Message

  static func time(_ time: Int64, at index: Int, limit: String) -> EncodingProblem {
    EncodingProblem(
      index: index, problem: "its time of \(time) us lies outside what the format can tell (\(limit))",
      remedy: "subtract an origin with \(Setting.timeOrigin)")
  }

  static func step(_ time: Int64, after last: Int64, at index: Int) -> EncodingProblem {
    EncodingProblem(
      index: index, problem: "its time of \(time) us after \(last) us would be read as a wrap of the clock",
      remedy: "sort the events by time, or choose a format with longer times")
  }

  static func place(_ x: UInt16, _ y: UInt16, at index: Int, limit: Int) -> EncodingProblem {
    EncodingProblem(
      index: index, problem: "its place (\(x), \(y)) lies outside the \(limit)x\(limit) pixels of the format",
      remedy: "crop with \(Setting.filter, to: "roi"), or choose another format")
  }
}

extension [UInt8] {
  /// Appends a word, least significant byte first.
  mutating func appendWord<Word: FixedWidthInteger>(_ word: Word) {
    Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
  }
}

/// A file of encoded events in the making: counts, ranges and refusals, whatever the encoder.
struct PropheseeOutput<Encoder: PropheseeEncoder> {
  private let file: OutputFile
  private var encoder: Encoder
  private var words: [UInt8] = []
  private var eventCount = 0

  init(path: String, overwrite: Bool, header: [UInt8], encoder: Encoder) throws {
    file = try OutputFile(path: path, overwrite: overwrite, streams: true)
    self.encoder = encoder
    try file.write(header)
  }

  mutating func append(_ events: EventBatch) throws {
    try write("event", from: eventCount) { encoder, words in
      try events.withColumns { try encoder.encode($0, count: events.count, into: &words) }
    }
    eventCount += events.count
  }

  mutating func append(_ triggers: [ExternalTrigger]) throws {
    for (index, trigger) in triggers.enumerated() {
      try write("trigger", from: index) { try $0.encode(trigger, into: &$1) }
    }
  }

  func finish() throws { try file.commit() }

  private mutating func write(
    _ what: String, from first: Int, _ encode: (inout Encoder, inout [UInt8]) throws -> Void
  ) throws {
    words.removeAll(keepingCapacity: true)
    do {
      try encode(&encoder, &words)
      try file.write(words)
    } catch let problem as EncodingProblem {
      file.discard()
      throw FileError(
        .cannotCreate, path: file.path,
        problem: "\(what) \(first + problem.index) cannot be stored: \(problem.problem)",
        remedy: problem.remedy)
    }
  }
}
