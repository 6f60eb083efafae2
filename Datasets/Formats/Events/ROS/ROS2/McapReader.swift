import Files
import Recordings

/// Reads an mcap file from its first record to its last.
///
/// The summary at the end is used to know the topics beforehand and for nothing else: a file that was never closed has
/// none. Memory: a chunk where it is compressed or has a checksum, else a message.
final class McapReader: BagReader {
  private let file: InputFile
  private let topics: any BagTopicChoice
  private let outer: ByteWindow
  private var inner: ByteWindow?
  private var chunkStart = 0
  /// Where a chunk ends that is read in place.
  private var chunkEnd: Int?
  private var schemas: [UInt16: String] = [:]
  private var types: [UInt16: BagMessageType] = [:]
  private let decompressor = ChunkDecompressor()
  private var oddities: [RecordingWarning] = []
  private var isAtEnd = false

  /// Chunks without compression are held against their checksum up to this length, in bytes.
  private static let mostCheckedBytes = 32 << 20

  /// Reads the start and, where there is one, the summary.
  init(file: InputFile, topics: any BagTopicChoice) throws {
    self.file = file
    self.topics = topics
    let start = try file.bytes(at: 0, count: min(Mcap.magic.count, file.byteCount))
    guard start == Mcap.magic else {
      throw FileError(.badContent, path: file.path, problem: "this does not start as an mcap file", place: "byte 0")
    }
    outer = ByteWindow(file: file, range: Mcap.magic.count..<file.byteCount)
    if let known = try? summarizedTopics() { try topics.learn(known, path: file.path) }
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
        note(
          "the file ends without having been closed", at: .byte(file.byteCount), consequence: nil)
        isAtEnd = true
      }
    }
    return nil
  }

  /// Schemas and channels must stand in the summary: those within chunks are not seen.
  func chunkStarts() throws -> [Int]? {
    let window = ByteWindow(file: file, range: Mcap.magic.count..<file.byteCount, standardBytes: 4 << 10)
    var starts: [Int] = []
    var isClosed = false
    while !isClosed, let prefix = try window.peek(Mcap.recordPrefixBytes) {
      let start = window.position
      let operation = McapOperation(rawValue: prefix[0])
      let stated = UInt64(littleEndian: prefix.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
      window.skip(Mcap.recordPrefixBytes)
      guard stated <= UInt64(window.remaining) else { return nil }
      switch operation {
      case .chunk:
        starts.append(start)
        window.skip(Int(stated))
      case .schema, .channel: try describe(operation, in: window, count: Int(stated), place: .byte(start))
      case .footer: isClosed = true
      default: window.skip(Int(stated))
      }
    }
    return isClosed && !types.isEmpty ? starts : nil
  }

  func restart(at chunk: Int) {
    outer.move(to: chunk)
    (inner, chunkEnd, isAtEnd) = (nil, nil, false)
  }

  /// Learns a schema or a channel.
  private func describe(_ operation: McapOperation?, in window: ByteWindow, count: Int, place: BagPlace) throws {
    if operation == .schema {
      let schema = try parse(in: window, count: count, place: place, McapSchema.init)
      schemas[schema.identifier] = schema.name
    } else {
      let channel = try parse(in: window, count: count, place: place, McapChannel.init)
      let topic = BagTopic(name: channel.topic, type: schemas[channel.schema] ?? "")
      types[channel.identifier] = channel.encoding == "cdr" ? topics.accept(topic) : nil
    }
  }

  /// Reads a record; returns a message where it is one that is wanted.
  private func step(in window: ByteWindow, isChunk: Bool) throws -> BagMessage? {
    let start = window.position
    let place = isChunk ? BagPlace.chunk(at: chunkStart, byte: start) : .byte(start)
    guard let prefix = try window.peek(Mcap.recordPrefixBytes) else { return try cutOff(window, place, isChunk) }
    let operation = McapOperation(rawValue: prefix[0])
    guard prefix[0] != 0 else { throw damage("a record is of no kind", at: place) }
    let stated = UInt64(littleEndian: prefix.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
    let isChunkRecord = operation == .chunk && !isChunk
    if !isChunk, let end = chunkEnd, end <= start { chunkEnd = nil }
    if !isChunk, let end = chunkEnd, stated > UInt64(max(0, end - start - Mcap.recordPrefixBytes)) {
      throw damage("a record reaches past the end of its chunk at byte \(end)", at: place)
    }
    let available = window.remaining - Mcap.recordPrefixBytes
    if stated > UInt64(available), !isChunkRecord { return try cutOff(window, place, isChunk) }
    window.skip(Mcap.recordPrefixBytes)
    let count = stated > UInt64(available) ? available : Int(stated)
    if isChunkRecord {
      chunkStart = start
      return try enterChunk(isWhole: stated <= UInt64(available), count: count)
    }
    switch operation {
    case .message:
      if let message = try self.message(in: window, count: count, place: place) { return message }
    case .schema, .channel: try describe(operation, in: window, count: count, place: place)
    case .dataEnd, .footer:
      isAtEnd = true
      if try footer() == nil {
        note(
          "the file is cut off after its last message, and has no footer", at: .byte(file.byteCount),
          consequence: "all messages are there")
      }
    default: window.skip(count)
    }
    return nil
  }

  private func message(in window: ByteWindow, count: Int, place: BagPlace) throws -> BagMessage? {
    // The channel, a number and two times.
    let prefixBytes = 22
    guard count >= prefixBytes else { throw damage("a message of \(count) bytes is too short", at: place) }
    guard let head = try window.peek(2) else { return nil }
    let channel = UInt16(littleEndian: head.loadUnaligned(as: UInt16.self))
    guard let type = types[channel], let bytes = try window.peek(count) else {
      window.skip(count)
      return nil
    }
    window.skip(count)
    return BagMessage(
      bytes: UnsafeRawBufferPointer(rebasing: bytes[prefixBytes...]), type: type, form: .cdr,
      place: place.advanced(by: Mcap.recordPrefixBytes + prefixBytes))
  }

  /// Goes into a chunk, of which `count` bytes are there.
  private func enterChunk(isWhole: Bool, count: Int) throws -> BagMessage? {
    let place = BagPlace.byte(chunkStart)
    guard let front = try outer.peek(min(count, McapChunkHeader.mostBytes)) else { return nil }
    let header: McapChunkHeader
    do {
      header = try McapChunkHeader(front)
    } catch let error as MessageDamage {
      if !isWhole { return try cutOff(outer, place, false) }
      throw damage(error.problem, at: place.advanced(by: Mcap.recordPrefixBytes + error.offset))
    }
    let recordsCount = count - header.byteCount
    guard !isWhole || header.recordsCount == UInt64(recordsCount) else {
      throw damage("a chunk of \(count) bytes says that \(header.recordsCount) of them are records", at: place)
    }
    if header.compression.isEmpty, !isWhole || header.check == 0 || recordsCount > Self.mostCheckedBytes {
      outer.skip(header.byteCount)
      chunkEnd = isWhole ? outer.position + recordsCount : nil
      return nil
    }
    guard isWhole, let bytes = try outer.peek(count) else { return try cutOff(outer, place, false) }
    try check(header, UnsafeRawBufferPointer(rebasing: bytes[header.byteCount...]), start: outer.position)
    return nil
  }

  /// Decompresses a chunk's records, or reads them in place where they are not compressed, after checking them.
  private func check(_ header: McapChunkHeader, _ records: UnsafeRawBufferPointer, start: Int) throws {
    let place = BagPlace.byte(start + header.byteCount)
    var plain = records
    if !header.compression.isEmpty {
      guard let method = ChunkDecompressor.Method(rawValue: header.compression), method != .bz2 else {
        throw damage(
          "a chunk is compressed with \(header.compression), and lz4 and zstd are known", at: .byte(chunkStart))
      }
      try decompressor.decompress(
        records, method: method, stated: Int(clamping: header.uncompressedCount), path: file.path, place: place)
      plain = decompressor.content.bytes
    }
    if header.check != 0, CyclicRedundancyCheck.value(of: plain) != header.check {
      throw damage("the checksum of a chunk does not fit", at: .byte(chunkStart))
    }
    if header.compression.isEmpty {
      outer.skip(header.byteCount)
      chunkEnd = outer.position + records.count
    } else {
      outer.skip(header.byteCount + records.count)
      inner = ByteWindow(decompressor.content)
    }
  }

  private func parse<Record>(
    in window: ByteWindow, count: Int, place: BagPlace, _ body: (UnsafeRawBufferPointer) throws -> Record
  ) throws -> Record {
    guard let content = try window.peek(count) else {
      throw damage("a record reaches past the end of the file", at: place)
    }
    do {
      let record = try body(content)
      window.skip(count)
      return record
    } catch let error as MessageDamage {
      throw damage(error.problem, at: place.advanced(by: Mcap.recordPrefixBytes + error.offset))
    }
  }

  /// The footer and what follows it, which are the last bytes of a file that was closed; nil where they are others.
  private func footer() throws -> [UInt8]? {
    let tailBytes = Mcap.recordPrefixBytes + Mcap.footerBytes + Mcap.magic.count
    let footerStart = file.byteCount - tailBytes
    guard footerStart >= Mcap.magic.count else { return nil }
    let tail = try file.bytes(at: footerStart, count: tailBytes)
    let isFooter = tail[0] == McapOperation.footer.rawValue && Array(tail.suffix(Mcap.magic.count)) == Mcap.magic
    return isFooter ? tail : nil
  }

  /// The topics as the summary lists them, or nil where there is none.
  private func summarizedTopics() throws -> [BagTopic]? {
    guard let tail = try footer() else { return nil }
    let footerStart = file.byteCount - tail.count
    let start = tail.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: Mcap.recordPrefixBytes, as: UInt64.self))
    }
    guard start >= UInt64(Mcap.magic.count), start < UInt64(footerStart) else { return nil }
    let summary = ByteWindow(file: file, range: Int(start)..<footerStart)
    var names: [UInt16: String] = [:]
    var channels: [McapChannel] = []
    var counts: [UInt16: UInt64]?
    while let prefix = try summary.peek(Mcap.recordPrefixBytes) {
      let operation = McapOperation(rawValue: prefix[0])
      let stated = UInt64(littleEndian: prefix.loadUnaligned(fromByteOffset: 1, as: UInt64.self))
      summary.skip(Mcap.recordPrefixBytes)
      guard stated <= UInt64(summary.remaining) else { return nil }
      switch operation {
      case .schema:
        let schema = try parse(in: summary, count: Int(stated), place: .byte(0), McapSchema.init)
        names[schema.identifier] = schema.name
      case .channel: channels.append(try parse(in: summary, count: Int(stated), place: .byte(0), McapChannel.init))
      case .statistics: counts = try parse(in: summary, count: Int(stated), place: .byte(0), Self.messageCounts)
      default: summary.skip(Int(stated))
      }
    }
    // A channel may be there without a message.
    return channels.filter { channel in
      channel.encoding == "cdr" && counts.map { $0[channel.identifier, default: 0] > 0 } ?? true
    }
    .map { BagTopic(name: $0.topic, type: names[$0.schema] ?? "") }
  }

  /// The messages of each channel.
  private static func messageCounts(_ content: UnsafeRawBufferPointer) throws -> [UInt16: UInt64] {
    var fields = McapFields(content)
    _ = try fields.number(UInt64.self)
    _ = try fields.number(UInt16.self)
    for _ in 0..<4 { _ = try fields.number(UInt32.self) }
    for _ in 0..<2 { _ = try fields.number(UInt64.self) }
    let end = Int(try fields.number(UInt32.self)) + fields.offset
    var counts: [UInt16: UInt64] = [:]
    while fields.offset < end { counts[try fields.number(UInt16.self)] = try fields.number(UInt64.self) }
    return counts
  }

  private func cutOff(_ window: ByteWindow, _ place: BagPlace, _ isChunk: Bool) throws -> BagMessage? {
    if isChunk { throw damage("a record reaches past the end of its chunk", at: place) }
    guard case .byte(let start) = place else { return nil }
    note(
      "the file ends within a record, of which \(file.byteCount - start) bytes are there", at: place,
      consequence: "they are left out")
    window.skip(window.remaining)
    isAtEnd = true
    return nil
  }

  /// Notes that the file ends too early.
  private func note(_ problem: String, at place: BagPlace, consequence: Message?) {
    oddities.append(
      RecordingWarning(
        path: file.path, problem: problem, place: place.description, consequence: consequence,
        isTruncation: true))
  }

  private func damage(_ problem: String, at place: BagPlace) -> FileError {
    FileError(
      .badContent, path: file.path, problem: problem, place: place.description,
      remedy: "the file is damaged; fetch it again, or try mcap recover")
  }
}
