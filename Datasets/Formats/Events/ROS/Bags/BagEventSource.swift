import Recordings

/// The events of a bag: of one file, or of the files into which a recorder has cut it.
final class BagEventSource: EventFileSource {
  /// What the first message says.
  let header: EventHeader
  private let path: String
  private let topics: TopicChoice
  private var parts: ArraySlice<BagPart>
  private let isOneFile: Bool
  private var reader: (any BagReader)?
  private var finishedWarnings: [RecordingWarning] = []
  private var decoder: EventMessageDecoder
  /// What stopped the last reading after its events.
  private var failure: (any Error)?
  private var isAtEnd = false

  /// A file of a bag, opened when it is its turn.
  struct BagPart {
    var open: (any BagTopicChoice) throws -> any BagReader
  }

  /// Opens a bag and reads its first message with events.
  ///
  /// - Throws: `FileError` where it holds no topic with events, or several and none was named.
  init(path: String, format: EventFormat, parts: [BagPart], options: EventReadOptions) throws {
    self.path = path
    self.parts = parts[...]
    isOneFile = parts.count == 1
    topics = TopicChoice(wanted: options.topic)
    decoder = EventMessageDecoder(path: path)
    var header = EventHeader(format: format, width: options.size?.width, height: options.size?.height)
    if let first = try Self.nextMessage(&reader, &self.parts, topics, &finishedWarnings) {
      try decoder.begin(first)
      if let size = decoder.size { (header.width, header.height) = size }
    } else if topics.chosen == nil {
      throw topics.nothingFound(path: path, damage: finishedWarnings.first { $0.place != nil })
    }
    self.header = header
  }

  var warnings: [RecordingWarning] {
    finishedWarnings + (reader?.warnings ?? []) + decoder.warnings + topics.warnings(path: path)
  }

  /// The topic that is read.
  var topic: String? { topics.chosen }

  /// How far the clock of the events is behind the host's, by which other messages are stamped, in microseconds: 0 where
  /// events have the host's. Told by the first packet, whose stamp is that of its first event. Ask before anything else.
  func clockLagMicroseconds() throws -> Int64 {
    guard let stamp = decoder.firstPacketStampNanoseconds else { return 0 }
    var first = EventBatch(capacity: EventMessageDecoder.mostEventsPerWord)
    guard try next(into: &first), !first.isEmpty else { return 0 }
    return stamp / 1000 &- first[0].timeMicroseconds
  }

  func takeTriggers() -> [ExternalTrigger] { decoder.takeTriggers() }

  func read(into columns: EventColumns) throws -> Int {
    if let failure { throw failure }
    var count = 0
    do {
      while count < columns.capacity && !isAtEnd {
        if try decoder.decode(into: columns, from: &count) { continue }
        // A decoder that stops where few places are left gets all of them next time.
        if count > 0, columns.capacity - count < EventMessageDecoder.mostEventsPerWord, decoder.isWaiting { break }
        if let message = try Self.nextMessage(&reader, &parts, topics, &finishedWarnings) {
          try decoder.begin(message)
        } else if try !decoder.finish(into: columns, from: &count) {
          isAtEnd = true
        }
      }
    } catch {
      failure = error
      if count == 0 { throw error }
    }
    return count
  }

  /// Bisects the chunks of a bag of one file. Packets of EVT3 are read over: their clock wraps within seconds.
  func seek(toMicroseconds time: Int64) throws -> Bool {
    guard isOneFile, !decoder.isWaiting, let chunks = try? reader?.chunkStarts(), !chunks.isEmpty else { return false }
    var first = EventBatch(capacity: 1)
    let row = RowSearch.start(before: time, count: chunks.count) { row in
      restart(at: chunks[row])
      // What is wrong with a chunk shows when it is read.
      guard (try? next(into: &first)) == true, reader != nil else { return .max }
      return first[0].timeMicroseconds
    }
    guard reader != nil else { return false }
    restart(at: chunks[row])
    return true
  }

  private func restart(at chunk: Int) {
    finishedWarnings += decoder.warnings
    reader?.restart(at: chunk)
    decoder = EventMessageDecoder(path: path)
    (failure, isAtEnd) = (nil, false)
  }

  private static func nextMessage(
    _ reader: inout (any BagReader)?, _ parts: inout ArraySlice<BagPart>, _ topics: TopicChoice,
    _ warnings: inout [RecordingWarning]
  ) throws -> BagMessage? {
    while true {
      if let message = try reader?.next() { return message }
      warnings += reader?.warnings ?? []
      reader = nil
      guard let part = parts.popFirst() else { return nil }
      reader = try part.open(topics)
    }
  }
}
