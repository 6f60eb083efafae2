import Files
import Recordings

/// Writes a ROS 1 bag, format 2.0, with messages of `dvs_msgs/EventArray`.
///
/// Chunks of about 768 KiB, each with its index. Memory: one chunk, and 12 bytes a chunk.
public final class RosBag1Writer: EventSink {
  /// The topic where none is named, as the drivers of iniVation's cameras call theirs.
  public static let standardTopic = "/dvs/events"

  private static let chunkBytes = 768 << 10
  private static let bagHeaderBytes = 4096
  private static let magic = Array("#ROSBAG V2.0\n".utf8)
  private static let connection: UInt32 = 0

  private struct Chunk {
    var position: UInt64
    var first: UInt64
    var last: UInt64
    var messages: UInt32
  }

  private let output: OutputFile
  private let topic: String
  private let compression: ChunkDecompressor.Method?
  private var builder: EventArrayBuilder
  private var chunk = LittleEndianBytes()
  /// The times and places of the messages of the chunk.
  private var index: [(nanoseconds: UInt64, offset: UInt32)] = []
  private var chunks: [Chunk] = []
  private var position: UInt64 = 0

  /// Creates the file.
  ///
  /// - Parameter topic: The topic of the messages.
  /// - Throws: `FileError` of kind `cannotCreate`.
  public convenience init(path: String, options: EventWriteOptions, topic: String = RosBag1Writer.standardTopic) throws
  {
    try self.init(path: path, options: options, topic: topic, compression: nil)
  }

  /// Creates a file whose chunks are compressed.
  init(path: String, options: EventWriteOptions, topic: String, compression: ChunkDecompressor.Method?) throws {
    output = try OutputFile(path: path, overwrite: options.overwrite)
    self.topic = topic
    self.compression = compression
    builder = EventArrayBuilder(form: .ros1, path: path, options: options)
    try write(Self.magic)
    try write(bagHeader(indexPosition: 0))
    appendConnection(to: &chunk)
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws {
    do {
      while let message = try builder.nextMessage(of: events) { try append(message) }
    } catch {
      output.discard()
      throw error
    }
  }

  /// Completes the bag with its index.
  public func finish() throws {
    if builder.holdsEvents || builder.isUntouched { try append(builder.finish()) }
    try closeChunk()
    let indexPosition = position
    var tail = LittleEndianBytes()
    appendConnection(to: &tail)
    for chunk in chunks {
      Self.append(
        to: &tail,
        header: [
          ("op", [6]), ("ver", Self.bytes(UInt32(1))), ("chunk_pos", Self.bytes(chunk.position)),
          ("start_time", Self.time(chunk.first)), ("end_time", Self.time(chunk.last)),
          ("count", Self.bytes(UInt32(1))),
        ], data: Self.bytes(Self.connection) + Self.bytes(chunk.messages))
    }
    try write(tail.bytes)
    try output.overwrite(bagHeader(indexPosition: indexPosition), at: Self.magic.count)
    try output.commit()
  }

  private func append(_ message: EventArrayBuilder.Message) throws {
    index.append((message.nanoseconds, UInt32(chunk.count)))
    Self.append(
      to: &chunk,
      header: [("op", [2]), ("conn", Self.bytes(Self.connection)), ("time", Self.time(message.nanoseconds))],
      data: message.bytes)
    if chunk.count >= Self.chunkBytes { try closeChunk() }
  }

  private func closeChunk() throws {
    guard let first = index.map(\.nanoseconds).min(), let last = index.map(\.nanoseconds).max() else { return }
    chunks.append(Chunk(position: position, first: first, last: last, messages: UInt32(index.count)))
    var records = LittleEndianBytes()
    Self.append(
      to: &records,
      header: [
        ("op", [5]), ("compression", Array((compression?.rawValue ?? "none").utf8)),
        ("size", Self.bytes(UInt32(chunk.count))),
      ], data: try compressed(chunk.bytes))
    var entries = LittleEndianBytes()
    for entry in index {
      entries.append(Self.time(entry.nanoseconds))
      entries.append(entry.offset)
    }
    Self.append(
      to: &records,
      header: [
        ("op", [4]), ("ver", Self.bytes(UInt32(1))), ("conn", Self.bytes(Self.connection)),
        ("count", Self.bytes(UInt32(index.count))),
      ], data: entries.bytes)
    try write(records.bytes)
    chunk.removeAll()
    index.removeAll(keepingCapacity: true)
  }

  private func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
    do {
      return try bytes.withUnsafeBytes { plain in
        switch compression {
        case nil: bytes
        case .bz2: try BZip2.compress(plain)
        case .lz4: try LZ4Frame.compress(plain)
        case .zstd: try Zstandard.compress(plain)
        }
      }
    } catch let error as CompressionError {
      throw FileError(.inputOutput, path: output.path, problem: "compressing a chunk failed: \(error.problem)")
    }
  }

  private func bagHeader(indexPosition: UInt64) -> [UInt8] {
    let fields: [(String, [UInt8])] = [
      ("op", [3]), ("index_pos", Self.bytes(indexPosition)), ("conn_count", Self.bytes(UInt32(1))),
      ("chunk_count", Self.bytes(UInt32(chunks.count))),
    ]
    // It is filled up with spaces, so that it can be written again when the numbers are known.
    var empty = LittleEndianBytes()
    Self.append(to: &empty, header: fields, data: [])
    var record = LittleEndianBytes()
    let padding = [UInt8](repeating: UInt8(ascii: " "), count: Self.bagHeaderBytes - empty.count)
    Self.append(to: &record, header: fields, data: padding)
    return record.bytes
  }

  private func appendConnection(to target: inout LittleEndianBytes) {
    let name = Array(topic.utf8)
    var data = LittleEndianBytes()
    Self.append(
      fields: [
        ("topic", name), ("type", Array("dvs_msgs/EventArray".utf8)), ("md5sum", Array(EventArrayDefinition.md5.utf8)),
        ("message_definition", Array(EventArrayDefinition.text(.ros1).utf8)),
      ], to: &data)
    Self.append(
      to: &target, header: [("op", [7]), ("topic", name), ("conn", Self.bytes(Self.connection))], data: data.bytes)
  }

  private func write(_ bytes: [UInt8]) throws {
    try output.write(bytes)
    position += UInt64(bytes.count)
  }

  private static func append(
    to target: inout LittleEndianBytes, header: [(String, [UInt8])], data: some Collection<UInt8>
  ) {
    var fields = LittleEndianBytes()
    append(fields: header, to: &fields)
    target.append(UInt32(fields.count))
    target.append(fields.bytes)
    target.append(UInt32(data.count))
    target.append(data)
  }

  private static func append(fields: [(String, [UInt8])], to target: inout LittleEndianBytes) {
    for (name, value) in fields {
      target.append(UInt32(name.utf8.count + 1 + value.count))
      target.append(name.utf8)
      target.append(CollectionOfOne(UInt8(ascii: "=")))
      target.append(value)
    }
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func time(_ nanoseconds: UInt64) -> [UInt8] {
    let perSecond: UInt64 = 1_000_000_000
    return bytes(UInt32(nanoseconds / perSecond)) + bytes(UInt32(nanoseconds % perSecond))
  }
}
