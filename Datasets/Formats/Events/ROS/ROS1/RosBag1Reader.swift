import Files
import Recordings

/// Reads a ROS 1 bag, format 2.0, from its first record to its last.
///
/// The index is used to know the topics beforehand and for nothing else: a bag that was never closed has none. Memory:
/// one chunk where chunks are compressed, one message where they are not.
final class RosBag1Reader: BagReader {
  static let magic = Array("#ROSBAG V".utf8)
  private static let versionLine = Array("#ROSBAG V2.0\n".utf8)

  private let file: InputFile
  private let topics: any BagTopicChoice
  private let outer: ByteWindow
  private var inner: ByteWindow?
  /// Where the chunk that is being read starts, and where it ends if it is not compressed.
  private var chunkStart = 0
  private var chunkEnd: Int?
  /// Where the index is said to start; 0 in a bag that was never closed.
  private var indexPosition: UInt64?
  private var types: [UInt32: BagMessageType] = [:]
  private var hasConnections = false
  private let decompressor = ChunkDecompressor()
  private var oddities: [RecordingWarning] = []
  private var isAtEnd = false

  /// Reads the start and, where there is one, the index.
  init(file: InputFile, topics: any BagTopicChoice) throws {
    self.file = file
    self.topics = topics
    let line = try file.bytes(at: 0, count: min(Self.versionLine.count, file.byteCount))
    guard line == Self.versionLine else {
      let version = String(decoding: line.dropFirst(Self.magic.count), as: UTF8.self).filter { !$0.isNewline }
      throw FileError(
        .badContent, path: file.path, problem: "this is a bag of version \(version), and 2.0 is read", place: "byte 0",
        remedy: "bring it up to date with rosbag migrate")
    }
    outer = ByteWindow(file: file, range: Self.versionLine.count..<file.byteCount)
    if let known = try? indexedTopics() { try topics.learn(known, path: file.path) }
  }

  var warnings: [RecordingWarning] { oddities }

  func next() throws -> BagMessage? {
    while !isAtEnd {
      if let inner, inner.remaining > 0 {
        if let message = try step(in: inner, isChunk: true) { return message }
      } else if outer.remaining > 0 {
        inner = nil
        if let message = try step(in: outer, isChunk: false) { return message }
      } else {
        noteMissingEnd()
        isAtEnd = true
      }
    }
    return nil
  }

  /// The connections must stand in the index: those within chunks are not seen.
  func chunkStarts() throws -> [Int]? {
    let window = ByteWindow(file: file, range: Self.versionLine.count..<file.byteCount, standardBytes: 4 << 10)
    var starts: [Int] = []
    var known: [UInt32: BagMessageType] = [:]
    while window.remaining > 0 {
      let start = window.position
      guard let (header, count) = try record(in: window, place: .byte(start), isChunk: true) else { return nil }
      switch header.operation {
      case .chunk:
        if count == 0 { return nil }
        starts.append(start)
      case .connection:
        guard let connection = header.connection, let data = try window.peek(count),
          let topic = try topic(header, data, at: .byte(start))
        else { return nil }
        known[connection] = topics.accept(topic)
      default: break
      }
      // The last chunk may be cut off.
      guard count <= window.remaining else { return nil }
      window.skip(count)
    }
    guard !known.isEmpty else { return nil }
    types.merge(known) { _, new in new }
    return starts
  }

  func restart(at chunk: Int) {
    outer.move(to: chunk)
    (inner, chunkEnd, isAtEnd) = (nil, nil, false)
  }

  /// Says that the file ends between two records, before what its records speak of.
  private func noteMissingEnd() {
    let end = file.byteCount
    let missing: String
    if let chunkEnd, chunkEnd > end {
      missing = "the end of a chunk at byte \(chunkEnd)"
    } else if let indexPosition, indexPosition > UInt64(end) {
      missing = "its index at byte \(indexPosition)"
    } else if !hasConnections {
      missing = "any record of a topic"
    } else {
      return
    }
    oddities.append(
      RecordingWarning(
        path: file.path, problem: "the file ends before \(missing)", place: "byte \(end)",
        consequence: "what is there is read", isTruncation: true))
  }

  /// Reads a record; returns a message where it is one that is wanted.
  private func step(in window: ByteWindow, isChunk: Bool) throws -> BagMessage? {
    let start = window.position
    let place = isChunk ? BagPlace.chunk(at: chunkStart, byte: start) : .byte(start)
    guard let (header, dataCount) = try record(in: window, place: place, isChunk: isChunk) else { return nil }
    let dataPlace = place.advanced(by: window.position - start)
    if !isChunk, let end = chunkEnd, end <= start { chunkEnd = nil }
    if let end = chunkEnd, !isChunk, window.position + dataCount > end {
      throw damage("a record reaches past the end of its chunk at byte \(end)", at: place)
    }
    switch header.operation {
    case .messageData:
      guard let connection = header.connection else { throw damage("a message names no connection", at: place) }
      guard let type = types[connection] else { break }
      guard let bytes = try window.peek(dataCount) else { break }
      window.skip(dataCount)
      return BagMessage(bytes: bytes, type: type, form: .ros1, place: dataPlace)
    case .connection:
      guard let bytes = try window.peek(dataCount) else { break }
      try connect(header, bytes, at: dataPlace)
    case .chunk where !isChunk: return try enterChunk(header, dataCount, start: start)
    case .bagHeader:
      try checkEncryption(header, at: place)
      indexPosition = header.indexPosition
    case .chunk, .indexData, .chunkInfo: break
    case nil:
      if !header.hasOperation { throw damage("a record does not say what it is", at: place) }
    }
    // A chunk within a chunk, of which not all is there.
    guard dataCount <= window.remaining else { return try cutOff(window, place, isChunk) }
    window.skip(dataCount)
    return nil
  }

