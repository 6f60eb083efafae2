import Recordings
import Tensors

/// The events of a bag: of one file, or of the files into which a recorder has cut it.
final class BagEventSource: EventSource {
  /// What the first message says.
  let header: EventHeader
  private let path: String
  private let topics: TopicChoice
  private var parts: ArraySlice<BagPart>
  private var reader: (any BagReader)?
  private var finishedWarnings: [RecordingWarning] = []
  private var decoder: EventMessageDecoder
  /// What stopped the last reading after its events.
  private var failure: (any Error)?
  private var isAtEnd = false

  /// A file of a bag, opened when it is its turn.
  struct BagPart {
    var open: (TopicChoice) throws -> any BagReader
  }

  /// Opens a bag and reads its first message with events.
  ///
  /// - Throws: `FileError` where it holds no topic with events, or several and none was named.
  init(path: String, format: EventFormat, parts: [BagPart], options: EventReadOptions) throws {
    self.path = path
    self.parts = parts[...]
    topics = TopicChoice(wanted: options.topic)
    decoder = EventMessageDecoder(path: path)
    var header = EventHeader(format: format, width: options.size?.width, height: options.size?.height)
    if let first = try Self.nextMessage(&reader, &self.parts, topics, &finishedWarnings) {
      try decoder.begin(first)
      if let size = decoder.size { (header.width, header.height) = size }
    } else if topics.chosen == nil {
      throw topics.nothingFound(path: path)
    }
    self.header = header
  }

  var warnings: [RecordingWarning] {
    finishedWarnings + (reader?.warnings ?? []) + decoder.warnings + topics.warnings(path: path)
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