  /// The header of the next record, after which the window then stands, and the bytes of its data. Nil where the file
  /// ends within the record, which is noted.
  private func record(
    in window: ByteWindow, place: BagPlace, isChunk: Bool
  ) throws -> (header: RosBag1Header, dataCount: Int)? {
    guard let headerCount = try length(in: window, behind: 0) else { return try cutOff(window, place, isChunk) }
    guard headerCount <= RosBag1Header.mostBytes else {
      throw damage("a record's header is said to have \(headerCount) bytes", at: place)
    }
    guard let dataCount = try length(in: window, behind: 4 + headerCount), let bytes = try window.peek(4 + headerCount)
    else { return try cutOff(window, place, isChunk) }
    let header: RosBag1Header
    do {
      header = try RosBag1Header(UnsafeRawBufferPointer(rebasing: bytes[4...]))
    } catch let error as MessageDamage {
      throw damage(error.problem, at: place.advanced(by: 4 + error.offset))
    }
    if dataCount > window.remaining - 8 - headerCount && !canBeEntered(header) {
      return try cutOff(window, place, isChunk)
    }
    window.skip(8 + headerCount)
    return (header, dataCount)
  }

  /// Whether what is there of a cut off record can still be read: a chunk that is not compressed.
  private func canBeEntered(_ header: RosBag1Header) -> Bool {
    header.operation == .chunk && header.compression == "none"
  }

  private func length(in window: ByteWindow, behind count: Int) throws -> Int? {
    guard let bytes = try window.peek(count + 4) else { return nil }
    return Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: count, as: UInt32.self)))
  }

  private func cutOff<Result>(_ window: ByteWindow, _ place: BagPlace, _ isChunk: Bool) throws -> Result? {
    if isChunk { throw damage("a record reaches past the end of its chunk", at: place) }
    oddities.append(
      RecordingWarning(
        path: file.path, problem: "the file ends within a record, of which \(window.remaining) bytes are there",
        place: place.description, consequence: "they are left out", isTruncation: true))
    window.skip(window.remaining)
    isAtEnd = true
    return nil
  }

  private func enterChunk(_ header: RosBag1Header, _ count: Int, start: Int) throws -> BagMessage? {
    let name = header.compression ?? ""
    chunkStart = start
    if name == "none" {
      // A recorder writes the length when it closes the chunk: without one, what follows is read all the same.
      chunkEnd = count == 0 ? nil : outer.position + count
      return nil
    }
    guard let method = ChunkDecompressor.Method(rawValue: name) else {
      throw damage("a chunk is compressed with \(name), and none, bz2 and lz4 are known", at: .byte(start))
    }
    if count == 0, outer.remaining > 0 { return try cutOff(outer, .byte(start), false) }
    guard let bytes = try outer.peek(count) else { return nil }
    try decompressor.decompress(
      bytes, method: method, stated: header.size.map(Int.init), path: file.path, place: .byte(outer.position))
    outer.skip(count)
    inner = ByteWindow(decompressor.content)
    return nil
  }

  private func connect(_ header: RosBag1Header, _ data: UnsafeRawBufferPointer, at place: BagPlace) throws {
    guard let connection = header.connection, let topic = try topic(header, data, at: place) else {
      throw damage("a connection has no number, topic or type", at: place)
    }
    types[connection] = topics.accept(topic)
    hasConnections = true
  }

  private func topic(_ header: RosBag1Header, _ data: UnsafeRawBufferPointer, at place: BagPlace) throws -> BagTopic? {
    do {
      let fields = try RosBag1Header(data)
      guard let name = header.topic ?? fields.topic, let type = fields.type else { return nil }
      return BagTopic(name: name, type: type)
    } catch let error as MessageDamage {
      throw damage(error.problem, at: place.advanced(by: error.offset))
    }
  }

  /// The topics as the index lists them, or nil where there is none; damage in it shows when the records are read.
  private func indexedTopics() throws -> [BagTopic]? {
    let start = ByteWindow(file: file, range: Self.versionLine.count..<file.byteCount)
    guard let (first, _) = try record(in: start, place: .byte(0), isChunk: true), first.operation == .bagHeader,
      let position = first.indexPosition, position > UInt64(start.position), position < UInt64(file.byteCount)
    else { return nil }
    let index = ByteWindow(file: file, range: Int(position)..<file.byteCount)
    var found: [BagTopic] = []
    for _ in 0..<(first.connectionCount ?? 0) {
      guard let (header, count) = try record(in: index, place: .byte(0), isChunk: true),
        header.operation == .connection, let data = try index.peek(count),
        let topic = try topic(header, data, at: .byte(0))
      else { return nil }
      found.append(topic)
      index.skip(count)
    }
    return found
  }

  private func checkEncryption(_ header: RosBag1Header, at place: BagPlace) throws {
    guard let encryptor = header.encryptor, !encryptor.isEmpty else { return }
    throw FileError(
      .badContent, path: file.path, problem: "the bag is encrypted with \(encryptor)", place: place.description,
      remedy: "decrypt it with rosbag decrypt")
  }

  private func damage(_ problem: String, at place: BagPlace) -> FileError {
    FileError(
      .badContent, path: file.path, problem: problem, place: place.description,
      remedy: "the file is damaged; fetch it again, or try rosbag fix")
  }
}
